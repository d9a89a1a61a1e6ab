package sqldb

import (
	"errors"
	"time"
)

// DefaultConnections is how many connections to PostgreSQL an open database has at most where nothing else is said. Two instances
// of five services that share a server of 100 connections, its default, leave some for their databases of keys and for whoever
// looks after it. More brought no more transactions a second on two processors, for most commands share them.
const DefaultConnections = 6

// leastConnections is how many there are at least: batches run two at a time, and one holds a lock while another migrates.
const leastConnections = 2

// idleFor is how long a connection to PostgreSQL is kept that nobody uses: of a process, the server has a process of its own.
const idleFor = 5 * time.Minute

// CheckConnections says what is wrong with Options.Connections.
func CheckConnections(n int) error {
	if n != 0 && n < leastConnections {
		return errors.New("is 2 or more, or 0 for the default")
	}
	return nil
}
