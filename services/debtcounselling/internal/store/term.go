package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertTerms adds terms.
func (s Store) InsertTerms(ctx context.Context, all []domain.Term) error {
	rows := make(sqldb.Rows, len(all))
	for i, t := range all {
		rows[i] = []any{
			t.ID, t.TrajectoryID, string(t.Kind), t.Subject, t.Start, t.Due, string(t.State), t.Met, t.Version, sqldb.At(t.Created),
			sqldb.At(t.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertTerms :exec
INSERT INTO term (id, trajectory_id, kind, subject, start_date, due_date, state, met_date, version, created_at, updated_at)
VALUES %s`, nil)
}

// UpdateTerm changes a term from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateTerm(ctx context.Context, t domain.Term) error {
	return sqldb.Changed(s.q.UpdateTerm(ctx, db.UpdateTermParams{
		State: string(t.State), MetDate: t.Met, UpdatedAt: sqldb.At(t.Updated), ID: t.ID, Version: t.Version - 1,
	}))
}

// RunningTerms answers the terms of a trajectory that run.
func (s Store) RunningTerms(ctx context.Context, trajectoryID string) ([]domain.Term, error) {
	rows, err := s.q.ListRunningTerms(ctx, trajectoryID)
	return sqldb.All(rows, err, term)
}

// Term answers one term, where there is one.
func (s Store) Term(ctx context.Context, id string) (t domain.Term, is bool, err error) {
	row, err := s.q.GetTerm(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return t, false, nil
	}
	return term(row), err == nil, err
}

// ClientsOfTerms answers the clients of the trajectories that terms are of, by trajectory.
func (s Store) ClientsOfTerms(ctx context.Context, terms []domain.Term) (map[string][]string, error) {
	ids, clients := map[string]bool{}, map[string][]string{}
	for _, t := range terms {
		ids[t.TrajectoryID] = true
	}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: ClientsOfTerms :many
SELECT trajectory_id, client_id FROM trajectory_client WHERE trajectory_id IN (%s)`, ids,
		func(r *sql.Rows) (trajectoryID, clientID string, err error) {
			err = r.Scan(&trajectoryID, &clientID)
			clients[trajectoryID] = append(clients[trajectoryID], clientID)
			return trajectoryID, clientID, err
		})
	return clients, err
}

// TermFilter is which terms are asked for; what is empty asks nothing.
type TermFilter struct {
	TrajectoryID, State, Counsellor string
	Until                           civil.Date // due on it or earlier
	Today                           civil.Date // on which the counsellor is assigned
}

// TermMark is a place in the order of terms: by the date on which they are due, then by id.
type TermMark struct {
	Due civil.Date
	ID  string
}

// Terms answers size terms after the mark. Those of a trajectory, those of a counsellor, and those that run, have queries of
// their own: they are found by an index however many terms there were before.
func (s Store) Terms(ctx context.Context, after TermMark, f TermFilter, size int32) (list []domain.Term, err error) {
	var rows []db.Term
	switch running := f.State == string(domain.TermRunning); {
	case f.TrajectoryID != "":
		rows, err = s.q.ListTermsOfTrajectory(ctx, db.ListTermsOfTrajectoryParams{
			AfterDate: after.Due.String(), AfterID: after.ID, UntilDate: f.Until.String(), TrajectoryID: f.TrajectoryID,
			State: f.State, Counsellor: f.Counsellor, Today: f.Today.String(), Size: size,
		})
	case running && f.Counsellor != "":
		rows, err = s.q.ListRunningTermsOfCounsellor(ctx, db.ListRunningTermsOfCounsellorParams{
			AfterDate: after.Due.String(), AfterID: after.ID, UntilDate: f.Until.String(), Counsellor: f.Counsellor,
			Today: f.Today.String(), Size: size,
		})
	case f.Counsellor != "":
		rows, err = s.q.ListTermsOfCounsellor(ctx, db.ListTermsOfCounsellorParams{
			AfterDate: after.Due.String(), AfterID: after.ID, UntilDate: f.Until.String(), State: f.State,
			Counsellor: f.Counsellor, Today: f.Today.String(), Size: size,
		})
	case running:
		rows, err = s.q.ListRunningTermsOfAll(ctx, db.ListRunningTermsOfAllParams{
			AfterDate: after.Due.String(), AfterID: after.ID, UntilDate: f.Until.String(), Size: size,
		})
	default:
		rows, err = s.q.ListTerms(ctx, db.ListTermsParams{
			AfterDate: after.Due.String(), AfterID: after.ID, UntilDate: f.Until.String(), State: f.State,
			Size: size,
		})
	}
	return sqldb.All(rows, err, term)
}

func term(t db.Term) domain.Term {
	return domain.Term{
		ID: t.ID, TrajectoryID: t.TrajectoryID, Kind: domain.TermKind(t.Kind), Subject: t.Subject, Start: t.StartDate,
		Due: t.DueDate, State: domain.TermState(t.State), Met: t.MetDate, Version: t.Version, Created: t.CreatedAt.Time,
		Updated: t.UpdatedAt.Time,
	}
}
