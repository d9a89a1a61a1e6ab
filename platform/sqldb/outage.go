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
	if err == nil { // before anything is allocated: it is asked of every row
		return nil
	}
	var told *fault.Outage
	if errors.As(err, &told) || !e.away(err) {
		return err
	}
	away := fault.New(fault.Unavailable, "DATABASE_AWAY", "The database cannot be reached now. Try again in a moment.")
	return &fault.Outage{Fault: away.After(backSoon), Err: err}
}

// noticing is a connector that tells the outages it meets from other errors: whoever needs a connection hears of them, and whose
// statement or rows are cut off half-way, be it in a transaction or not.
type noticing struct {
	driver.Connector
	engine engine
}

// Connect answers a new connection. That a caller gave up while it waited for one says nothing of the database.
func (c noticing) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	switch {
	case err == nil:
		return c.heed(conn)
	case ctx.Err() != nil:
		return nil, fmt.Errorf("connect to the database: %w", ctx.Err())
	}
	return nil, outage(c.engine, err)
}

// heed answers conn so that what it meets is told.
func (c noticing) heed(conn driver.Conn) (driver.Conn, error) {
	checked, is := conn.(checkedConn)
	if !is {
		return nil, errors.Join(errors.New("the driver of PostgreSQL lacks what a connection is used for"), conn.Close())
	}
	return noticingConn{checked, c.engine}, nil
}

// checkedConn is all that database/sql asks a connection to PostgreSQL, whose driver knows more types than it does itself.
type checkedConn interface {
	usedConn
	driver.NamedValueChecker
}

type noticingConn struct {
	checkedConn
	engine engine
}

// BeginTx begins a transaction.
func (c noticingConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := c.checkedConn.BeginTx(ctx, o)
	return tx, outage(c.engine, err)
}

// ExecContext runs a statement that answers no rows.
func (c noticingConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	result, err := c.checkedConn.ExecContext(ctx, text, args)
	return result, outage(c.engine, err)
}

// QueryContext runs a statement that answers rows.
func (c noticingConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.checkedConn.QueryContext(ctx, text, args)
	if err != nil {
		return nil, outage(c.engine, err)
	}
	return noticingRows{rows, c.engine}, nil
}

// noticingRows know whether the database went away before the last of them.
type noticingRows struct {
	driver.Rows
	engine engine
}

// Next reads the next row.
func (r noticingRows) Next(row []driver.Value) error { return outage(r.engine, r.Rows.Next(row)) }
