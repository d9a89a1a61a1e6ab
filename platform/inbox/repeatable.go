package inbox

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// notSetAside answers those of events that the inbox does not have: of what may be handled again it has what was set aside, whose
// retry somebody asks for or does not, and what a version before noted.
func notSetAside(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) ([]cloudevent.Event, error) {
	var noted bool
	err := tx.QueryRowContext(ctx, "-- name: AnyInbox :one\nSELECT EXISTS (SELECT 1 FROM inbox)").Scan(&noted)
	if err != nil {
		return nil, fmt.Errorf("read the inbox: %w", err)
	}
	if !noted || len(events) == 0 {
		return events, nil
	}
	keys := make(sqldb.Rows, len(events))
	for i, e := range events {
		keys[i] = []any{e.Source, e.ID}
	}
	known := map[Key]bool{}
	err = keys.Each(ctx, tx, `-- name: ListNoted :many
SELECT source, id FROM inbox WHERE (source, id) IN (VALUES %s)`, func(r *sql.Rows) error {
		var k Key
		err := r.Scan(&k.Source, &k.ID)
		known[k] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the inbox: %w", err)
	}
	return slices.DeleteFunc(events, func(e cloudevent.Event) bool { return known[Key{e.Source, e.ID}] }), nil
}
