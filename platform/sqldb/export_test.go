package sqldb

import "time"

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
