package sqldb

import (
	"context"
	"database/sql/driver"
	"time"
)

// Waiting is how many commands wait for the writer of SQLite.
func (db *DB) Waiting() int { return len(db.writer.queue) }

// Grouping says whether commands share transactions.
func (db *DB) Grouping() bool { return db.writer != nil }

// SetCollecting sets how long a group goes on running commands.
func (db *DB) SetCollecting(d time.Duration) { db.collecting = d }

// SetTimeout sets how long one command may take.
func (db *DB) SetTimeout(d time.Duration) { db.timeout = d }

// Batches is how many batches of one Batcher run at a time.
func (db *DB) Batches() int { return db.engine.batches() }

// Waiting is how many callers wait for a batch.
func (b *Batcher[T, R]) Waiting() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.waiting)
}

// AwayOnPostgres says whether err means that a PostgreSQL server is away.
func AwayOnPostgres(err error) bool { return postgres{}.away(err) }

// MostPrepared is how many statements of a connection to SQLite stay prepared.
const MostPrepared = prepared

// Prepared answers the statements that the connection that writes to SQLite keeps prepared, the one used last first.
func (db *DB) Prepared(ctx context.Context) (texts []string, err error) {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return texts, conn.Raw(func(traced any) error {
		of := traced.(interface{ Raw() driver.Conn }).Raw().(*preparedConn)
		for e := of.recent.Front(); e != nil; e = e.Next() {
			texts = append(texts, e.Value.(*statement).text)
		}
		return nil
	})
}
