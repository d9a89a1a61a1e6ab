package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Watch is what who runs the service watches.
type Watch struct {
	// Building is how many figures are being counted anew, and Oldest when the first of these countings began.
	Building int64
	Oldest   time.Time
	// Left is how many facts they have yet to count.
	Left int64
	// Editions is how many editions were published.
	Editions int64
}

// Watched answers what is to be watched.
func Watched(ctx context.Context, pool *sql.DB) (w Watch, err error) {
	var oldest sqldb.Time
	err = pool.QueryRowContext(ctx, `-- name: WatchCountings :one
SELECT COUNT(*), COALESCE(MIN(started_at), 0),
    CAST(COALESCE(SUM(CASE WHEN facts > facts_done THEN facts - facts_done ELSE 0 END), 0) AS BIGINT),
    (SELECT COUNT(*) FROM edition)
FROM counting WHERE state = 'building'`).Scan(&w.Building, &oldest, &w.Left, &w.Editions)
	w.Oldest = oldest.Time
	return w, err
}
