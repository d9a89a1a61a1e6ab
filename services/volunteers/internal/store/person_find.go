package store

import (
	"context"

	people "github.com/deschoor/meedoen/platform/person"
)

// FindPeople answers at most 100 people for each of hashes, nobody twice.
func (s Store) FindPeople(ctx context.Context, hashes []string) ([]Person, error) {
	var found []Person
	seen := map[string]bool{}
	for _, hash := range hashes {
		rows, err := s.q.FindPeople(ctx, hash)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if !seen[row.ID] {
				seen[row.ID] = true
				found = append(found, person(row))
			}
		}
	}
	return found, nil
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
