package api

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// RetentionTimer is the kind of the timers that compute how many volunteers stayed; their keys are years.
const RetentionTimer = "retention"

// retentionWindow is within which changes are told of together: it reads every assignment, so that a batch of hours, or many
// after each other, should cost one look.
const retentionWindow = 10 * time.Second

// retain has retention computed of the years in which somebody became active or is no longer, and of those after them. Call it
// last in a transaction: whoever changes the same year waits for it, and each sets the years in one order.
func (d Deps) retain(ctx context.Context, tx *sql.Tx, years map[int]bool) error {
	due, affected := d.now().Truncate(retentionWindow).Add(retentionWindow), map[int]bool{}
	for year := range years {
		affected[year], affected[year+1] = true, true
	}
	for _, year := range slices.Sorted(maps.Keys(affected)) {
		if year > d.today().Year {
			continue // New Year sets it
		}
		err := d.Timers.Set(ctx, tx, schedule.Timer{Kind: RetentionTimer, Key: strconv.Itoa(year), Due: due})
		if err != nil {
			return err
		}
	}
	return nil
}

// retainAll has retention computed of every year.
func (d Deps) retainAll(ctx context.Context, tx *sql.Tx) error {
	first, err := store.In(tx).FirstActiveYear(ctx)
	if err != nil || first == 0 {
		return err
	}
	years := map[int]bool{}
	for year := first; year <= d.today().Year; year++ {
		years[year] = true
	}
	return d.retain(ctx, tx, years)
}

// TellRetention computes retention of a year, and tells what became another. It handles timers of the kind RetentionTimer. Who
// changes the year meanwhile waits to set the timer anew, so nothing is missed.
func (d Deps) TellRetention(ctx context.Context, tx *sql.Tx, t schedule.Timer) error {
	year, err := strconv.Atoi(t.Key)
	if err != nil {
		return err
	}
	in := store.In(tx)
	before, err := in.Active(ctx, year-1)
	if err != nil {
		return err
	}
	now, err := in.Active(ctx, year)
	if err != nil {
		return err
	}
	parents, err := in.ProgrammeParents(ctx)
	if err != nil {
		return err
	}
	told, err := in.Retentions(ctx, year)
	if err != nil {
		return err
	}
	changed := domain.RetellRetention(year, before, now, parents, told, ids.New)
	saved := make([]outbox.Event, len(changed))
	for i, r := range changed {
		saved[i] = events.RetentionSaved(r)
	}
	if err := in.PutRetentions(ctx, changed); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, d.now(), events.Service, saved...)
}

// Followers answers who follows what the service activities tells. What a programme is part of decides about retention too.
func (d Deps) Followers() events.Followers {
	return events.Followers{Programmes: d.retainAll, Sessions: d.FollowSessions}
}
