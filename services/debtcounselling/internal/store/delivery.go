package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// Delivered is a trajectory with all that a delivery tells of it.
type Delivered struct {
	domain.Trajectory
	Steps     []domain.TrajectoryTransition // oldest first
	Decisions []domain.Decision
	Measures  []domain.Measure // but for what was withdrawn
}

// Municipalities answers which are responsible for trajectories with a date in a period. Advice on rights is no help with debts.
func (s Store) Municipalities(ctx context.Context, first, last civil.Date) ([]string, error) {
	return s.q.ListMunicipalitiesOfPeriod(ctx, db.ListMunicipalitiesOfPeriodParams{LastDate: last, FirstDate: first})
}

// DeliveryFilter is which trajectories are delivered.
type DeliveryFilter struct {
	Municipality string
	First, Last  civil.Date // with a date from First to Last
}

// DeliveryPage answers size trajectories after the one with id after, with all that a delivery tells of them.
func (s Store) DeliveryPage(ctx context.Context, f DeliveryFilter, after string, size int32) ([]Delivered, error) {
	rows, err := s.q.ListTrajectoriesOfPeriod(ctx, db.ListTrajectoriesOfPeriodParams{
		MunicipalityCode: f.Municipality, After: after, LastDate: f.Last, FirstDate: f.First, Size: size,
	})
	list, err := s.withClients(ctx, rows, err)
	if err != nil {
		return nil, err
	}
	page, ids := make([]Delivered, len(list)), make(map[string]bool, len(list))
	for i, t := range list {
		page[i].Trajectory, ids[t.ID] = t, true
	}
	steps, err := s.stepsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	decisions, err := s.decisionsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	measures, err := s.measuresOf(ctx, ids)
	for i := range page {
		page[i].Steps, page[i].Decisions, page[i].Measures = steps[page[i].ID], decisions[page[i].ID], measures[page[i].ID]
	}
	return page, err
}

func (s Store) stepsOf(ctx context.Context, ids map[string]bool) (map[string][]domain.TrajectoryTransition, error) {
	return of(ctx, s.tx, `-- name: StepsOfTrajectories :many
SELECT id, trajectory_id, version, from_state, to_state, date FROM trajectory_transition WHERE trajectory_id IN (%s)`, ids,
		func(r *sql.Rows) (id string, t domain.TrajectoryTransition, err error) {
			err = r.Scan(&t.ID, &t.TrajectoryID, &t.Version, &t.From, &t.To, &t.Date)
			return t.TrajectoryID, t, err
		}, func(a, b domain.TrajectoryTransition) int { return cmp.Compare(a.Version, b.Version) })
}

func (s Store) decisionsOf(ctx context.Context, ids map[string]bool) (map[string][]domain.Decision, error) {
	return of(ctx, s.tx, `-- name: DecisionsOfTrajectories :many
SELECT id, trajectory_id, kind, date FROM decision WHERE trajectory_id IN (%s)`, ids,
		func(r *sql.Rows) (id string, d domain.Decision, err error) {
			err = r.Scan(&d.ID, &d.TrajectoryID, &d.Kind, &d.Date)
			return d.TrajectoryID, d, err
		}, func(a, b domain.Decision) int { return cmp.Compare(a.ID, b.ID) })
}

func (s Store) measuresOf(ctx context.Context, ids map[string]bool) (map[string][]domain.Measure, error) {
	return of(ctx, s.tx, `-- name: MeasuresOfTrajectories :many
SELECT id, trajectory_id, kind, application_date, grant_date, start_date, end_date FROM measure
WHERE withdrawn = 0 AND trajectory_id IN (%s)`, ids,
		func(r *sql.Rows) (id string, m domain.Measure, err error) {
			err = r.Scan(&m.ID, &m.TrajectoryID, &m.Kind, &m.Application, &m.Grant, &m.Start, &m.End)
			return m.TrajectoryID, m, err
		}, func(a, b domain.Measure) int { return cmp.Compare(a.ID, b.ID) })
}

// of answers what trajectories with ids have of something, in order.
func of[V any](
	ctx context.Context, tx *sql.Tx, query string, ids map[string]bool, scan func(*sql.Rows) (string, V, error),
	order func(a, b V) int,
) (map[string][]V, error) {
	all := make(map[string][]V, len(ids))
	_, err := sqldb.ByID(ctx, tx, query, ids, func(r *sql.Rows) (string, V, error) {
		id, one, err := scan(r)
		all[id] = append(all[id], one)
		return id, one, err
	})
	for _, list := range all {
		slices.SortFunc(list, order)
	}
	return all, err
}
