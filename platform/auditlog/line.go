package auditlog

import (
	"database/sql"
	"encoding/binary"
	"hash"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// columns are those that line.scan reads.
const columns = "id, trace_id, actor, via, roles, action, object, result, reason, created_at"

// line is a line of the log as it is stored, but for the batch it is sealed in.
type line struct {
	id, traceID, actor, via, roles, action, object, result, reason string
	created                                                        sqldb.Time
}

func (l *line) scan(rows *sql.Rows, more ...any) error {
	return rows.Scan(append([]any{
		&l.id, &l.traceID, &l.actor, &l.via, &l.roles, &l.action, &l.object, &l.result, &l.reason, &l.created,
	}, more...)...)
}

// encode writes the canonical encoding of the line: each text of columns in that order, as the number of its bytes and the bytes
// (UTF-8), and then the instant as microseconds since 1970 UTC. Numbers have eight bytes, the highest first. So no two
// lines, and no two lists of lines, are encoded alike.
func (l *line) encode(w hash.Hash) {
	for _, text := range []string{l.id, l.traceID, l.actor, l.via, l.roles, l.action, l.object, l.result, l.reason} {
		number(w, int64(len(text)))
		_, _ = w.Write([]byte(text)) // a hash never fails
	}
	number(w, l.created.UnixMicro())
}

// number writes a number in eight bytes, the highest first.
func number(w hash.Hash, n int64) {
	_, _ = w.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
}
