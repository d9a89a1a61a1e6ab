package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// end is the event up to which a stream has all that are marked as sent: of those that it acknowledged the last.
type end struct {
	created  sqldb.Time // the stream
	sequence uint64
	event    string
}

// later answers e, or other where that is further.
func (e end) later(other end) end {
	if other.created.Equal(e.created.Time) && other.sequence < e.sequence {
		return e
	}
	return other
}

// note writes e down, in the transaction that marks events up to there at an instant. One that is less far than what is written
// was acknowledged before by another instance, or stands in a stream that lost its end: both are found out by comparison.
func (e end) note(ctx context.Context, tx *sql.Tx, service string, at int64) error {
	_, err := tx.ExecContext(ctx, `-- name: PutEnd :exec
INSERT INTO outbox_end (stream, stream_created_at, sequence, event_id, sent_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (stream) DO UPDATE SET stream_created_at = excluded.stream_created_at, sequence = excluded.sequence,
    event_id = excluded.event_id, sent_at = excluded.sent_at
WHERE outbox_end.stream_created_at <> excluded.stream_created_at OR outbox_end.sequence <= excluded.sequence`,
		service, e.created, int64(e.sequence), e.event, at)
	return err
}

// sentLast is the highest id of what was marked as sent, and when the last mark was made; empty and zero where nothing was.
type sentLast struct {
	id string
	at sqldb.Time
}

func (r *Relay) sentLast(ctx context.Context) (last sentLast, err error) {
	err = r.DB.Read().QueryRowContext(ctx, `-- name: LastSent :one
SELECT CAST(COALESCE((SELECT id FROM outbox WHERE +sent_at > 0 ORDER BY id DESC LIMIT 1), '') AS TEXT),
    COALESCE((SELECT MAX(sent_at) FROM outbox WHERE sent_at > 0), 0)`).Scan(&last.id, &last.at)
	return last, err
}

// whole says whether the stream has every event that is marked as sent. It has where it lost no event that it ever took, and
// still has the one that it acknowledged last before the last mark. A server whose machine died has lost the end of a stream, or
// parts of it; a stream of which somebody deleted events is not known to be whole either.
func (r *Relay) whole(ctx context.Context, stream jetstream.Stream, last sentLast) (bool, error) {
	var was end
	var marked sqldb.Time
	err := r.DB.Read().QueryRowContext(ctx, `-- name: GetEnd :one
SELECT stream_created_at, sequence, event_id, sent_at FROM outbox_end WHERE stream = $1`, r.Service).
		Scan(&was.created, &was.sequence, &was.event, &marked)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read how far the stream was: %w", err)
	}
	info := stream.CachedInfo()
	switch {
	case !marked.Equal(last.at.Time), // a version that does not note the end has sent since
		!was.created.Equal(created(stream).Time),
		info.State.Msgs != info.State.LastSeq,
		was.sequence > info.State.LastSeq:
		return false, nil
	}
	message, err := stream.GetMsg(ctx, was.sequence)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the last event: %w", err)
	}
	event, err := cloudevent.FromNATS(message.Header, message.Data)
	return err == nil && event.ID == was.event, nil
}

// created answers when a stream was made.
func created(stream jetstream.Stream) sqldb.Time { return sqldb.At(stream.CachedInfo().Created) }

// resendSince marks all events to be sent again that were sent since an instant. It goes in steps: SQLite keeps in memory what a
// statement would undo, and one over the whole log would need the memory of all of it. The oldest are first, so that who begins
// again half-way finds the same newest.
func (r *Relay) resendSince(ctx context.Context, since time.Time) error {
	from := max(1, sqldb.At(since).UnixMicro())
	for n := int64(resendStep); n == resendStep; {
		err := r.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			result, err := tx.ExecContext(ctx, `-- name: MarkUnsent :execrows
UPDATE outbox SET sent_at = 0
WHERE id IN (SELECT id FROM outbox WHERE sent_at > 0 AND sent_at >= $1 ORDER BY sent_at LIMIT $2)`,
				from, resendStep)
			if err != nil {
				return err
			}
			n, err = result.RowsAffected()
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
