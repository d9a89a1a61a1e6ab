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

// giveShifts gives shifts away as one change, so that two people can swap: each shift is held against what its new person has
// after all of them. Workers are those of every assignment in list, opened before the transaction; by is who decides.
//
// Errors: INVALID_ARGUMENT with every violation, as CreateShiftAssignment; FAILED_PRECONDITION (SHIFT_CANCELLED, SHIFT_BEGUN).
// Where a shift or somebody was changed meanwhile the call begins anew (resource.Again).
func (d Deps) giveShifts(
	ctx context.Context, tx *sql.Tx, workers map[string]shiftWorker, by string, now time.Time, list ...giving,
) ([]domain.Shift, error) {
	given := make([]domain.Shift, len(list))
	changes := make([]domain.ShiftChange, len(list))
	for i, g := range list {
		s := g.shift
		s.AssignmentID, s.Adjusted, s.Override = g.assignmentID, s.Adjusted || s.SeriesID != "", ""
		change, err := s.Take(domain.AssignShift, by, now, now)
		if err != nil {
			return nil, err
		}
		given[i], changes[i] = s, change
	}
	r, err := d.roster(ctx, tx, now, workers, given)
	if err != nil {
		return nil, err
	}
	for _, g := range list {
		r.release(g.shift)
	}
	var broken []fault.Field
	for i, g := range list {
		for _, f := range r.check(&given[i], false, g.override) {
			f.Path = resource.Join(g.place, f.Path)
			broken = append(broken, f)
		}
		changes[i].Override = given[i].Override
	}
	if err := fault.Violations(broken); err != nil {
		return nil, err
	}
	for i := range list {
		if err := d.changeShift(ctx, tx, given[i], changes[i]); err != nil {
			return nil, err
		}
	}
	return given, nil
}

// changeShift keeps what became of a shift. Every change of one comes by here, but for what its person left behind.
func (d Deps) changeShift(ctx context.Context, tx *sql.Tx, s domain.Shift, c domain.ShiftChange) error {
	c.ID = ids.New()
	return resource.Overtaken(store.In(tx).ChangeShift(ctx, s, c))
}
