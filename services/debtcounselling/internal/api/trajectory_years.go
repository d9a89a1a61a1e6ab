package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// YearsTimer is the kind of the timer that tells, at each New Year, of the trajectories that go on.
// There is one, and one for the next part of them while they are told.
const YearsTimer = "trajectory-years"

// newYearBatch is of how many trajectories one transaction tells: others write meanwhile.
const newYearBatch = 200

// tellYears keeps and answers what is to be told of the years of trajectories, which are locked or new. Clients are by id, nil
// for one that was erased.
func (d Deps) tellYears(
	ctx context.Context, tx *sql.Tx, list []domain.Trajectory, clients map[string]*domain.Counted,
) (saved []outbox.Event, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	trajectoryIDs := make(map[string]bool, len(list))
	for _, t := range list {
		trajectoryIDs[t.ID] = true
	}
	told, err := store.In(tx).TrajectoryYears(ctx, trajectoryIDs)
	if err != nil {
		return nil, err
	}
	var changed []domain.TrajectoryYear
	for _, t := range list {
		for _, clientID := range t.ClientIDs {
			of := store.ClientOfTrajectory{TrajectoryID: t.ID, ClientID: clientID}
			for _, y := range t.RetellYears(clientID, d.today(), clients[clientID], told[of], ids.New) {
				changed = append(changed, y)
				saved = append(saved, d.yearSaved(y, t))
			}
		}
	}
	return saved, store.In(tx).PutTrajectoryYears(ctx, changed)
}

func (d Deps) yearSaved(y domain.TrajectoryYear, t domain.Trajectory) outbox.Event {
	stadsdeel, _ := d.Areas.Stadsdeel(y.Wijk)
	return events.TrajectoryYearSaved(y, t.Kind, d.Privacy.Counted(y.ClientID, y.Year), stadsdeel)
}

// tellAnew tells anew the years of trajectories, with their clients as they stand. The births are opened in the transaction, for
// only there it is known whose they are; it is a query of the keys for all of them.
func (d Deps) tellAnew(ctx context.Context, tx *sql.Tx, list []domain.Trajectory) error {
	clientIDs := map[string]bool{}
	for _, t := range list {
		for _, id := range t.ClientIDs {
			clientIDs[id] = true
		}
	}
	clients, err := store.In(tx).LockClientsByID(ctx, clientIDs)
	if err != nil {
		return err
	}
	known, err := d.acquaintances(ctx, clients)
	if err != nil {
		return err
	}
	counted := make(map[string]*domain.Counted, len(known))
	for id, a := range known {
		counted[id] = a.counted
	}
	saved, err := d.tellYears(ctx, tx, list, counted)
	if err != nil {
		return err
	}
	return outbox.Append(ctx, tx, d.now(), events.Service, saved...)
}

// TellNewYear tells of the trajectories that go on and do not count in the present year yet, also where New Year passed while
// nothing ran, and sets its timer for the next. What was told is not told again, so it may run at any moment.
func (d Deps) TellNewYear(ctx context.Context, tx *sql.Tx, timer schedule.Timer) error {
	open, err := store.In(tx).TrajectoriesWithoutYear(ctx, d.today(), timer.Key, newYearBatch)
	if err != nil {
		return err
	}
	if err := d.tellAnew(ctx, tx, open); err != nil {
		return err
	}
	last := ""
	if len(open) == newYearBatch {
		last = open[newYearBatch-1].ID
	}
	return d.Timers.GoOn(ctx, tx, timer, last, time.Date(d.today().Year+1, time.January, 1, 0, 0, 0, 0, d.Zone))
}

// PlanNewYear has TellNewYear run now, for what was missed, and from then on at each New Year. Call it at every start.
func (d Deps) PlanNewYear(ctx context.Context) error {
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return d.Timers.Set(ctx, tx, schedule.Timer{Kind: YearsTimer, Due: d.now()})
	})
}
