package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// places are those of a vacancy where one of them may be taken. The zero value is of a step that takes none.
type places struct {
	vacancy domain.Vacancy
	taken   int
}

// openPlaces locks the vacancy of an assignment that is to be confirmed: of two who confirm the last place, one waits.
func (s *Assignments) openPlaces(
	ctx context.Context, tx *sql.Tx, vacancyID string, to domain.AssignmentState,
) (p places, err error) {
	if vacancyID == "" || to != domain.Confirmed {
		return p, nil
	}
	if p.vacancy, err = store.In(tx).LockVacancy(ctx, vacancyID); err != nil {
		return p, err
	}
	p.taken, err = store.In(tx).TakenPlaces(ctx, vacancyID)
	return p, err
}

// take takes a place, and has the vacancy filled where it was the last.
func (p places) take(ctx context.Context, tx *sql.Tx, by *domain.AssignmentTransition) error {
	if p.vacancy.ID == "" {
		return nil
	}
	filled, err := p.vacancy.TakePlace(p.taken)
	if err != nil || !filled {
		return err
	}
	step := domain.VacancyTransition{
		ID: ids.New(), To: domain.VacancyFilled, Recorder: by.Recorder, Created: by.Created,
	}
	return saveVacancyStep(ctx, tx, p.vacancy, &step, p.taken+1)
}

// saveVacancyStep takes a step of a vacancy that is locked, and keeps it.
func saveVacancyStep(
	ctx context.Context, tx *sql.Tx, v domain.Vacancy, step *domain.VacancyTransition, taken int,
) error {
	if err := v.Take(step, taken); err != nil {
		return err
	}
	if err := store.In(tx).UpdateVacancy(ctx, v); err != nil {
		return err
	}
	return store.In(tx).InsertVacancyTransition(ctx, *step)
}
