package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// WriteReplayable is Write for what can be made again from elsewhere: how far a stream was handled together with what was
// made of it, or which events were sent. It does not wait for the disk. A killed process loses nothing; a machine that dies
// may undo the newest of these transactions, the last one first, but none that a Write came after. So it appends no events,
// which might be sent and then undone, and nobody is promised what it did.
//
// Errors: as Write.
func (db *DB) WriteReplayable(ctx context.Context, command func(ctx context.Context, tx *sql.Tx) error) error {
	return db.retrying(func(bool) (err error) {
		// Who has no deadline waits no longer for a connection, or for a server that does not answer, than for a command.
		getting, cancel := context.WithTimeout(ctx, db.timeout)
		defer cancel()
		conn, err := db.write.Conn(getting)
		if err != nil {
			return fmt.Errorf("get a connection: %w", err)
		}
		defer conn.Close()
		// No caller cancels these half-way: the connection would go on not to wait for the disk.
		ctx := context.WithoutCancel(ctx)
		if err := db.replays(ctx, conn, true); err != nil {
			return errors.Join(err, discard(conn))
		}
		defer func() { // also where the command panics
			if db.replays(ctx, conn, false) != nil {
				err = errors.Join(err, discard(conn))
			}
		}()
		return db.transact(ctx, conn, command)
	})
}

// replays has conn be as a replay wants it, or as everybody else does.
func (db *DB) replays(ctx context.Context, conn *sql.Conn, begins bool) error {
	ctx, cancel := context.WithTimeout(ctx, db.timeout)
	defer cancel()
	return db.engine.replay(ctx, conn, begins)
}

// discard has the pool forget conn, which is not as others expect it.
func discard(conn *sql.Conn) error {
	if err := conn.Raw(func(any) error { return driver.ErrBadConn }); !errors.Is(err, driver.ErrBadConn) {
		return err
	}
	return nil
}
