package api

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// TermTimer is the kind of the timers that tell of terms that will run out, one for each term.
const TermTimer = "term"

// term answers a term of a trajectory that begins on a date, by the rule that held on it. There is none where no rule did.
func (d Deps) term(t domain.Trajectory, kind domain.TermKind, start civil.Date, now time.Time) (domain.Term, bool) {
	due, is := d.Terms.Due(kind, t.Crisis, start, d.Days)
	return domain.Term{
		ID: ids.New(), TrajectoryID: t.ID, Kind: kind, Start: start, Due: due, State: domain.TermRunning, Version: 1, Created: now,
		Updated: now,
	}, is
}

// stepTerms has the terms of a trajectory, which is locked, follow a step: those that are met or do not matter any more end, and
// others begin.
func (d Deps) stepTerms(ctx context.Context, tx *sql.Tx, t domain.Trajectory, step domain.TrajectoryTransition) error {
	if t.Kind != domain.DebtHelp {
		return nil
	}
	st := store.In(tx)
	change := domain.TermsOf(step.From, step.To)
	running, err := st.RunningTerms(ctx, t.ID)
	if err != nil {
		return err
	}
	for _, term := range running {
		switch {
		case slices.Contains(change.Meet, term.Kind):
			term.Meet(step.Date, step.Created)
		case slices.Contains(change.Void, term.Kind):
			term.Void(step.Created)
		default:
			continue
		}
		if err := st.UpdateTerm(ctx, term); err != nil {
			return err
		}
		if err := d.Timers.Remove(ctx, tx, TermTimer, term.ID); err != nil {
			return err
		}
	}
	var begun []domain.Term
	for _, kind := range change.Begin {
		if term, is := d.term(t, kind, step.Date, step.Created); is {
			begun = append(begun, term)
		}
	}
	if err := st.InsertTerms(ctx, begun); err != nil {
		return err
	}
	return d.watchTerms(ctx, tx, begun...)
}

// meetTerm ends a term of a trajectory with what happened on a date.
func (d Deps) meetTerm(ctx context.Context, tx *sql.Tx, trajectoryID string, kind domain.TermKind, on civil.Date) error {
	return d.meetTerms(ctx, tx, trajectoryID, on, func(t domain.Term) bool { return t.Kind == kind })
}

// meetTerms ends those terms of a trajectory that what happened on a date is about.
func (d Deps) meetTerms(
	ctx context.Context, tx *sql.Tx, trajectoryID string, on civil.Date, met func(domain.Term) bool,
) error {
	return d.endTerms(ctx, tx, trajectoryID, met, func(t *domain.Term) { t.Meet(on, d.now()) })
}

// voidTerms ends those terms of a trajectory that do not matter any more.
func (d Deps) voidTerms(ctx context.Context, tx *sql.Tx, trajectoryID string, void func(domain.Term) bool) error {
	return d.endTerms(ctx, tx, trajectoryID, void, func(t *domain.Term) { t.Void(d.now()) })
}

// endTerms ends those terms of a trajectory that run and are said to.
func (d Deps) endTerms(
	ctx context.Context, tx *sql.Tx, trajectoryID string, which func(domain.Term) bool, end func(*domain.Term),
) error {
	st := store.In(tx)
	running, err := st.RunningTerms(ctx, trajectoryID)
	if err != nil {
		return err
	}
	for _, term := range running {
		if !which(term) {
			continue
		}
		end(&term)
		if err := st.UpdateTerm(ctx, term); err != nil {
			return err
		}
		if err := d.Timers.Remove(ctx, tx, TermTimer, term.ID); err != nil {
			return err
		}
	}
	return nil
}

// watchTerms has it told before terms run out.
func (d Deps) watchTerms(ctx context.Context, tx *sql.Tx, terms ...domain.Term) error {
	for _, t := range terms {
		at := t.Due.AddDays(-d.DueBefore)
		due := time.Date(at.Year, at.Month, at.Day, 0, 0, 0, 0, d.Zone)
		if err := d.Timers.Set(ctx, tx, schedule.Timer{Kind: TermTimer, Key: t.ID, Due: due}); err != nil {
			return err
		}
	}
	return nil
}

// TellTermDue tells that a term will run out. One that ended meanwhile is not told of.
func (d Deps) TellTermDue(ctx context.Context, tx *sql.Tx, timer schedule.Timer) error {
	term, is, err := store.In(tx).Term(ctx, timer.Key)
	if err != nil || !is || term.State != domain.TermRunning {
		return err
	}
	left := max(d.today().DaysUntil(term.Due), 0)
	return outbox.Append(ctx, tx, d.now(), events.Service, events.TermDue(term, left))
}
