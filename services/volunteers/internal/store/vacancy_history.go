package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertVacancyTransition adds a step of a vacancy.
func (s Store) InsertVacancyTransition(ctx context.Context, t domain.VacancyTransition) error {
	return s.q.InsertVacancyTransition(ctx, db.InsertVacancyTransitionParams{
		ID: t.ID, VacancyID: t.VacancyID, Version: t.Version, FromState: string(t.From), ToState: string(t.To),
		Reason: t.Reason, Recorder: t.Recorder, CreatedAt: sqldb.At(t.Created),
	})
}

// VacancyTransition answers one step, by its id.
func (s Store) VacancyTransition(ctx context.Context, id string) (domain.VacancyTransition, error) {
	row, err := s.q.GetVacancyTransition(ctx, id)
	return sqldb.One(row, err, vacancyTransition, "TRANSITION_NOT_FOUND", "There is no step with this id.")
}

// VacancyTransitions answers size steps of a vacancy after the one with id after, oldest first.
func (s Store) VacancyTransitions(
	ctx context.Context, vacancyID, after string, size int32,
) ([]domain.VacancyTransition, error) {
	rows, err := s.q.ListVacancyTransitions(ctx, db.ListVacancyTransitionsParams{
		VacancyID: vacancyID, After: after, Size: size,
	})
	return sqldb.All(rows, err, vacancyTransition)
}

// InsertVacancyReaction adds a reaction. Error: ALREADY_EXISTS (REACTION_EXISTS) for who reacted before.
func (s Store) InsertVacancyReaction(ctx context.Context, r domain.VacancyReaction) error {
	n, err := s.q.InsertVacancyReaction(ctx, db.InsertVacancyReactionParams{
		ID: r.ID, VacancyID: r.VacancyID, PersonID: r.PersonID, Date: r.Date, Recorder: r.Recorder,
		CreatedAt: sqldb.At(r.Created),
	})
	if err == nil && n == 0 {
		return fault.New(fault.AlreadyExists, "REACTION_EXISTS", "The person reacted to this vacancy before.")
	}
	return err
}

// VacancyReaction answers one reaction, by its id.
func (s Store) VacancyReaction(ctx context.Context, id string) (domain.VacancyReaction, error) {
	row, err := s.q.GetVacancyReaction(ctx, id)
	return sqldb.One(row, err, vacancyReaction, "REACTION_NOT_FOUND", "There is no reaction with this id.")
}

// VacancyReactions answers size reactions to a vacancy after the one with id after, oldest first.
func (s Store) VacancyReactions(
	ctx context.Context, vacancyID, after string, size int32,
) ([]domain.VacancyReaction, error) {
	rows, err := s.q.ListVacancyReactions(ctx, db.ListVacancyReactionsParams{VacancyID: vacancyID, After: after, Size: size})
	return sqldb.All(rows, err, vacancyReaction)
}

// DeleteReactionsOfPerson removes what a person who is erased reacted to.
func (s Store) DeleteReactionsOfPerson(ctx context.Context, personID string) error {
	return s.q.DeleteReactionsOfPerson(ctx, personID)
}

func vacancyTransition(t db.VacancyTransition) domain.VacancyTransition {
	return domain.VacancyTransition{
		ID: t.ID, VacancyID: t.VacancyID, Version: t.Version, From: domain.VacancyState(t.FromState),
		To: domain.VacancyState(t.ToState), Reason: t.Reason, Recorder: t.Recorder, Created: t.CreatedAt.Time,
	}
}

func vacancyReaction(r db.VacancyReaction) domain.VacancyReaction {
	return domain.VacancyReaction{
		ID: r.ID, VacancyID: r.VacancyID, PersonID: r.PersonID, Date: r.Date, Recorder: r.Recorder, Created: r.CreatedAt.Time,
	}
}
