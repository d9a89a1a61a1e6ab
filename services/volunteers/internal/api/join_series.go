package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// joining is that a series is to have a shift at a session.
type joining struct {
	series  domain.ShiftSeries
	session domain.Session
}

// joinSeries has the series that follow an activity work at its sessions that were told of, once at each. Their programmes and
// they are locked already, so that no series is planned or cancelled meanwhile.
func (d Deps) joinSeries(ctx context.Context, tx *sql.Tx, told []domain.Session) error {
	in := store.In(tx)
	list, err := d.joinings(ctx, in, told)
	if err != nil || len(list) == 0 {
		return err
	}
	work, engagements, err := lockWork(ctx, in, list)
	if err != nil {
		return err
	}
	whole := period.Period{}
	for _, j := range list {
		whole = whole.Span(j.session.Period)
	}
	// What is done before and after a session takes no longer than the longest shift.
	whole.Start, whole.End = whole.Start.Add(-domain.MaxShift), whole.End.Add(domain.MaxShift)
	others, err := in.PlannedShiftsOf(ctx, peopleOf(engagements), whole)
	if err != nil {
		return err
	}
	var shifts []domain.Shift
	for _, j := range list {
		var does *domain.Work
		var as *domain.Engagement
		if w, found := work[j.series.AssignmentID]; found {
			e := engagements[w.EngagementID]
			does, as = &w, &e
		}
		sh := j.series.Join(j.session, does, as, others[personOf(does)], d.Zone)
		sh.ID, sh.Created, sh.Updated = ids.New(), d.now(), d.now()
		if sh.Begun(d.now()) {
			continue
		}
		others[sh.PersonID] = append(others[sh.PersonID], sh)
		shifts = append(shifts, sh)
	}
	return in.InsertShifts(ctx, shifts)
}

func personOf(w *domain.Work) string {
	if w == nil {
		return ""
	}
	return w.PersonID
}

// joinings answers which series are to have a shift at which of the sessions that were told of.
func (d Deps) joinings(ctx context.Context, in store.Store, told []domain.Session) (list []joining, err error) {
	following := map[string][]domain.ShiftSeries{}
	roleIDs, sessionIDs := map[string]bool{}, map[string]bool{}
	for _, one := range told {
		if _, known := following[one.ActivityID]; known {
			continue
		}
		if following[one.ActivityID], err = in.SeriesOfActivity(ctx, one.ActivityID); err != nil {
			return nil, err
		}
	}
	for _, one := range told {
		for _, series := range following[one.ActivityID] {
			if series.Takes(one) {
				list = append(list, joining{series, one})
				roleIDs[series.RoleID], sessionIDs[one.ID] = true, true
			}
		}
	}
	roles, err := in.RolesByID(ctx, roleIDs)
	if err != nil {
		return nil, err
	}
	has, err := in.SeriesSessions(ctx, sessionIDs)
	if err != nil {
		return nil, err
	}
	fresh := list[:0]
	for _, j := range list {
		if !has[j.series.ID][j.session.ID] && roles[j.series.RoleID].ProgrammeID == j.session.ProgrammeID {
			fresh = append(fresh, j)
		}
	}
	return fresh, nil
}

// lockWork answers the work of who is to have the shifts, and locks their relations and them.
func lockWork(
	ctx context.Context, in store.Store, list []joining,
) (work map[string]domain.Work, engagements map[string]domain.Engagement, err error) {
	assignments := map[string]bool{}
	for _, j := range list {
		assignments[j.series.AssignmentID] = true
	}
	if work, err = in.WorkByID(ctx, assignments); err != nil {
		return nil, nil, err
	}
	relations := map[string]bool{}
	for _, w := range work {
		relations[w.EngagementID] = true
	}
	if engagements, err = in.LockEngagementsByID(ctx, relations); err != nil {
		return nil, nil, err
	}
	if _, err = in.LockPeopleByID(ctx, peopleOf(engagements)); err != nil {
		return nil, nil, err
	}
	work, err = in.WorkByID(ctx, assignments) // as it is now that nobody changes it
	return work, engagements, err
}
