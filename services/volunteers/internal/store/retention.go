package store

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// Active answers who was active in a year, as what and for which programmes.
func (s Store) Active(ctx context.Context, year int) ([]domain.Activity, error) {
	rows, err := s.q.ListActive(ctx, db.ListActiveParams{
		Year: int64(year), First: civil.Date{Year: year, Month: time.January, Day: 1},
		Last: civil.Date{Year: year, Month: time.December, Day: 31},
	})
	return sqldb.All(rows, err, func(r db.ListActiveRow) domain.Activity {
		return domain.Activity{PersonID: r.PersonID, ProgrammeID: r.ProgrammeID, Kind: domain.EngagementKind(r.Kind)}
	})
}

// FirstActiveYear answers the first year in which anybody was active, 0 where nobody was.
func (s Store) FirstActiveYear(ctx context.Context) (int, error) {
	text, err := s.q.FirstActiveDate(ctx)
	if err != nil || text == "" {
		return 0, err
	}
	date, err := civil.ParseDate(text)
	return date.Year, err
}

// ProgrammeParents answers which programme each is part of, of those that are part of one.
func (s Store) ProgrammeParents(ctx context.Context) (map[string]string, error) {
	rows, err := s.q.ListProgrammeParents(ctx)
	parents := make(map[string]string, len(rows))
	for _, r := range rows {
		parents[r.ID] = r.ParentID
	}
	return parents, err
}

// Retentions answers what was told of a year, by programme.
func (s Store) Retentions(ctx context.Context, year int) (map[string]domain.Retention, error) {
	rows, err := s.q.ListRetentions(ctx, int64(year))
	told := make(map[string]domain.Retention, len(rows))
	for _, r := range rows {
		told[r.ProgrammeID] = domain.Retention{
			ID: r.ID, ProgrammeID: r.ProgrammeID, Year: int(r.Year), ActiveBefore: int(r.ActiveBefore), Stayed: int(r.Stayed),
			Version: r.Version,
		}
	}
	return told, err
}

// PutRetentions keeps what is told.
func (s Store) PutRetentions(ctx context.Context, list []domain.Retention) error {
	rows := make(sqldb.Rows, len(list))
	for i, r := range list {
		rows[i] = []any{r.ID, r.ProgrammeID, r.Year, r.ActiveBefore, r.Stayed, r.Version}
	}
	return rows.Each(ctx, s.tx, `-- name: PutRetentions :exec
INSERT INTO retention (id, programme_id, year, active_before, stayed, version) VALUES %s
ON CONFLICT (year, programme_id) DO UPDATE SET active_before = excluded.active_before, stayed = excluded.stayed,
    version = excluded.version`, nil)
}
