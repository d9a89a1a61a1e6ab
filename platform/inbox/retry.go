package inbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// maxRetries bounds how many dead letters are handled at once: the stream waits meanwhile. Those after them come next.
const maxRetries = 200

// errGone says that a dead letter is no longer there, or that nobody asks for it any more.
var errGone = errors.New("the dead letter is gone")

// retryAsked handles dead letters for which a retry is asked, each in a transaction of its own, and begins after the one
// it tried last: one that meets a fault of the database each time keeps no other waiting. It answers an error only where
// following must end; the stream does not wait for a dead letter.
func (c *Consumer) retryAsked(ctx context.Context) error {
	keys, err := c.asked(ctx)
	for _, key := range keys {
		c.retried = key
		if err = c.retry(ctx, key); err != nil {
			break
		}
	}
	switch {
	case errors.Is(err, errRestart):
		return err
	case err == nil && len(keys) < maxRetries:
		c.retried = Key{} // those were the last: from the first again
	case err != nil && ctx.Err() == nil:
		c.Log.WarnContext(ctx, "dead letters wait to be handled", "service", c.Service, "error", err)
	}
	return nil
}

// asked answers which dead letters to retry now.
func (c *Consumer) asked(ctx context.Context) ([]Key, error) {
	rows, err := c.DB.Read().QueryContext(ctx, `-- name: ListAsked :many
SELECT source, id FROM dead_letter
WHERE retry_asked_at > 0 AND stream = $1 AND (source, id) > (CAST($2 AS TEXT), CAST($3 AS TEXT))
ORDER BY source, id LIMIT $4`, c.Service, c.retried.Source, c.retried.ID, maxRetries)
	if err != nil {
		return nil, fmt.Errorf("read which dead letters to retry: %w", err)
	}
	defer rows.Close()
	var keys []Key
	for rows.Next() {
		var k Key
		if err := rows.Scan(&k.Source, &k.ID); err != nil {
			return nil, fmt.Errorf("read which dead letters to retry: %w", err)
		}
		keys = append(keys, k)
	}
	return keys, rows.Err()
}

// retry handles one dead letter. One whose type is not handled here stays asked for, until a version comes that does; one of an
// aggregate in the share of another is left to whoever has that.
func (c *Consumer) retry(ctx context.Context, key Key) error {
	m, attempts, err := deadMessage(ctx, c.DB, key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read a dead letter: %w", err)
	}
	if m.broken == nil && !c.known[m.event.Type] || natsx.Partition(m.event.Subject)%c.Shares != c.share {
		return nil
	}
	err = c.handleAgain(ctx, key, m)
	switch {
	case errors.Is(err, errGone):
		return nil
	case err != nil && c.isPoison(err):
		return c.keep(ctx, key, attempts, err)
	case err != nil:
		return fmt.Errorf("handle dead letter %s: %w", key.ID, err)
	}
	c.Log.InfoContext(ctx, "a dead letter was handled", "service", c.Service, "event", key.ID, "type", m.event.Type)
	return nil
}

// deadMessage answers the message of a dead letter, decoded anew: this version may read what the one before could not.
func deadMessage(ctx context.Context, db *sqldb.DB, key Key) (m *message, attempts int64, err error) {
	m = &message{}
	var headers string
	kept := cloudevent.Event{Source: key.Source, ID: key.ID}
	err = db.Read().QueryRowContext(ctx, `-- name: GetDeadMessage :one
SELECT type, aggregate_id, sequence, headers, data, attempts FROM dead_letter WHERE source = $1 AND id = $2`,
		key.Source, key.ID).Scan(&kept.Type, &kept.Subject, &m.sequence, &headers, &kept.Data, &attempts)
	if err != nil {
		return m, 0, err
	}
	switch {
	case headers != "":
		h, err := readHeaders(headers)
		if err != nil {
			return m, attempts, err
		}
		m.event, m.broken = cloudevent.FromNATS(h, kept.Data)
	case kept.Type != "":
		// An older version kept no headers, but most of what they said: the time, the schema and the trace are lost.
		m.event = kept
	default:
		m.broken = errors.New("the version that set it aside did not keep its headers, without which it is no event")
	}
	return m, attempts, nil
}

// handleAgain makes the changes of a dead letter and deletes it, in one transaction. The position stays where it is; that
// it does is made sure of first, as in every transaction that handles events, which keeps other instances out.
func (c *Consumer) handleAgain(ctx context.Context, key Key, m *message) error {
	if m.broken != nil {
		return Poison(m.broken)
	}
	ctx, end := c.trace(ctx, []*message{m})
	err := c.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := c.position.move(ctx, tx, c.position); err != nil {
			return err
		}
		if err := c.take(ctx, tx, key); err != nil {
			return err
		}
		events := []cloudevent.Event{m.event}
		if key != (Key{m.event.Source, m.event.ID}) {
			// It was no event when it was set aside, so the inbox knows it by its place alone. It may have come again,
			// to a version that could read it.
			fresh, err := c.unseen(ctx, tx, []*message{m})
			if err != nil || len(fresh) == 0 {
				return err
			}
			events = fresh
		}
		return c.Handle(ctx, tx, events)
	})
	end(err)
	return err
}

// take deletes a dead letter, unless another instance handled it or an operator dropped it first.
func (c *Consumer) take(ctx context.Context, tx *sql.Tx, key Key) error {
	result, err := tx.ExecContext(ctx, `-- name: TakeDeadLetter :execrows
DELETE FROM dead_letter WHERE source = $1 AND id = $2 AND retry_asked_at > 0`, key.Source, key.ID)
	if err != nil {
		return err
	}
	if taken, err := result.RowsAffected(); err != nil || taken == 0 {
		return errors.Join(err, errGone)
	}
	return nil
}

// keep notes that a dead letter failed again, unless another instance did so since attempts were read. It is not tried
// again until somebody asks.
func (c *Consumer) keep(ctx context.Context, key Key, attempts int64, cause error) error {
	var kept bool
	err := c.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `-- name: KeepDeadLetter :execrows
UPDATE dead_letter SET attempts = attempts + 1, error = $1, attempted_at = $2, retry_asked_at = 0
WHERE source = $3 AND id = $4 AND attempts = $5`,
			storable(cause), sqldb.At(c.Clock.Now()), key.Source, key.ID, attempts)
		if err != nil {
			return err
		}
		changed, err := result.RowsAffected()
		kept = changed > 0
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a dead letter: %w", err)
	}
	if kept {
		c.Log.ErrorContext(ctx, "a dead letter failed again", "service", c.Service, "event", key.ID,
			"attempts", attempts+1, "error", cause)
	}
	return nil
}

// storable answers the text of an error, which may quote the event: PostgreSQL takes no text with a NUL or what is not
// UTF-8.
func storable(err error) string {
	return strings.ReplaceAll(strings.ToValidUTF8(err.Error(), "?"), "\x00", "?")
}
