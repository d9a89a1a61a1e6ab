package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// Client is a client as it is kept: what identifies the client is sealed.
type Client struct {
	ID        string
	Sealed    []byte
	SealedBSN []byte   // empty where none is kept
	Hashes    []string // under which the client is found; written, never read
	Wijk      areas.Wijk
	BirthYear int // 0 where it is not known
	Household string
	Recorder  string
	State     domain.ClientState
	Version   int64
	Created   time.Time
	Updated   time.Time
}

// Use answers why a client cannot be used any more: NOT_FOUND (CLIENT_ERASED), which is told to a supervisor alone.
func (c Client) Use() error {
	if c.State == domain.Erased {
		return fault.New(fault.NotFound, "CLIENT_ERASED", "This client was erased.")
	}
	return nil
}

// InsertClients adds clients, and what they are found by.
func (s Store) InsertClients(ctx context.Context, clients []Client) error {
	rows := make(sqldb.Rows, len(clients))
	for i, c := range clients {
		rows[i] = []any{
			c.ID, c.Sealed, c.SealedBSN, c.Wijk.Code, c.Wijk.Edition, c.BirthYear, c.Household, c.Recorder, string(domain.Present),
			c.Version, sqldb.At(c.Created), sqldb.At(c.Updated),
		}
	}
	if err := rows.Each(ctx, s.tx, `-- name: InsertClients :exec
INSERT INTO client (id, sealed, sealed_bsn, wijk_code, wijk_year, birth_year, household, recorder, state, version, created_at,
    updated_at) VALUES %s`, nil); err != nil {
		return err
	}
	return s.insertLookups(ctx, clients...)
}

// UpdateClient changes a client from the version before the one it has, and what it is found by. Error: sqldb.ErrStale, also
// for one that was erased.
func (s Store) UpdateClient(ctx context.Context, c Client) error {
	err := sqldb.Changed(s.q.UpdateClient(ctx, db.UpdateClientParams{
		Sealed: c.Sealed, SealedBsn: c.SealedBSN, WijkCode: c.Wijk.Code, WijkYear: int64(c.Wijk.Edition),
		BirthYear: int64(c.BirthYear), Household: c.Household, UpdatedAt: sqldb.At(c.Updated), ID: c.ID, Version: c.Version - 1,
	}))
	if err != nil {
		return err
	}
	if err := s.q.DeleteClientLookups(ctx, c.ID); err != nil {
		return err
	}
	return s.insertLookups(ctx, c)
}

// Client answers one client, also one that was erased. Error: NOT_FOUND (CLIENT_NOT_FOUND), which is told to a supervisor alone.
func (s Store) Client(ctx context.Context, id string) (Client, error) {
	row, err := s.q.GetClient(ctx, id)
	return sqldb.One(row, err, client, "CLIENT_NOT_FOUND", "There is no client with this id.")
}

const clientColumns = `id, sealed, sealed_bsn, wijk_code, wijk_year, birth_year, household, recorder, state, version, created_at,
    updated_at`

// ClientsByID answers the clients with ids, those there are.
func (s Store) ClientsByID(ctx context.Context, ids map[string]bool) (map[string]Client, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ClientsByID :many
SELECT `+clientColumns+` FROM client WHERE id IN (%s)`, ids, scanClient)
}

// LockClientsByID answers the clients with ids, those there are, and locks them until the transaction ends.
func (s Store) LockClientsByID(ctx context.Context, ids map[string]bool) (map[string]Client, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockClientsByID :many
SELECT `+clientColumns+` FROM client WHERE id IN (%s)`, ids, scanClient)
}

// FindClients answers at most 100 clients for each of hashes, nobody twice.
func (s Store) FindClients(ctx context.Context, hashes []string) ([]Client, error) {
	var found []Client
	seen := map[string]bool{}
	for _, hash := range hashes {
		rows, err := s.q.FindClients(ctx, hash)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if !seen[row.ID] {
				seen[row.ID] = true
				found = append(found, client(row))
			}
		}
	}
	return found, nil
}

// Lookup answers where it is kept what clients are found by.
func Lookup() person.Index { return person.Index{Table: "client_lookup", ID: "client_id"} }

func (s Store) insertLookups(ctx context.Context, list ...Client) error {
	entries := make([]person.Entry, len(list))
	for i, c := range list {
		entries[i] = person.Entry{ID: c.ID, Hashes: c.Hashes}
	}
	return Lookup().Insert(ctx, s.tx, entries...)
}

func scanClient(r *sql.Rows) (string, Client, error) {
	var c db.Client
	err := r.Scan(&c.ID, &c.Sealed, &c.SealedBsn, &c.WijkCode, &c.WijkYear, &c.BirthYear, &c.Household, &c.Recorder, &c.State,
		&c.Version, &c.CreatedAt, &c.UpdatedAt)
	return c.ID, client(c), err
}

func client(c db.Client) Client {
	return Client{
		ID: c.ID, Sealed: c.Sealed, SealedBSN: c.SealedBsn, Wijk: areas.Wijk{Code: c.WijkCode, Edition: int(c.WijkYear)},
		BirthYear: int(c.BirthYear), Household: c.Household, Recorder: c.Recorder, State: domain.ClientState(c.State),
		Version: c.Version, Created: c.CreatedAt.Time, Updated: c.UpdatedAt.Time,
	}
}
