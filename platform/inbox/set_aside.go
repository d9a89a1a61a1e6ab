package inbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// notSetAside answers events without those that are in the inbox. Of a consumer whose handler makes nothing of what it meets
// again the inbox has only what was set aside, which stays out also once somebody dropped it, and what versions before this one
// handled. New events have ids beyond all of these, and nearly all events are new.
func notSetAside(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) ([]cloudevent.Event, error) {
	last := map[string]string{} // id in the inbox, of each source
	var keys sqldb.Rows
	for _, e := range events {
		if _, known := last[e.Source]; !known {
			id, err := lastOf(ctx, tx, e.Source)
			if err != nil {
				return nil, err
			}
			last[e.Source] = id
		}
		if e.ID <= last[e.Source] {
			keys = append(keys, []any{e.Source, e.ID})
		}
	}
	seen := map[Key]bool{}
	err := keys.Each(ctx, tx, `-- name: InInbox :many
SELECT source, id FROM inbox WHERE (source, id) IN (VALUES %s)`, func(r *sql.Rows) error {
		var k Key
		err := r.Scan(&k.Source, &k.ID)
		seen[k] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the inbox: %w", err)
	}
	return slices.DeleteFunc(events, func(e cloudevent.Event) bool { return seen[Key{e.Source, e.ID}] }), nil
}

// lastOf answers the highest id of a source in the inbox, empty where there is none.
func lastOf(ctx context.Context, tx *sql.Tx, source string) (id string, err error) {
	err = tx.QueryRowContext(ctx, `-- name: LastInInbox :one
SELECT id FROM inbox WHERE source = $1 ORDER BY id DESC LIMIT 1`, source).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read the inbox: %w", err)
	}
	return id, nil
}
