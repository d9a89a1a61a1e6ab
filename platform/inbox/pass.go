package inbox

import (
	"context"
	"database/sql"
	"time"
)

// noteAfter is how long after the first event that was passed the position is noted: who waits for an event that is nothing to
// this consumer waits so much longer, and a consumer of few of many events has so many transactions fewer.
const noteAfter = 20 * time.Millisecond

// pass moves past a batch in memory alone, where no event of it is to be handled here, and says whether it did. What is lost with
// the process is read, and passed, again.
func (c *Consumer) pass(ctx context.Context, batch []*message) bool {
	for _, m := range batch {
		if !m.foreign && (m.broken != nil || c.known[m.event.Type]) {
			return false
		}
	}
	c.reached = c.reached.after(batch)
	c.countSkipped(ctx, batch)
	return true
}

// note writes how far the stream was read.
func (c *Consumer) note(ctx context.Context) error {
	err := c.DB.WriteReplayable(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return c.position.move(ctx, tx, c.reached)
	})
	if err == nil {
		c.position = c.reached
	}
	return err
}
