package sqldb

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// backSoon is how long callers are asked to wait for a database that is away: a restart takes a few seconds, and a server
// without room for another connection has it sooner.
const backSoon = 2 * time.Second

// outage answers err of a database that is away for a while as such, and any other error as it is.
func outage(e engine, err error) error {
	var told *fault.Outage
	if err == nil || errors.As(err, &told) || !e.away(err) {
		return err
	}
	away := fault.New(fault.Unavailable, "DATABASE_AWAY", "The database cannot be reached now. Try again in a moment.")
	return &fault.Outage{Fault: away.After(backSoon), Err: err}
}

// noticing is a connector that tells the outages it meets from other errors: whoever needs a connection hears of them, whether it
// reads or writes.
type noticing struct {
	driver.Connector
	engine engine
}

// Connect answers a new connection. That a caller gave up while it waited for one says nothing of the database.
func (c noticing) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("connect to the database: %w", ctx.Err())
	}
	return nil, outage(c.engine, err)
}
