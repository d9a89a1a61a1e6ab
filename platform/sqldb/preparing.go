package sqldb

import (
	"container/list"
	"context"
	"database/sql/driver"
	"errors"
	"strings"
)

// prepared is how many statements of a connection stay prepared: of those of a service the ones it uses often, and of rows that
// are written together one for each size of a step (see steps).
const prepared = 128

// preparing is a connector to SQLite whose connections keep their statements prepared. SQLite reads the text of a statement each
// time it is run unless it was prepared, which is as much work as a small statement is itself. (The driver of PostgreSQL
// remembers by itself.)
type preparing struct{ driver.Connector }

// Connect answers a new connection.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, is := conn.(fullConn)
	if !is {
		return nil, errors.Join(errors.New("the driver of SQLite lacks what a connection is used for"), conn.Close())
	}
	return &preparedConn{fullConn: full, recent: list.New(), known: map[string]*list.Element{}}, nil
}

// fullConn is all that database/sql asks a connection to SQLite.
type fullConn interface {
	usedConn
	driver.Validator
}

// preparedConn is a connection that remembers what it prepared. Like every connection it is used by one goroutine at a time.
type preparedConn struct {
	fullConn
	recent *list.List // of *statement, the one that was used last in front
	known  map[string]*list.Element
}

// statement is what one text was prepared as.
type statement struct {
	text string
	stmt preparedStmt
	busy bool // its rows are being read: it can give no others until they are closed
}

type preparedStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// ExecContext runs a statement that answers no rows.
func (c *preparedConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.fullConn.ExecContext(ctx, text, args)
	}
	return s.stmt.ExecContext(ctx, args)
}

// QueryContext runs a statement that answers rows.
func (c *preparedConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.fullConn.QueryContext(ctx, text, args)
	}
	rows, err := s.stmt.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return preparedRows{rows, s}, nil
}

// preparedRows free their statement when they are closed.
type preparedRows struct {
	driver.Rows
	of *statement
}

// Close closes the rows.
func (r preparedRows) Close() error {
	r.of.busy = false
	return r.Rows.Close()
}

// statement answers text prepared, or nil where it is to be run as it is.
func (c *preparedConn) statement(ctx context.Context, text string) (*statement, error) {
	if found := c.known[text]; found != nil {
		s := found.Value.(*statement)
		if s.busy {
			return nil, nil
		}
		c.recent.MoveToFront(found)
		return s, nil
	}
	if !staysPrepared(text) {
		return nil, nil
	}
	made, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	stmt, is := made.(preparedStmt)
	if !is {
		return nil, errors.Join(errors.New("the driver of SQLite lacks what a statement is used for"), made.Close())
	}
	s := &statement{text: text, stmt: stmt}
	c.known[text] = c.recent.PushFront(s)
	return s, c.forget(prepared)
}

// forget closes the statements that were used longest ago, until there are most. One that is being read stays.
func (c *preparedConn) forget(most int) (err error) {
	for e := c.recent.Back(); e != nil && c.recent.Len() > most; {
		s, before := e.Value.(*statement), e.Prev()
		if !s.busy {
			c.recent.Remove(e)
			delete(c.known, s.text)
			err = errors.Join(err, s.stmt.Close())
		}
		e = before
	}
	return err
}

// Close closes the connection and what it prepared.
func (c *preparedConn) Close() error {
	for _, e := range c.known {
		e.Value.(*statement).busy = false
	}
	return errors.Join(c.forget(0), c.fullConn.Close())
}

// staysPrepared says whether a statement is one that has a name and comes again. A PRAGMA never stays: SQLite does some of what
// it says when it is prepared, and would not do it again, such as to wait for the disk.
func staysPrepared(text string) bool {
	rest, named := strings.CutPrefix(text, "-- name: ")
	_, body, more := strings.Cut(rest, "\n")
	if !named || !more {
		return false
	}
	for _, verb := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SAVEPOINT", "RELEASE"} {
		if strings.HasPrefix(strings.TrimLeft(body, " \t\n"), verb) {
			return true
		}
	}
	return false
}
