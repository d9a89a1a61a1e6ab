package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

const guidanceColumns = `id, kind, resident_id, team, worker, referrer_kind, question_id, sender, register_date, start_date,
    state, state_date, destination, drop_out_reason, running, version, created_at, updated_at`

// InsertGuidance adds trajectories. Their residents were locked before, and none has a running one of the same kind.
func (s Store) InsertGuidance(ctx context.Context, all []domain.Guidance) error {
	rows := make(sqldb.Rows, len(all))
	for i, g := range all {
		rows[i] = []any{
			g.ID, string(g.Kind), g.ResidentID, g.Team, g.Worker, g.Referrer, g.QuestionID, g.Sender, g.Register, g.Start,
			string(g.State), g.StateDate, string(g.Destination), string(g.DropOutReason), runningGuidance(g), g.Version,
			sqldb.At(g.Created), sqldb.At(g.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertGuidance :exec
INSERT INTO guidance_trajectory (`+guidanceColumns+`) VALUES %s`, nil)
}

// runningGuidance answers what keeps a second trajectory of the kind away from a resident.
func runningGuidance(g domain.Guidance) string {
	if g.State.Ended() {
		return ""
	}
	return string(g.Kind)
}

// RunningGuidance answers which kinds of trajectories run, for each of the residents with ids.
func (s Store) RunningGuidance(ctx context.Context, residentIDs map[string]bool) (map[string][]domain.GuidanceKind, error) {
	kinds := map[string][]domain.GuidanceKind{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: RunningGuidance :many
SELECT resident_id, running FROM guidance_trajectory WHERE running <> '' AND resident_id IN (%s)`, residentIDs,
		func(r *sql.Rows) (residentID string, kind domain.GuidanceKind, err error) {
			err = r.Scan(&residentID, &kind)
			kinds[residentID] = append(kinds[residentID], kind)
			return residentID, kind, err
		})
	return kinds, err
}

// Guidance answers one trajectory. Error: NOT_FOUND (TRAJECTORY_NOT_FOUND), which is told to nobody.
func (s Store) Guidance(ctx context.Context, id string) (domain.Guidance, error) {
	row, err := s.q.GetGuidanceTrajectory(ctx, id)
	return sqldb.One(row, err, guidance, "TRAJECTORY_NOT_FOUND", "There is no trajectory with this id.")
}

// GuidanceByID answers the trajectories with ids, those there are.
func (s Store) GuidanceByID(ctx context.Context, ids map[string]bool) (map[string]domain.Guidance, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: GuidanceByID :many
SELECT `+guidanceColumns+` FROM guidance_trajectory WHERE id IN (%s)`, ids, scanGuidance)
}

// LockGuidanceByID answers the trajectories with ids, those there are, and locks them until the transaction ends.
func (s Store) LockGuidanceByID(ctx context.Context, ids map[string]bool) (map[string]domain.Guidance, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockGuidanceByID :many
SELECT `+guidanceColumns+` FROM guidance_trajectory WHERE id IN (%s)`, ids, scanGuidance)
}

// LockGuidance answers one trajectory, locked until the transaction ends. Error: NOT_FOUND (TRAJECTORY_NOT_FOUND).
func (s Store) LockGuidance(ctx context.Context, id string) (domain.Guidance, error) {
	found, err := s.LockGuidanceByID(ctx, map[string]bool{id: true})
	g, is := found[id]
	if err == nil && !is {
		err = sql.ErrNoRows
	}
	return sqldb.One(g, err, same[domain.Guidance], "TRAJECTORY_NOT_FOUND", "There is no trajectory with this id.")
}

// GuidanceFilter is which trajectories are asked for; what is empty asks nothing.
type GuidanceFilter struct {
	Viewer                        domain.Viewer
	ResidentID, Kind, State, Team string
}

// GuidanceList answers size trajectories that the viewer may see, after the one with id after. Those of a resident have a query
// of their own: they are found by an index however many trajectories there are.
func (s Store) GuidanceList(
	ctx context.Context, after string, f GuidanceFilter, size int32,
) (_ []domain.Guidance, err error) {
	teams := "," + strings.Join(f.Viewer.Teams, ",") + ","
	var rows []db.GuidanceTrajectory
	if f.ResidentID != "" {
		rows, err = s.q.ListGuidanceTrajectoriesWithResident(ctx, db.ListGuidanceTrajectoriesWithResidentParams{
			After: after, ResidentID: f.ResidentID, Kind: f.Kind, State: f.State, Team: f.Team, Person: f.Viewer.Subject,
			Teams: teams, Size: size,
		})
	} else {
		rows, err = s.q.ListGuidanceTrajectories(ctx, db.ListGuidanceTrajectoriesParams{
			After: after, Kind: f.Kind, State: f.State, Team: f.Team, Person: f.Viewer.Subject, Teams: teams, Size: size,
		})
	}
	return sqldb.All(rows, err, guidance)
}

// GuidanceOfResident answers all trajectories of a resident, oldest first.
func (s Store) GuidanceOfResident(ctx context.Context, residentID string) ([]domain.Guidance, error) {
	rows, err := s.q.ListGuidanceTrajectoriesOfResident(ctx, residentID)
	return sqldb.All(rows, err, guidance)
}

// GuidanceWithoutYear answers size trajectories that run and do not count in the year of today yet, after one of them, "": from
// the first on.
func (s Store) GuidanceWithoutYear(ctx context.Context, today civil.Date, after string, size int32) ([]domain.Guidance, error) {
	rows, err := s.q.ListGuidanceTrajectoriesWithoutYear(ctx, db.ListGuidanceTrajectoriesWithoutYearParams{
		After: after, Today: today, Year: int64(today.Year), Size: size,
	})
	return sqldb.All(rows, err, guidance)
}

// StepGuidance changes a trajectory from the version before the one it has, and keeps the step. Error: sqldb.ErrStale.
func (s Store) StepGuidance(ctx context.Context, g domain.Guidance, step domain.GuidanceTransition) error {
	if err := sqldb.Changed(s.q.UpdateGuidanceTrajectory(ctx, db.UpdateGuidanceTrajectoryParams{
		StartDate: g.Start, State: string(g.State), StateDate: g.StateDate, Destination: string(g.Destination),
		DropOutReason: string(g.DropOutReason), Running: runningGuidance(g), UpdatedAt: sqldb.At(g.Updated), ID: g.ID,
		Version: g.Version - 1,
	})); err != nil {
		return err
	}
	return s.q.InsertGuidanceTransition(ctx, db.InsertGuidanceTransitionParams{
		ID: step.ID, GuidanceTrajectoryID: step.GuidanceID, Version: step.Version, FromState: string(step.From),
		ToState: string(step.To), Date: step.Date, Destination: string(step.Destination),
		DropOutReason: string(step.DropOutReason), Recorder: step.Recorder, CreatedAt: sqldb.At(step.Created),
	})
}

// GuidanceTransition answers one step. Error: NOT_FOUND (TRANSITION_NOT_FOUND).
func (s Store) GuidanceTransition(ctx context.Context, id string) (domain.GuidanceTransition, error) {
	row, err := s.q.GetGuidanceTransition(ctx, id)
	return sqldb.One(row, err, guidanceTransition, "TRANSITION_NOT_FOUND", "There is no step with this id.")
}

// GuidanceTransitions answers size steps of a trajectory after the one with id after.
func (s Store) GuidanceTransitions(
	ctx context.Context, guidanceID, after string, size int32,
) ([]domain.GuidanceTransition, error) {
	rows, err := s.q.ListGuidanceTransitions(ctx, db.ListGuidanceTransitionsParams{
		GuidanceTrajectoryID: guidanceID, After: after, Size: size,
	})
	return sqldb.All(rows, err, guidanceTransition)
}

// GuidanceTransitionsOfResident answers the steps of all trajectories of a resident, oldest first.
func (s Store) GuidanceTransitionsOfResident(ctx context.Context, residentID string) ([]domain.GuidanceTransition, error) {
	rows, err := s.q.ListGuidanceTransitionsOfResident(ctx, residentID)
	return sqldb.All(rows, err, guidanceTransition)
}

func scanGuidance(r *sql.Rows) (string, domain.Guidance, error) {
	var g db.GuidanceTrajectory
	err := r.Scan(&g.ID, &g.Kind, &g.ResidentID, &g.Team, &g.Worker, &g.ReferrerKind, &g.QuestionID, &g.Sender, &g.RegisterDate,
		&g.StartDate, &g.State, &g.StateDate, &g.Destination, &g.DropOutReason, &g.Running, &g.Version, &g.CreatedAt, &g.UpdatedAt)
	return g.ID, guidance(g), err
}

func guidance(g db.GuidanceTrajectory) domain.Guidance {
	return domain.Guidance{
		ID: g.ID, Kind: domain.GuidanceKind(g.Kind), ResidentID: g.ResidentID, Team: g.Team, Worker: g.Worker,
		Referrer: g.ReferrerKind, QuestionID: g.QuestionID, Sender: g.Sender, Register: g.RegisterDate, Start: g.StartDate,
		State: domain.GuidanceState(g.State), StateDate: g.StateDate, Destination: domain.Destination(g.Destination),
		DropOutReason: domain.DropOutReason(g.DropOutReason), Version: g.Version, Created: g.CreatedAt.Time,
		Updated: g.UpdatedAt.Time,
	}
}

func guidanceTransition(t db.GuidanceTransition) domain.GuidanceTransition {
	return domain.GuidanceTransition{
		ID: t.ID, GuidanceID: t.GuidanceTrajectoryID, Version: t.Version, From: domain.GuidanceState(t.FromState),
		To: domain.GuidanceState(t.ToState), Date: t.Date, Destination: domain.Destination(t.Destination),
		DropOutReason: domain.DropOutReason(t.DropOutReason), Recorder: t.Recorder, Created: t.CreatedAt.Time,
	}
}
