// Package store keeps people, what they are to the organisation and what they do, and turns rows into domain values and back.
package store

import (
	"database/sql"
	"embed"
	"io/fs"
	"strings"

	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the schema of the service.
func Migrations() fs.FS {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		// The folder is compiled in.
		panic(err)
	}
	return files
}

// Store reads and writes through one connection or transaction.
type Store struct {
	q  *db.Queries
	tx *sql.Tx
}

// Reading answers a store that only reads.
func Reading(pool *sql.DB) Store { return Store{q: db.New(pool)} }

// In answers a store that works in tx.
func In(tx *sql.Tx) Store { return Store{q: db.New(tx), tx: tx} }

// words writes a list of words, which have no spaces, as one text.
func words(list []string) string { return strings.Join(list, " ") }

// list reads what words wrote.
func list(text string) []string { return strings.Fields(text) }
