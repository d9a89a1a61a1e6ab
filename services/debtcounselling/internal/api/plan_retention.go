package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// retentionHour is when the run of a day begins, in the zone of the organisation: nobody works then.
const retentionHour = 3

// DestroyKey destroys the key of a client, or of a signal of arrears, of whom a run left a shell.
func (d Deps) DestroyKey(ctx context.Context, _ *sql.Tx, timer schedule.Timer) error {
	return d.vault().Erase(ctx, timer.Key)
}

// BeginDailyRetention begins the run of a day, unless another goes on, and sets its timer for the next.
func (d Deps) BeginDailyRetention(ctx context.Context, tx *sql.Tx, _ schedule.Timer) error {
	_, running, err := store.In(tx).RunningRetentionRun(ctx)
	if err != nil {
		return err
	}
	if !running {
		run := d.newRun(resource.Making(d.Clock.Now()), "")
		if err := d.beginRun(ctx, tx, run, auditlog.DoneAs(ctx, removes, "retention-run/"+run.ID)); err != nil {
			return err
		}
	}
	return d.Timers.Set(ctx, tx, schedule.Timer{Kind: DailyRetentionTimer, Due: d.nextRetention()})
}

// PlanRetention has a run begin each day where that is configured, and none where it is not. Call it at every start.
func (d Deps) PlanRetention(ctx context.Context, automatic bool) error {
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if !automatic {
			return d.Timers.Remove(ctx, tx, DailyRetentionTimer, "")
		}
		return d.Timers.Set(ctx, tx, schedule.Timer{Kind: DailyRetentionTimer, Due: d.nextRetention()})
	})
}

func (d Deps) nextRetention() time.Time {
	today := d.today()
	due := time.Date(today.Year, today.Month, today.Day, retentionHour, 0, 0, 0, d.Zone)
	if due.After(d.now()) {
		return due
	}
	return time.Date(today.Year, today.Month, today.Day+1, retentionHour, 0, 0, 0, d.Zone)
}
