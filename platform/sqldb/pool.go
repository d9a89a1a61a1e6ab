package sqldb

import (
	"database/sql/driver"
	"errors"
	"time"
)

// DefaultConnections is how many connections to PostgreSQL an open database has at most where nothing else is said. With six,
// reads of half a second kept all others waiting at 500 calls a second; more than these brought no more transactions.
const DefaultConnections = 16

// leastConnections is how many there are at least: batches run two at a time, and one holds a lock while another migrates.
const leastConnections = 2

// idleFor is how long a connection to PostgreSQL is kept that nobody uses: of a process, the server has a process of its own.
const idleFor = 5 * time.Minute

// usedConn is what database/sql asks a connection to either engine. What wraps one has to have all of it, or database/sql goes
// another way.
type usedConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
}

// CheckConnections says what is wrong with Options.Connections.
func CheckConnections(n int) error {
	if n != 0 && n < leastConnections {
		return errors.New("is 2 or more, or 0 for the default")
	}
	return nil
}
