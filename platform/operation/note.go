package operation

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/inbox"
)

// Note answers what writes into the audit log, as of now, that dead letters were changed: for each the entry that done answers of
// its object. They were there: who asks for one that is gone did nothing.
func Note(now time.Time, done func(object string) auditlog.Entry) inbox.Note {
	return func(ctx context.Context, tx *sql.Tx, keys []inbox.Key) error {
		entries := make([]auditlog.Entry, len(keys))
		for i, k := range keys {
			entries[i] = done("dead-letter/" + k.Source + "/" + k.ID)
		}
		return auditlog.Append(ctx, tx, now, entries...)
	}
}

// noteIn answers the note that the caller of ctx changed dead letters.
func noteIn(call context.Context, now time.Time) inbox.Note {
	return Note(now, func(object string) auditlog.Entry { return auditlog.Done(call, object) })
}
