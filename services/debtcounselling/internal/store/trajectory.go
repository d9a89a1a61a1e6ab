package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertTrajectories adds trajectories with whose they are. Their clients were locked before, and none has a running one of
// the same kind.
func (s Store) InsertTrajectories(ctx context.Context, all []domain.Trajectory) error {
	rows := make(sqldb.Rows, len(all))
	var clients sqldb.Rows
	for i, t := range all {
		rows[i] = []any{
			t.ID, string(t.Kind), t.Report, t.Channel, sqldb.Flag(t.Crisis), t.CrisisGround, t.Municipality, t.Referrer,
			string(t.State), t.StateDate, t.End, string(t.ExitReason), sqldb.Flag(t.DebtFree), t.Version,
			sqldb.At(t.Created), sqldb.At(t.Updated),
		}
		for place, id := range t.ClientIDs {
			clients = append(clients, []any{t.ID, place + 1, id, running(t)})
		}
	}
	if err := rows.Each(ctx, s.tx, `-- name: InsertTrajectories :exec
INSERT INTO trajectory (id, kind, report_date, report_channel, crisis, crisis_ground, municipality_code, referrer, state,
    state_date, end_date, exit_reason, debt_free, version, created_at, updated_at) VALUES %s`, nil); err != nil {
		return err
	}
	return clients.Each(ctx, s.tx, `-- name: InsertTrajectoryClients :exec
INSERT INTO trajectory_client (trajectory_id, place, client_id, running) VALUES %s`, nil)
}

// running answers what keeps a second trajectory of the kind away from a client.
func running(t domain.Trajectory) string {
	if !t.State.Runs() || !t.Kind.Single() {
		return ""
	}
	return string(t.Kind)
}

// RunningKinds answers for clients with ids which kinds of trajectories they have that run and admit no other.
func (s Store) RunningKinds(ctx context.Context, clientIDs map[string]bool) (map[string][]string, error) {
	kinds := map[string][]string{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: RunningKinds :many
SELECT client_id, running FROM trajectory_client WHERE running <> '' AND client_id IN (%s)`, clientIDs,
		func(r *sql.Rows) (clientID string, kind string, err error) {
			err = r.Scan(&clientID, &kind)
			kinds[clientID] = append(kinds[clientID], kind)
			return clientID, kind, err
		})
	return kinds, err
}

// Trajectory answers one trajectory with its clients. Error: NOT_FOUND (TRAJECTORY_NOT_FOUND), which is told to nobody but a
// supervisor.
func (s Store) Trajectory(ctx context.Context, id string) (domain.Trajectory, error) {
	row, err := s.q.GetTrajectory(ctx, id)
	t, err := sqldb.One(row, err, trajectory, "TRAJECTORY_NOT_FOUND", "There is no trajectory with this id.")
	if err != nil {
		return t, err
	}
	clients, err := s.q.ListTrajectoryClients(ctx, id)
	for _, c := range clients {
		t.ClientIDs = append(t.ClientIDs, c.ClientID)
	}
	return t, err
}

const trajectoryColumns = `id, kind, report_date, report_channel, crisis, crisis_ground, municipality_code, referrer, state,
    state_date, end_date, exit_reason, debt_free, version, created_at, updated_at`

// TrajectoriesByID answers the trajectories with ids, those there are, with their clients.
func (s Store) TrajectoriesByID(ctx context.Context, ids map[string]bool) (map[string]domain.Trajectory, error) {
	found, err := sqldb.ByID(ctx, s.tx, `-- name: TrajectoriesByID :many
SELECT `+trajectoryColumns+` FROM trajectory WHERE id IN (%s)`, ids, scanTrajectory)
	if err != nil {
		return nil, err
	}
	return found, s.addClients(ctx, found)
}

// LockTrajectory answers one trajectory, locked until the transaction ends. Error: NOT_FOUND (TRAJECTORY_NOT_FOUND).
func (s Store) LockTrajectory(ctx context.Context, id string) (domain.Trajectory, error) {
	found, err := sqldb.LockByID(ctx, s.tx, `-- name: LockTrajectory :many
SELECT `+trajectoryColumns+` FROM trajectory WHERE id IN (%s)`, map[string]bool{id: true}, scanTrajectory)
	if err != nil {
		return domain.Trajectory{}, err
	}
	if err := s.addClients(ctx, found); err != nil {
		return domain.Trajectory{}, err
	}
	t, is := found[id]
	if !is {
		return sqldb.One(t, sql.ErrNoRows, func(t domain.Trajectory) domain.Trajectory { return t },
			"TRAJECTORY_NOT_FOUND", "There is no trajectory with this id.")
	}
	return t, nil
}

// addClients adds to trajectories whose they are.
func (s Store) addClients(ctx context.Context, found map[string]domain.Trajectory) error {
	ids := make(map[string]bool, len(found))
	for id := range found {
		ids[id] = true
	}
	type client struct {
		place int
		id    string
	}
	clients := map[string][]client{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: ClientsOfTrajectories :many
SELECT trajectory_id, place, client_id FROM trajectory_client WHERE trajectory_id IN (%s)`, ids,
		func(r *sql.Rows) (id string, c client, err error) {
			err = r.Scan(&id, &c.place, &c.id)
			clients[id] = append(clients[id], c)
			return id, c, err
		})
	if err != nil {
		return err
	}
	for id, t := range found {
		list := clients[id]
		slices.SortFunc(list, func(a, b client) int { return a.place - b.place })
		for _, c := range list {
			t.ClientIDs = append(t.ClientIDs, c.id)
		}
		found[id] = t
	}
	return nil
}

// TrajectoriesOfClient answers all trajectories of a client, oldest first.
func (s Store) TrajectoriesOfClient(ctx context.Context, clientID string) ([]domain.Trajectory, error) {
	rows, err := s.q.ListTrajectoriesOfClient(ctx, clientID)
	return s.withClients(ctx, rows, err)
}

// EndedTrajectories answers the trajectories of clients that ended, by client.
func (s Store) EndedTrajectories(
	ctx context.Context, clientIDs map[string]bool,
) (map[string][]domain.Trajectory, error) {
	ended := map[string][]domain.Trajectory{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: EndedTrajectories :many
SELECT c.client_id, t.id, t.end_date FROM trajectory t JOIN trajectory_client c ON c.trajectory_id = t.id
WHERE t.state = 'exited' AND t.kind <> 'social_legal_advice' AND c.client_id IN (%s)`, clientIDs,
		func(r *sql.Rows) (clientID string, t domain.Trajectory, err error) {
			err = r.Scan(&clientID, &t.ID, &t.End)
			ended[clientID] = append(ended[clientID], t)
			return clientID, t, err
		})
	return ended, err
}

// TrajectoryFilter is which trajectories are asked for; what is empty asks nothing.
type TrajectoryFilter struct {
	ClientID, Kind, State, Counsellor string
	Running                           bool
	Today                             civil.Date // on which the counsellor is assigned
}

// Trajectories answers size trajectories after the one with id after. Those of a counsellor, and those of a client, have queries
// of their own: they are few, and found by an index however many others there are.
func (s Store) Trajectories(
	ctx context.Context, after string, f TrajectoryFilter, size int32,
) (_ []domain.Trajectory, err error) {
	var rows []db.Trajectory
	switch {
	case f.Counsellor != "":
		rows, err = s.q.ListTrajectoriesOfCounsellor(ctx, db.ListTrajectoriesOfCounsellorParams{
			After: after, Counsellor: f.Counsellor, Today: f.Today, ClientID: f.ClientID, Kind: f.Kind, State: f.State,
			Running: sqldb.Flag(f.Running), Size: size,
		})
	case f.ClientID != "":
		rows, err = s.q.ListTrajectoriesOfClientAfter(ctx, db.ListTrajectoriesOfClientAfterParams{
			After: after, ClientID: f.ClientID, Kind: f.Kind, State: f.State, Running: sqldb.Flag(f.Running), Size: size,
		})
	default:
		rows, err = s.q.ListTrajectories(ctx, db.ListTrajectoriesParams{
			After: after, Kind: f.Kind, State: f.State, Running: sqldb.Flag(f.Running), Size: size,
		})
	}
	return s.withClients(ctx, rows, err)
}

func (s Store) withClients(ctx context.Context, rows []db.Trajectory, err error) ([]domain.Trajectory, error) {
	list, err := sqldb.All(rows, err, trajectory)
	if err != nil {
		return nil, err
	}
	found := make(map[string]domain.Trajectory, len(list))
	for _, t := range list {
		found[t.ID] = t
	}
	if err := s.addClients(ctx, found); err != nil {
		return nil, err
	}
	for i, t := range list {
		list[i] = found[t.ID]
	}
	return list, nil
}

// StepTrajectory changes a trajectory from the version before the one it has, and keeps the step. Error: sqldb.ErrStale.
func (s Store) StepTrajectory(ctx context.Context, t domain.Trajectory, step domain.TrajectoryTransition) error {
	if err := sqldb.Changed(s.q.UpdateTrajectory(ctx, db.UpdateTrajectoryParams{
		State: string(t.State), StateDate: t.StateDate, EndDate: t.End, ExitReason: string(t.ExitReason),
		DebtFree: sqldb.Flag(t.DebtFree), UpdatedAt: sqldb.At(t.Updated), ID: t.ID, Version: t.Version - 1,
	})); err != nil {
		return err
	}
	if !t.State.Runs() {
		if err := s.q.EndTrajectoryOfClients(ctx, t.ID); err != nil {
			return err
		}
	}
	return s.q.InsertTrajectoryTransition(ctx, db.InsertTrajectoryTransitionParams{
		ID: step.ID, TrajectoryID: step.TrajectoryID, Version: step.Version, FromState: string(step.From), ToState: string(step.To),
		Date: step.Date, ExitReason: string(step.ExitReason), DebtFree: sqldb.Flag(step.DebtFree), Recorder: step.Recorder,
		CreatedAt: sqldb.At(step.Created),
	})
}

// TrajectoryTransition answers one step. Error: NOT_FOUND (TRANSITION_NOT_FOUND).
func (s Store) TrajectoryTransition(ctx context.Context, id string) (domain.TrajectoryTransition, error) {
	row, err := s.q.GetTrajectoryTransition(ctx, id)
	return sqldb.One(row, err, transition, "TRANSITION_NOT_FOUND", "There is no step with this id.")
}

// TrajectoryTransitions answers size steps of a trajectory after the one with id after.
func (s Store) TrajectoryTransitions(
	ctx context.Context, trajectoryID, after string, size int32,
) ([]domain.TrajectoryTransition, error) {
	rows, err := s.q.ListTrajectoryTransitions(ctx, db.ListTrajectoryTransitionsParams{
		TrajectoryID: trajectoryID, After: after, Size: size,
	})
	return sqldb.All(rows, err, transition)
}

// TransitionsOfClient answers what the trajectories of a client went through, oldest first.
func (s Store) TransitionsOfClient(ctx context.Context, clientID string) ([]domain.TrajectoryTransition, error) {
	rows, err := s.q.ListTrajectoryTransitionsOfClient(ctx, clientID)
	return sqldb.All(rows, err, transition)
}

func scanTrajectory(r *sql.Rows) (string, domain.Trajectory, error) {
	var t db.Trajectory
	err := r.Scan(&t.ID, &t.Kind, &t.ReportDate, &t.ReportChannel, &t.Crisis, &t.CrisisGround, &t.MunicipalityCode, &t.Referrer,
		&t.State, &t.StateDate, &t.EndDate, &t.ExitReason, &t.DebtFree, &t.Version, &t.CreatedAt, &t.UpdatedAt)
	return t.ID, trajectory(t), err
}

func trajectory(t db.Trajectory) domain.Trajectory {
	return domain.Trajectory{
		ID: t.ID, Kind: domain.TrajectoryKind(t.Kind), Report: t.ReportDate, Channel: t.ReportChannel, Crisis: t.Crisis == 1,
		CrisisGround: t.CrisisGround, Municipality: t.MunicipalityCode, Referrer: t.Referrer,
		State: domain.TrajectoryState(t.State), StateDate: t.StateDate, End: t.EndDate,
		ExitReason: domain.ExitReason(t.ExitReason), DebtFree: t.DebtFree == 1, Version: t.Version, Created: t.CreatedAt.Time,
		Updated: t.UpdatedAt.Time,
	}
}

func transition(t db.TrajectoryTransition) domain.TrajectoryTransition {
	return domain.TrajectoryTransition{
		ID: t.ID, TrajectoryID: t.TrajectoryID, Version: t.Version, From: domain.TrajectoryState(t.FromState),
		To: domain.TrajectoryState(t.ToState), Date: t.Date, ExitReason: domain.ExitReason(t.ExitReason),
		DebtFree: t.DebtFree == 1, Recorder: t.Recorder, Created: t.CreatedAt.Time,
	}
}
