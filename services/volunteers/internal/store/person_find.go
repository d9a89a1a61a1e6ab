package store

import (
	"context"

	people "github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// FindPeople answers at most 100 people for each of hashes, nobody twice.
func (s Store) FindPeople(ctx context.Context, hashes []string) ([]Person, error) {
	id := func(row db.Person) string { return row.ID }
	rows, err := people.Search(hashes, id, func(hash string) ([]db.Person, error) {
		return s.q.FindPeople(ctx, hash)
	})
	return sqldb.All(rows, err, person)
}

// Lookup answers where it is kept what people are found by.
func Lookup() people.Index { return people.Index{Table: "person_lookup", ID: "person_id"} }

func (s Store) insertLookups(ctx context.Context, list ...Person) error {
	entries := make([]people.Entry, len(list))
	for i, p := range list {
		entries[i] = people.Entry{ID: p.ID, Hashes: p.Hashes}
	}
	return Lookup().Insert(ctx, s.tx, entries...)
}
