package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// GuidanceYearsTimer is the kind of the timer that tells, at each New Year, of the trajectories that go on.
// There is one, and one for the next part of them while they are told.
const GuidanceYearsTimer = "guidance-years"

// newYearBatch is of how many trajectories one transaction tells: others write meanwhile.
const newYearBatch = 200

// acquaintance is a resident as far as figures need it.
type acquaintance struct {
	version int64           // of the resident that was opened
	counted *domain.Counted // nil where the resident was erased
}

// acquaintances answers residents by id as far as figures need them.
func (d Deps) acquaintances(ctx context.Context, rows map[string]store.Resident) (map[string]acquaintance, error) {
	known := make(map[string]acquaintance, len(rows))
	var present []store.Resident
	for id, row := range rows {
		known[id] = acquaintance{version: row.Version}
		if row.Use() == nil {
			present = append(present, row)
		}
	}
	opened, err := d.open(ctx, present...)
	for _, r := range opened {
		known[r.ID] = acquaintance{version: r.Version, counted: &domain.Counted{Birth: r.Birth, Wijk: r.Wijk}}
	}
	return known, err
}

// retellGuidance answers what is to be told anew of the years of trajectories, which are locked, with their residents as they
// stand. The births are opened in the transaction, for only there it is known whose they are; it is a query of the keys for all.
func (d Deps) retellGuidance(ctx context.Context, tx *sql.Tx, list []domain.Guidance) ([]outbox.Event, error) {
	residents := map[string]bool{}
	for _, g := range list {
		residents[g.ResidentID] = true
	}
	rows, err := store.In(tx).LockResidentsByID(ctx, residents)
	if err != nil {
		return nil, err
	}
	known, err := d.acquaintances(ctx, rows)
	if err != nil {
		return nil, err
	}
	return d.tellGuidance(ctx, tx, list, known)
}

// tellGuidance keeps and answers what is to be told of the years of trajectories, which are locked or new.
func (d Deps) tellGuidance(
	ctx context.Context, tx *sql.Tx, list []domain.Guidance, residents map[string]acquaintance,
) (saved []outbox.Event, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	st, guidanceIDs := store.In(tx), make(map[string]bool, len(list))
	for _, g := range list {
		guidanceIDs[g.ID] = true
	}
	told, err := st.GuidanceYears(ctx, guidanceIDs)
	if err != nil {
		return nil, err
	}
	conversed, err := st.Conversations(ctx, guidanceIDs)
	if err != nil {
		return nil, err
	}
	var changed []domain.GuidanceYear
	for _, g := range list {
		for _, y := range g.RetellYears(d.today(), residents[g.ResidentID].counted, conversed[g.ID], told[g.ID], ids.New) {
			stadsdeel, _ := d.Areas.Stadsdeel(y.Wijk)
			changed = append(changed, y)
			saved = append(saved, events.GuidanceYearSaved(y, g, d.Privacy.Counted(g.ResidentID, y.Year), stadsdeel))
		}
	}
	return saved, st.PutGuidanceYears(ctx, changed)
}

// tellGuidanceOf tells anew the years of all trajectories of a resident, who was changed.
func (d Deps) tellGuidanceOf(ctx context.Context, tx *sql.Tx, residentID string) error {
	list, err := store.In(tx).GuidanceOfResident(ctx, residentID)
	if err != nil {
		return err
	}
	return d.tellGuidanceAnew(ctx, tx, list)
}

func (d Deps) tellGuidanceAnew(ctx context.Context, tx *sql.Tx, list []domain.Guidance) error {
	saved, err := d.retellGuidance(ctx, tx, list)
	if err != nil {
		return err
	}
	return outbox.Append(ctx, tx, d.now(), events.Service, saved...)
}

// TellNewYear tells of the trajectories that run and do not count in the present year yet, also where New Year passed while
// nothing ran, and sets its timer for the next. What was told is not told again, so it may run at any moment.
func (d Deps) TellNewYear(ctx context.Context, tx *sql.Tx, timer schedule.Timer) error {
	list, err := store.In(tx).GuidanceWithoutYear(ctx, d.today(), timer.Key, newYearBatch)
	if err != nil {
		return err
	}
	if err := d.tellGuidanceAnew(ctx, tx, list); err != nil {
		return err
	}
	last := ""
	if len(list) == newYearBatch {
		last = list[newYearBatch-1].ID
	}
	return d.Timers.GoOn(ctx, tx, timer, last, time.Date(d.today().Year+1, time.January, 1, 0, 0, 0, 0, d.Zone))
}

// PlanNewYear has TellNewYear run now, for what was missed, and from then on at each New Year. Call it at every start.
func (d Deps) PlanNewYear(ctx context.Context) error {
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return d.Timers.Set(ctx, tx, schedule.Timer{Kind: GuidanceYearsTimer, Due: d.now()})
	})
}
