package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

const (
	yearCounted   = "counted"
	yearWithdrawn = "withdrawn"
)

// ClientOfTrajectory is one of the clients of a trajectory.
type ClientOfTrajectory struct{ TrajectoryID, ClientID string }

// PutTrajectoryYears keeps what is told of clients of trajectories in calendar years.
func (s Store) PutTrajectoryYears(ctx context.Context, years []domain.TrajectoryYear) error {
	rows := make(sqldb.Rows, len(years))
	for i, y := range years {
		state := yearCounted
		if y.Withdrawn {
			state = yearWithdrawn
		}
		rows[i] = []any{
			y.ID, y.TrajectoryID, y.ClientID, y.Year, y.Date, y.AgeBand, y.Wijk.Code, y.Wijk.Edition, sqldb.Flag(y.Ended),
			string(y.ExitReason), sqldb.Flag(y.DebtFree), state, y.Version,
		}
	}
	return rows.Each(ctx, s.tx, `-- name: PutTrajectoryYears :exec
INSERT INTO trajectory_year (id, trajectory_id, client_id, year, date, age_band, wijk_code, wijk_year, ended, exit_reason,
    debt_free, state, version) VALUES %s
ON CONFLICT (trajectory_id, client_id, year) DO UPDATE SET date = excluded.date, age_band = excluded.age_band,
    wijk_code = excluded.wijk_code, wijk_year = excluded.wijk_year, ended = excluded.ended, exit_reason = excluded.exit_reason,
    debt_free = excluded.debt_free, state = excluded.state, version = excluded.version`, nil)
}

// TrajectoryYears answers what was told of the clients of trajectories with ids, by client and year.
func (s Store) TrajectoryYears(
	ctx context.Context, trajectoryIDs map[string]bool,
) (map[ClientOfTrajectory]map[int]domain.TrajectoryYear, error) {
	told := map[ClientOfTrajectory]map[int]domain.TrajectoryYear{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: TrajectoryYears :many
SELECT id, trajectory_id, client_id, year, date, age_band, wijk_code, wijk_year, ended, exit_reason, debt_free, state, version
FROM trajectory_year WHERE trajectory_id IN (%s)`, trajectoryIDs, func(r *sql.Rows) (string, bool, error) {
		var y domain.TrajectoryYear
		var state string
		var ended, debtFree int64
		err := r.Scan(&y.ID, &y.TrajectoryID, &y.ClientID, &y.Year, &y.Date, &y.AgeBand, &y.Wijk.Code, &y.Wijk.Edition, &ended,
			&y.ExitReason, &debtFree, &state, &y.Version)
		y.Ended, y.DebtFree, y.Withdrawn = ended == 1, debtFree == 1, state == yearWithdrawn
		of := ClientOfTrajectory{y.TrajectoryID, y.ClientID}
		if told[of] == nil {
			told[of] = map[int]domain.TrajectoryYear{}
		}
		told[of][y.Year] = y
		return y.ID, true, err
	})
	return told, err
}

// TrajectoriesWithoutYear answers size trajectories that go on and do not count in the year of today yet, after one
// of them, "": from the first on.
func (s Store) TrajectoriesWithoutYear(
	ctx context.Context, today civil.Date, after string, size int32,
) ([]domain.Trajectory, error) {
	rows, err := s.q.ListTrajectoriesWithoutYear(ctx, db.ListTrajectoriesWithoutYearParams{
		After: after, Today: today, Year: int64(today.Year), Size: size,
	})
	return s.withClients(ctx, rows, err)
}
