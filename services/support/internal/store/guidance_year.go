package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

const (
	yearCounted   = "counted"
	yearWithdrawn = "withdrawn"
)

// PutGuidanceYears keeps what is told of trajectories in calendar years.
func (s Store) PutGuidanceYears(ctx context.Context, years []domain.GuidanceYear) error {
	rows := make(sqldb.Rows, len(years))
	for i, y := range years {
		state := yearCounted
		if y.Withdrawn {
			state = yearWithdrawn
		}
		rows[i] = []any{
			y.ID, y.GuidanceID, y.Year, y.Date, y.AgeBand, y.Wijk.Code, y.Wijk.Edition, sqldb.Flag(y.Conversed), sqldb.Flag(y.Ended),
			string(y.Destination), string(y.DropOutReason), state, y.Version,
		}
	}
	return rows.Each(ctx, s.tx, `-- name: PutGuidanceYears :exec
INSERT INTO guidance_year (id, guidance_trajectory_id, year, date, age_band, wijk_code, wijk_year, conversed, ended, destination,
    drop_out_reason, state, version) VALUES %s
ON CONFLICT (guidance_trajectory_id, year) DO UPDATE SET date = excluded.date, age_band = excluded.age_band,
    wijk_code = excluded.wijk_code, wijk_year = excluded.wijk_year, conversed = excluded.conversed, ended = excluded.ended,
    destination = excluded.destination, drop_out_reason = excluded.drop_out_reason, state = excluded.state,
    version = excluded.version`, nil)
}

// GuidanceYears answers what was told of the trajectories with ids, by trajectory and year.
func (s Store) GuidanceYears(ctx context.Context, ids map[string]bool) (map[string]map[int]domain.GuidanceYear, error) {
	told := map[string]map[int]domain.GuidanceYear{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: GuidanceYears :many
SELECT id, guidance_trajectory_id, year, date, age_band, wijk_code, wijk_year, conversed, ended, destination, drop_out_reason,
    state, version
FROM guidance_year WHERE guidance_trajectory_id IN (%s)`, ids, func(r *sql.Rows) (string, bool, error) {
		var y domain.GuidanceYear
		var state string
		var conversed, ended int64
		err := r.Scan(&y.ID, &y.GuidanceID, &y.Year, &y.Date, &y.AgeBand, &y.Wijk.Code, &y.Wijk.Edition, &conversed, &ended,
			&y.Destination, &y.DropOutReason, &state, &y.Version)
		y.Conversed, y.Ended, y.Withdrawn = conversed == 1, ended == 1, state == yearWithdrawn
		if told[y.GuidanceID] == nil {
			told[y.GuidanceID] = map[int]domain.GuidanceYear{}
		}
		told[y.GuidanceID][y.Year] = y
		return y.ID, true, err
	})
	return told, err
}

// Conversations answers in which years there was a conversation, for each of the trajectories with ids.
func (s Store) Conversations(ctx context.Context, ids map[string]bool) (map[string]map[int]bool, error) {
	years := map[string]map[int]bool{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: Conversations :many
SELECT guidance_trajectory_id, date, channel FROM guidance_contact WHERE guidance_trajectory_id IN (%s)`, ids,
		func(r *sql.Rows) (id string, _ bool, err error) {
			var date civil.Date
			var channel domain.ContactChannel
			err = r.Scan(&id, &date, &channel)
			if years[id] == nil {
				years[id] = map[int]bool{}
			}
			if channel != domain.InWriting {
				years[id][date.Year] = true
			}
			return id, true, err
		})
	return years, err
}
