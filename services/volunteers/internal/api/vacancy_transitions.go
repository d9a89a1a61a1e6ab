package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CreateVacancyTransition takes a vacancy to its next state.
func (s *Vacancies) CreateVacancyTransition(
	ctx context.Context, req *volunteersv1.CreateVacancyTransitionRequest,
) (*volunteersv1.VacancyTransition, error) {
	m, made := req.GetTransition(), resource.Making(s.Clock.Now())
	by := auth.Subject(ctx)
	step, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateVacancyTransition/"+req.GetVacancyId(), req.GetRequestId(), m), loadVacancyTransition,
		func(ctx context.Context, tx *sql.Tx) (domain.VacancyTransition, error) {
			step := domain.VacancyTransition{
				ID: made.ID, To: domain.VacancyState(enums.Text(m.GetTo())), Reason: m.GetReason(), Recorder: by, Created: made.Now,
			}
			v, err := store.In(tx).LockVacancy(ctx, req.GetVacancyId())
			if err != nil {
				return step, err
			}
			if err := resource.MatchEtag(req.GetEtag(), v.Version); err != nil {
				return step, err
			}
			taken, err := store.In(tx).TakenPlaces(ctx, v.ID)
			if err != nil {
				return step, err
			}
			return step, saveVacancyStep(ctx, tx, v, &step, taken)
		})
	if err != nil {
		return nil, err
	}
	return encodeVacancyTransition(step), nil
}

// ListVacancyTransitions lists what a vacancy went through, oldest first.
func (s *Vacancies) ListVacancyTransitions(
	ctx context.Context, req *volunteersv1.ListVacancyTransitionsRequest,
) (*volunteersv1.ListVacancyTransitionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	reading := store.Reading(s.DB.Read())
	if _, err := reading.Vacancy(ctx, req.GetVacancyId()); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := reading.VacancyTransitions(ctx, req.GetVacancyId(), after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.VacancyTransition) string { return t.ID })
	answer := &volunteersv1.ListVacancyTransitionsResponse{NextPageToken: next}
	for _, t := range list {
		answer.Transitions = append(answer.Transitions, encodeVacancyTransition(t))
	}
	return answer, nil
}

func loadVacancyTransition(ctx context.Context, tx *sql.Tx, id string) (domain.VacancyTransition, error) {
	return store.In(tx).VacancyTransition(ctx, id)
}
