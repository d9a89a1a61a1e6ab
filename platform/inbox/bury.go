package inbox

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// bury sets an event aside with its error, and moves on. One that was set aside before is only moved past.
func (c *Consumer) bury(ctx context.Context, m *message, cause error) (err error) {
	ctx, end := c.traceAs(ctx, "set aside", []*message{m})
	defer func() { end(err) }()
	next := c.reached.after([]*message{m})
	source, id := m.event.Source, m.event.ID
	if id == "" {
		// What has no id of its own is known by its place in the stream.
		source, id = "urn:stream:"+c.Service, fmt.Sprintf("%d/%d", c.position.created.UnixMicro(), m.sequence)
	}
	headers, err := writeHeaders(m.headers)
	if err != nil {
		return err
	}
	var first bool
	err = c.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := c.position.move(ctx, tx, next); err != nil {
			return err
		}
		now := sqldb.At(c.Clock.Now())
		result, err := tx.ExecContext(ctx, `-- name: InsertBuried :execrows
INSERT INTO inbox (source, id, handled_at) VALUES ($1, $2, $3) ON CONFLICT (source, id) DO NOTHING`, source, id, now)
		if err != nil {
			return err
		}
		added, err := result.RowsAffected()
		if first = added > 0; err != nil || !first {
			return err
		}
		_, err = tx.ExecContext(ctx, `-- name: InsertDeadLetter :exec
INSERT INTO dead_letter (source, id, type, aggregate_id, stream, sequence, headers, data, error, created_at, attempted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			source, id, m.event.Type, m.event.Subject, c.Service, int64(m.sequence), headers, m.data, storable(cause), now, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("set an event aside: %w", err)
	}
	c.position, c.reached = next, next
	if first {
		c.metrics.buried(ctx, m.event.Type)
		c.Log.ErrorContext(ctx, "an event cannot be handled and was set aside", "service", c.Service,
			"sequence", m.sequence, "event", m.event.ID, "type", m.event.Type, "error", cause)
	}
	return nil
}
