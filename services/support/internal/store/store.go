// Package store keeps residents and their questions, and turns rows into domain values and back.
package store

import (
	"database/sql"
	"embed"
	"io/fs"

	"github.com/deschoor/meedoen/services/support/internal/store/db"
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
