package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// Participant is a participant as it is kept: what identifies the person is sealed.
type Participant struct {
	ID         string
	Sealed     []byte
	Hashes     []string // under which the person is found; written, never read
	Wijk       areas.Wijk
	State      domain.ParticipantState
	SurvivorID string
	Version    int64
	Created    time.Time
	Updated    time.Time
}

// PersonID answers the id that stands for the person: its own, or that of the one it was found to be. What a person takes
// part in counts under it. A survivor is never merged itself, so one step is enough.
func (p Participant) PersonID() string {
	if p.State == domain.Merged {
		return p.SurvivorID
	}
	return p.ID
}

// Use answers why a participant cannot be used any more: NOT_FOUND (PARTICIPANT_MERGED, with survivor_id, or
// PARTICIPANT_ERASED).
func (p Participant) Use() error {
	switch p.State {
	case domain.Merged:
		return fault.New(fault.NotFound, "PARTICIPANT_MERGED", "This participant was found to be another: %s.", p.SurvivorID).
			With("survivor_id", p.SurvivorID)
	case domain.Erased:
		return fault.New(fault.NotFound, "PARTICIPANT_ERASED", "This participant was erased.")
	}
	return nil
}

// InsertParticipants adds participants, and what they are found by.
func (s Store) InsertParticipants(ctx context.Context, list []Participant) error {
	rows := make(sqldb.Rows, len(list))
	for i, p := range list {
		rows[i] = []any{
			p.ID, p.Sealed, p.Wijk.Code, p.Wijk.Edition, string(p.State), p.SurvivorID, p.Version, sqldb.At(p.Created),
			sqldb.At(p.Updated),
		}
	}
	err := rows.Each(ctx, s.tx, `-- name: InsertParticipants :exec
INSERT INTO participant (id, sealed, wijk_code, wijk_year, state, survivor_id, version, created_at, updated_at) VALUES %s`, nil)
	if err != nil {
		return err
	}
	return s.insertLookups(ctx, list...)
}

// UpdateParticipant changes a participant from the version before the one it has, and what it is found by. Error:
// sqldb.ErrStale, also for one that is not active.
func (s Store) UpdateParticipant(ctx context.Context, p Participant) error {
	err := sqldb.Changed(s.q.UpdateParticipant(ctx, db.UpdateParticipantParams{
		Sealed: p.Sealed, WijkCode: p.Wijk.Code, WijkYear: int64(p.Wijk.Edition), UpdatedAt: sqldb.At(p.Updated), ID: p.ID,
		Version: p.Version - 1,
	}))
	if err != nil {
		return err
	}
	if err := s.q.DeleteLookups(ctx, p.ID); err != nil {
		return err
	}
	return s.insertLookups(ctx, p)
}

// EmptyParticipant leaves a shell of a participant that was merged or erased, from the version before the one it has. Error:
// sqldb.ErrStale, also for one that is not active.
func (s Store) EmptyParticipant(ctx context.Context, p Participant) error {
	err := sqldb.Changed(s.q.EmptyParticipant(ctx, db.EmptyParticipantParams{
		Sealed: []byte{}, State: string(p.State), SurvivorID: p.SurvivorID, UpdatedAt: sqldb.At(p.Updated), ID: p.ID,
		Version: p.Version - 1,
	}))
	if err != nil {
		return err
	}
	if err := s.q.DeleteLookups(ctx, p.ID); err != nil {
		return err
	}
	// What was asked when it was made is kept as a hash, which is no longer needed.
	_, err = s.tx.ExecContext(ctx, `-- name: DeleteRequestIDs :exec
DELETE FROM request_id WHERE resource_id = $1`, p.ID)
	return err
}

// Lookup answers where it is kept what participants are found by.
func Lookup() person.Index { return person.Index{Table: "participant_lookup", ID: "participant_id"} }

func (s Store) insertLookups(ctx context.Context, list ...Participant) error {
	entries := make([]person.Entry, len(list))
	for i, p := range list {
		entries[i] = person.Entry{ID: p.ID, Hashes: p.Hashes}
	}
	return Lookup().Insert(ctx, s.tx, entries...)
}

// Participant answers one participant, also one that was merged or erased. Error: NOT_FOUND (PARTICIPANT_NOT_FOUND).
func (s Store) Participant(ctx context.Context, id string) (Participant, error) {
	row, err := s.q.GetParticipant(ctx, id)
	return sqldb.One(row, err, participant, "PARTICIPANT_NOT_FOUND", "There is no participant with this id.")
}

// ParticipantsByID answers the participants with ids, those there are.
func (s Store) ParticipantsByID(ctx context.Context, ids map[string]bool) (map[string]Participant, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ParticipantsByID :many
SELECT id, sealed, wijk_code, wijk_year, state, survivor_id, version, created_at, updated_at FROM participant
WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, Participant, error) {
		var p db.Participant
		err := r.Scan(&p.ID, &p.Sealed, &p.WijkCode, &p.WijkYear, &p.State, &p.SurvivorID, &p.Version, &p.CreatedAt, &p.UpdatedAt)
		return p.ID, participant(p), err
	})
}

// FindParticipants answers at most 100 participants for each of hashes, nobody twice.
func (s Store) FindParticipants(ctx context.Context, hashes []string) ([]Participant, error) {
	id := func(row db.Participant) string { return row.ID }
	rows, err := person.Search(hashes, id, func(hash string) ([]db.Participant, error) {
		return s.q.FindParticipants(ctx, hash)
	})
	return sqldb.All(rows, err, participant)
}

// Aliases answers the ids of those who were found to be the participant with id.
func (s Store) Aliases(ctx context.Context, id string) ([]string, error) {
	return s.q.ListAliases(ctx, id)
}

func participant(row db.Participant) Participant {
	return Participant{
		ID: row.ID, Sealed: row.Sealed, Wijk: areas.Wijk{Code: row.WijkCode, Edition: int(row.WijkYear)},
		State: domain.ParticipantState(row.State), SurvivorID: row.SurvivorID, Version: row.Version,
		Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}
