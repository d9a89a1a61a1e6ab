package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertVacancy adds a vacancy.
func (s Store) InsertVacancy(ctx context.Context, v domain.Vacancy) error {
	return s.q.InsertVacancy(ctx, db.InsertVacancyParams{
		ID: v.ID, RoleID: v.RoleID, DisplayName: v.Name, Description: v.Description, WijkCode: v.Wijk.Code,
		WijkYear: int64(v.Wijk.Edition), Skills: words(v.Skills), Languages: words(v.Languages), Interests: words(v.Interests),
		Availability: week(v.Availability), Wanted: int64(v.Wanted), StartDate: v.Start, EndDate: v.End, State: string(v.State),
		Version: v.Version, CreatedAt: sqldb.At(v.Created), UpdatedAt: sqldb.At(v.Updated),
	})
}

// UpdateVacancy changes a vacancy from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateVacancy(ctx context.Context, v domain.Vacancy) error {
	return sqldb.Changed(s.q.UpdateVacancy(ctx, db.UpdateVacancyParams{
		DisplayName: v.Name, Description: v.Description, WijkCode: v.Wijk.Code, WijkYear: int64(v.Wijk.Edition),
		Skills: words(v.Skills), Languages: words(v.Languages), Interests: words(v.Interests),
		Availability: week(v.Availability), Wanted: int64(v.Wanted), StartDate: v.Start, EndDate: v.End, State: string(v.State),
		UpdatedAt: sqldb.At(v.Updated), ID: v.ID, Version: v.Version - 1,
	}))
}

// Vacancy answers one vacancy. Error: NOT_FOUND (VACANCY_NOT_FOUND).
func (s Store) Vacancy(ctx context.Context, id string) (domain.Vacancy, error) {
	row, err := s.q.GetVacancy(ctx, id)
	return sqldb.One(row, err, vacancy, "VACANCY_NOT_FOUND", "There is no vacancy with this id.")
}

// LockVacancy answers one vacancy and locks it, and so its places, until the transaction ends. Error as of Vacancy.
func (s Store) LockVacancy(ctx context.Context, id string) (domain.Vacancy, error) {
	row, err := s.q.LockVacancy(ctx, id)
	return sqldb.One(row, err, vacancy, "VACANCY_NOT_FOUND", "There is no vacancy with this id.")
}

// LockVacanciesByID answers the vacancies with ids, those there are, and locks them until the transaction ends.
func (s Store) LockVacanciesByID(ctx context.Context, ids map[string]bool) (map[string]domain.Vacancy, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockVacanciesByID :many
SELECT id, role_id, state FROM vacancy WHERE id IN (%s)`, ids,
		func(r *sql.Rows) (string, domain.Vacancy, error) {
			var v domain.Vacancy
			err := r.Scan(&v.ID, &v.RoleID, &v.State)
			return v.ID, v, err
		})
}

// VacancyFilter narrows a list of vacancies; what is empty does not narrow.
type VacancyFilter struct {
	RoleID, State string
	OnlyOpen      bool
}

// Vacancies answers size vacancies after the one with id after.
func (s Store) Vacancies(ctx context.Context, after string, f VacancyFilter, size int32) ([]domain.Vacancy, error) {
	params := db.ListVacanciesParams{After: after, RoleID: f.RoleID, State: f.State, Size: size}
	if f.OnlyOpen {
		params.OnlyOpen = 1
	}
	rows, err := s.q.ListVacancies(ctx, params)
	return sqldb.All(rows, err, vacancy)
}

// TakenPlaces answers how many places of a vacancy are taken: by assignments that are confirmed, or active.
func (s Store) TakenPlaces(ctx context.Context, vacancyID string) (int, error) {
	n, err := s.q.CountTakenPlaces(ctx, vacancyID)
	return int(n), err
}

func vacancy(v db.Vacancy) domain.Vacancy {
	return domain.Vacancy{
		ID: v.ID, RoleID: v.RoleID, Name: v.DisplayName, Description: v.Description,
		Wijk: areas.Wijk{Code: v.WijkCode, Edition: int(v.WijkYear)}, Skills: list(v.Skills), Languages: list(v.Languages),
		Interests: list(v.Interests), Availability: parts(v.Availability), Wanted: int(v.Wanted), Start: v.StartDate,
		End: v.EndDate, State: domain.VacancyState(v.State), Version: v.Version, Created: v.CreatedAt.Time,
		Updated: v.UpdatedAt.Time,
	}
}
