package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// giving is that a shift is worked by somebody from now on, or by nobody: then it is open.
type giving struct {
	shift        domain.Shift // as it was read in the same transaction
	assignmentID string
	override     *domain.Override
	place        string // of a violation: where in the request it says who; "" where the request is that
}

// given is a shift that changes hands, as it is from then on.
type given struct {
	shift  domain.Shift
	change domain.ShiftChange
}

// giveShifts gives shifts away as one change, so that two people can swap: each shift is held against what its new person has
// after all of them. Workers are those of every assignment in list, opened before the transaction; by is who decides.
//
// Errors: INVALID_ARGUMENT with every violation, as CreateShiftAssignment; FAILED_PRECONDITION (SHIFT_CANCELLED, SHIFT_BEGUN).
// Where a shift or somebody was changed meanwhile the call begins anew (resource.Again).
func (d Deps) giveShifts(
	ctx context.Context, tx *sql.Tx, workers map[string]shiftWorker, by string, now time.Time, list ...giving,
) ([]domain.Shift, error) {
	all, broken, err := d.weighGiving(ctx, tx, workers, by, now, list...)
	if err != nil {
		return nil, err
	}
	if err := fault.Violations(broken); err != nil {
		return nil, err
	}
	shifts := make([]domain.Shift, len(all))
	for i, g := range all {
		shifts[i] = g.shift
	}
	return shifts, d.keepGiven(ctx, tx, all)
}

// weighGiving answers shifts as they are when they are given away, and what stands in the way of that. Nothing is kept.
// Errors: as giveShifts, but for violations.
func (d Deps) weighGiving(
	ctx context.Context, tx *sql.Tx, workers map[string]shiftWorker, by string, now time.Time, list ...giving,
) (all []given, broken []fault.Field, err error) {
	all, shifts := make([]given, len(list)), make([]domain.Shift, len(list))
	for i, g := range list {
		s := g.shift
		s.AssignmentID, s.PersonID = g.assignmentID, workers[g.assignmentID].personID
		s.Adjusted, s.Override = s.Adjusted || s.SeriesID != "", ""
		if all[i].change, err = s.Take(domain.AssignShift, by, now, now); err != nil {
			return nil, nil, err
		}
		shifts[i] = s
	}
	r, err := d.roster(ctx, tx, now, workers, shifts)
	if err != nil {
		return nil, nil, err
	}
	inTheWay := r.shifts.Exchange(shifts, func(i int) domain.Shifting { return r.known(shifts[i], false, list[i].override) })
	for i, g := range list {
		for _, f := range inTheWay[i] {
			f.Path = resource.Join(g.place, f.Path)
			broken = append(broken, f)
		}
		all[i].shift, all[i].change.Override = shifts[i], shifts[i].Override
	}
	return all, broken, nil
}

// keepGiven keeps shifts that were given away.
func (d Deps) keepGiven(ctx context.Context, tx *sql.Tx, all []given) error {
	for _, g := range all {
		if err := d.changeShift(ctx, tx, g.shift, g.change); err != nil {
			return err
		}
	}
	return nil
}

// changeShift keeps what became of a shift. Every change of one comes by here, but for what its person left behind. One that
// was cancelled or given to somebody is offered no more.
func (d Deps) changeShift(ctx context.Context, tx *sql.Tx, s domain.Shift, c domain.ShiftChange) error {
	c.ID = ids.New()
	if err := resource.Overtaken(store.In(tx).ChangeShift(ctx, s, c)); err != nil {
		return err
	}
	if c.Kind != domain.AssignShift && c.Kind != domain.CancelShift {
		return nil
	}
	return store.In(tx).WithdrawShiftOffers(ctx, map[string]bool{s.ID: true}, c.Created)
}
