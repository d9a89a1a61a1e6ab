package store

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// Merge is that one participant was found to be another.
type Merge struct {
	ID, ParticipantID, DuplicateID string
	Created                        time.Time
}

// Erasure is that a participant was erased.
type Erasure struct {
	ID, ParticipantID string
	Created           time.Time
}

// MergeParticipants makes duplicate another name of survivor, which takes over the other names it had. Both have the version
// they get. Error: sqldb.ErrStale, also where one of them is not active.
func (s Store) MergeParticipants(ctx context.Context, survivor, duplicate Participant, m Merge) error {
	// In the order of their ids, so that two who merge the same in turn wait for each other and do not deadlock.
	steps := []func() error{
		func() error { return s.UpdateParticipant(ctx, survivor) },
		func() error {
			duplicate.State, duplicate.SurvivorID = domain.Merged, survivor.ID
			return s.EmptyParticipant(ctx, duplicate)
		},
	}
	if duplicate.ID < survivor.ID {
		steps[0], steps[1] = steps[1], steps[0]
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	err := s.q.MoveAliases(ctx, db.MoveAliasesParams{ToID: survivor.ID, UpdatedAt: sqldb.At(m.Created), FromID: duplicate.ID})
	if err != nil {
		return err
	}
	return s.q.InsertParticipantMerge(ctx, db.InsertParticipantMergeParams{
		ID: m.ID, ParticipantID: m.ParticipantID, DuplicateID: m.DuplicateID, CreatedAt: sqldb.At(m.Created),
	})
}

// Merge answers one merge. Error: NOT_FOUND (MERGE_NOT_FOUND).
func (s Store) Merge(ctx context.Context, id string) (Merge, error) {
	row, err := s.q.GetParticipantMerge(ctx, id)
	return sqldb.One(row, err, func(row db.ParticipantMerge) Merge {
		return Merge{ID: row.ID, ParticipantID: row.ParticipantID, DuplicateID: row.DuplicateID, Created: row.CreatedAt.Time}
	}, "MERGE_NOT_FOUND", "There is no merge with this id.")
}

// EraseParticipant leaves a shell of an active participant, which has the version it gets. Error: sqldb.ErrStale.
func (s Store) EraseParticipant(ctx context.Context, p Participant, e Erasure) error {
	p.State, p.Updated = domain.Erased, e.Created
	if err := s.EmptyParticipant(ctx, p); err != nil {
		return err
	}
	return s.q.InsertParticipantErasure(ctx, db.InsertParticipantErasureParams{
		ID: e.ID, ParticipantID: e.ParticipantID, CreatedAt: sqldb.At(e.Created),
	})
}

// Erasure answers one erasure. Error: NOT_FOUND (ERASURE_NOT_FOUND).
func (s Store) Erasure(ctx context.Context, id string) (Erasure, error) {
	row, err := s.q.GetParticipantErasure(ctx, id)
	return sqldb.One(row, err, func(row db.ParticipantErasure) Erasure {
		return Erasure{ID: row.ID, ParticipantID: row.ParticipantID, Created: row.CreatedAt.Time}
	}, "ERASURE_NOT_FOUND", "There is no erasure with this id.")
}

// Erasures answers all erasures, oldest first.
func (s Store) Erasures(ctx context.Context) ([]privacy.Erasure, error) {
	rows, err := s.q.ListErasedParticipants(ctx)
	return sqldb.All(rows, err, func(row db.ListErasedParticipantsRow) privacy.Erasure {
		return privacy.Erasure{Subject: row.ParticipantID, Time: row.CreatedAt.Time}
	})
}
