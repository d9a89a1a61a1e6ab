package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// Vacancies answers VacancyService. No event speaks of a vacancy: people count by what they do.
type Vacancies struct {
	volunteersv1.UnimplementedVacancyServiceServer
	Deps
}

// CreateVacancy adds a vacancy.
func (s *Vacancies) CreateVacancy(
	ctx context.Context, req *volunteersv1.CreateVacancyRequest,
) (*volunteersv1.Vacancy, error) {
	asked, broken := decodeVacancy(req.GetVacancy())
	made := resource.Making(s.Clock.Now())
	v, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateVacancy", req.GetRequestId(), req.GetVacancy()),
		loadVacancy, func(ctx context.Context, tx *sql.Tx) (domain.Vacancy, error) {
			v := asked
			v.ID, v.State, v.Version, v.Created, v.Updated = made.ID, domain.VacancyDraft, 1, made.Now, made.Now
			if err := s.check(ctx, tx, v, broken); err != nil {
				return v, err
			}
			return v, store.In(tx).InsertVacancy(ctx, v)
		})
	if err != nil {
		return nil, err
	}
	return encodeVacancy(v), nil
}

// GetVacancy answers one vacancy.
func (s *Vacancies) GetVacancy(
	ctx context.Context, req *volunteersv1.GetVacancyRequest,
) (*volunteersv1.Vacancy, error) {
	v, err := find(ctx, req.GetId(), store.Reading(s.DB.Read()).Vacancy, func(v domain.Vacancy) bool {
		return seesEverybody(ctx) || v.State == domain.VacancyOpen
	})
	if err != nil {
		return nil, err
	}
	return encodeVacancy(v), nil
}

// ListVacancies lists vacancies, oldest first.
func (s *Vacancies) ListVacancies(
	ctx context.Context, req *volunteersv1.ListVacanciesRequest,
) (*volunteersv1.ListVacanciesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	filter := store.VacancyFilter{
		RoleID: req.GetRoleId(), State: enums.Text(req.GetState()), OnlyOpen: !seesEverybody(ctx),
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Vacancies(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(v domain.Vacancy) string { return v.ID })
	answer := &volunteersv1.ListVacanciesResponse{NextPageToken: next}
	for _, v := range list {
		answer.Vacancies = append(answer.Vacancies, encodeVacancy(v))
	}
	return answer, nil
}

// UpdateVacancy changes a vacancy.
func (s *Vacancies) UpdateVacancy(
	ctx context.Context, req *volunteersv1.UpdateVacancyRequest,
) (*volunteersv1.Vacancy, error) {
	var v domain.Vacancy
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		if v, err = s.change(ctx, tx, req); err != nil {
			return err
		}
		return store.In(tx).UpdateVacancy(ctx, v)
	})
	if err != nil {
		return nil, err
	}
	return encodeVacancy(v), nil
}

// change answers a vacancy as a request has it, once it breaks no rule.
func (s *Vacancies) change(
	ctx context.Context, tx *sql.Tx, req *volunteersv1.UpdateVacancyRequest,
) (v domain.Vacancy, err error) {
	current, err := store.In(tx).LockVacancy(ctx, req.GetVacancy().GetId())
	if err != nil {
		return v, err
	}
	if err := resource.MatchEtag(req.GetVacancy().GetEtag(), current.Version); err != nil {
		return v, err
	}
	if current.State == domain.VacancyClosed {
		return v, fault.New(fault.FailedPrecondition, "VACANCY_CLOSED", "A vacancy that is closed does not change.")
	}
	merged, err := patch.Merge(encodeVacancy(current), req.GetVacancy(), req.GetUpdateMask())
	if err != nil {
		return v, err
	}
	if err := grpcx.Validate(merged); err != nil {
		return v, fault.At("vacancy", err)
	}
	taken, err := store.In(tx).TakenPlaces(ctx, current.ID)
	if err != nil {
		return v, err
	}
	v, broken := decodeVacancy(merged)
	v.ID, v.State, v.Version, v.Created, v.Updated = current.ID, current.State, current.Version+1, current.Created, s.now()
	return v, s.check(ctx, tx, v, append(broken, v.CheckChange(current, taken)...))
}

// check answers every rule a vacancy breaks, those that are known to be broken already first.
func (s *Vacancies) check(ctx context.Context, tx *sql.Tx, v domain.Vacancy, broken []fault.Field) error {
	roles, err := store.In(tx).RolesByID(ctx, map[string]bool{v.RoleID: true})
	if err != nil {
		return err
	}
	broken = append(broken, v.Check(resource.Found(roles, v.RoleID), s.Areas)...)
	return fault.At("vacancy", fault.Violations(broken))
}

func loadVacancy(ctx context.Context, tx *sql.Tx, id string) (domain.Vacancy, error) {
	return store.In(tx).Vacancy(ctx, id)
}
