package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// shiftWorker is who has an assignment, opened before the transaction that needs it. The zero value is nobody.
type shiftWorker struct {
	acquaintance
	engagementID string
}

// shiftWorkers answers who has the assignments with ids, those there are, by assignment.
func (d Deps) shiftWorkers(ctx context.Context, assignmentIDs map[string]bool) (map[string]shiftWorker, error) {
	var assignments map[string]domain.Assignment
	err := d.snapshot(ctx, func(st store.Store) (err error) {
		assignments, err = st.AssignmentsByID(ctx, assignmentIDs)
		return err
	})
	if err != nil {
		return nil, err
	}
	engagements := map[string]bool{}
	for _, a := range assignments {
		engagements[a.EngagementID] = true
	}
	known, err := d.acquaint(ctx, engagements)
	workers := make(map[string]shiftWorker, len(assignments))
	for id, a := range assignments {
		workers[id] = shiftWorker{known[a.EngagementID], a.EngagementID}
	}
	return workers, err
}

// roster is what is known of the people whose shifts are planned, moved or given away in a transaction (rooster). They and
// their relations are locked, so that nobody else plans a shift of theirs, or ends their work, before it ends.
type roster struct {
	Deps
	now         time.Time
	workers     map[string]shiftWorker // by assignment
	work        map[string]domain.Work
	engagements map[string]domain.Engagement
	people      map[string]store.Person
	held        map[string][]domain.Certificate
	roles       map[string]domain.Role
	shifts      domain.Roster // around those that are asked about
}

// roster locks the people of workers, and answers what shifts are held against that are to be where they stand in list. Where
// somebody was changed since workers were opened, the call begins anew (resource.Again).
func (d Deps) roster(
	ctx context.Context, tx *sql.Tx, now time.Time, workers map[string]shiftWorker, list []domain.Shift,
) (*roster, error) {
	r, st := &roster{Deps: d, now: now, workers: workers}, store.In(tx)
	assignmentIDs, engagementIDs, known := map[string]bool{}, map[string]bool{}, []acquaintance(nil)
	for id, w := range workers {
		assignmentIDs[id], engagementIDs[w.engagementID] = true, true
		known = append(known, w.acquaintance)
	}
	var err error
	if r.engagements, err = st.LockEngagementsByID(ctx, engagementIDs); err != nil {
		return nil, err
	}
	if r.people, err = lockPeople(ctx, tx, known...); err != nil {
		return nil, err
	}
	if r.work, err = st.WorkByID(ctx, assignmentIDs); err != nil {
		return nil, err
	}
	roleIDs, whole := map[string]bool{}, period.Period{}
	for _, s := range list {
		roleIDs[s.RoleID] = true
		whole = whole.Span(s.Period)
	}
	if r.roles, err = st.RolesByID(ctx, roleIDs); err != nil {
		return nil, err
	}
	people := peopleOf(r.engagements)
	if r.held, err = st.CertificatesOf(ctx, people); err != nil {
		return nil, err
	}
	r.shifts, err = st.PlannedShiftsOf(ctx, people, whole)
	return r, err
}

// check completes a shift with its person, and answers every rule that it breaks where it stands. One that breaks none is in
// the way of those that are checked after it; one that was planned already is released first. The places of the violations
// are those of a Shift.
func (r *roster) check(s *domain.Shift, importing bool, override *domain.Override) []fault.Field {
	s.PersonID = r.workers[s.AssignmentID].personID
	return r.shifts.Check(s, r.known(*s, importing, override))
}

// known answers what a shift is held against, beside the other shifts of its person.
func (r *roster) known(s domain.Shift, importing bool, override *domain.Override) domain.Shifting {
	by := r.workers[s.AssignmentID]
	in := domain.Shifting{
		Now: r.now, Zone: r.Zone, Importing: importing, Role: resource.Found(r.roles, s.RoleID), Override: override,
		Work: resource.Found(r.work, s.AssignmentID), Engagement: resource.Found(r.engagements, by.engagementID),
		Suitability: r.suitability(r.people, r.held, by.acquaintance),
	}
	if in.Work != nil && by.birth == nil { // the key goes before the row
		in.Work.Erased = true
	}
	return in
}
