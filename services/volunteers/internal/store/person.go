package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// Person is a person as it is kept: what identifies the person is sealed.
type Person struct {
	ID           string
	Sealed       []byte
	Hashes       []string // under which the person is found; written, never read
	Wijk         areas.Wijk
	BirthYear    int // 0 where it is not known; to rank many without opening each
	Languages    []string
	Skills       []string
	Interests    []string
	Availability []domain.Availability
	State        domain.PersonState
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Use answers why a person cannot be used any more: NOT_FOUND (PERSON_ERASED).
func (p Person) Use() error {
	if p.State == domain.Erased {
		return fault.New(fault.NotFound, "PERSON_ERASED", "This person was erased.")
	}
	return nil
}

// InsertPeople adds people, and what they are found by.
func (s Store) InsertPeople(ctx context.Context, people []Person) error {
	rows := make(sqldb.Rows, len(people))
	for i, p := range people {
		rows[i] = []any{
			p.ID, p.Sealed, p.Wijk.Code, p.Wijk.Edition, p.BirthYear, words(p.Languages), words(p.Skills), words(p.Interests),
			week(p.Availability), string(domain.Present), p.Version, sqldb.At(p.Created), sqldb.At(p.Updated),
		}
	}
	err := rows.Each(ctx, s.tx, `-- name: InsertPeople :exec
INSERT INTO person (id, sealed, wijk_code, wijk_year, birth_year, languages, skills, interests, availability, state, version,
    created_at, updated_at) VALUES %s`, nil)
	if err != nil {
		return err
	}
	return s.insertLookups(ctx, people...)
}

// UpdatePerson changes a person from the version before the one it has, and what it is found by. Error: sqldb.ErrStale,
// also for one that was erased.
func (s Store) UpdatePerson(ctx context.Context, p Person) error {
	err := sqldb.Changed(s.q.UpdatePerson(ctx, db.UpdatePersonParams{
		Sealed: p.Sealed, WijkCode: p.Wijk.Code, WijkYear: int64(p.Wijk.Edition), BirthYear: int64(p.BirthYear),
		Languages: words(p.Languages), Skills: words(p.Skills), Interests: words(p.Interests),
		Availability: week(p.Availability), UpdatedAt: sqldb.At(p.Updated), ID: p.ID, Version: p.Version - 1,
	}))
	if err != nil {
		return err
	}
	if err := s.q.DeletePersonLookups(ctx, p.ID); err != nil {
		return err
	}
	return s.insertLookups(ctx, p)
}

// Person answers one person, also one that was erased. Error: NOT_FOUND (PERSON_NOT_FOUND).
func (s Store) Person(ctx context.Context, id string) (Person, error) {
	row, err := s.q.GetPerson(ctx, id)
	return sqldb.One(row, err, person, "PERSON_NOT_FOUND", "There is no person with this id.")
}

// PeopleByID answers the people with ids, those there are.
func (s Store) PeopleByID(ctx context.Context, ids map[string]bool) (map[string]Person, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: PeopleByID :many
SELECT id, sealed, wijk_code, wijk_year, birth_year, languages, skills, interests, availability, state, version, created_at,
    updated_at
FROM person WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, Person, error) {
		var p db.Person
		err := r.Scan(&p.ID, &p.Sealed, &p.WijkCode, &p.WijkYear, &p.BirthYear, &p.Languages, &p.Skills, &p.Interests,
			&p.Availability, &p.State, &p.Version, &p.CreatedAt, &p.UpdatedAt)
		return p.ID, person(p), err
	})
}

func person(p db.Person) Person {
	return Person{
		ID: p.ID, Sealed: p.Sealed, Wijk: areas.Wijk{Code: p.WijkCode, Edition: int(p.WijkYear)}, BirthYear: int(p.BirthYear),
		Languages: list(p.Languages), Skills: list(p.Skills), Interests: list(p.Interests),
		Availability: parts(p.Availability), State: domain.PersonState(p.State), Version: p.Version,
		Created: p.CreatedAt.Time, Updated: p.UpdatedAt.Time,
	}
}

// week writes parts of the week as words, such as "monday/morning".
func week(all []domain.Availability) string {
	texts := make([]string, len(all))
	for i, a := range all {
		texts[i] = a.Weekday + "/" + a.DayPart
	}
	return words(texts)
}

// parts reads what week wrote.
func parts(text string) (all []domain.Availability) {
	for _, word := range list(text) {
		weekday, dayPart, _ := strings.Cut(word, "/")
		all = append(all, domain.Availability{Weekday: weekday, DayPart: dayPart})
	}
	return all
}
