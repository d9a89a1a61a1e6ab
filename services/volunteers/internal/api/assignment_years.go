package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// YearsTimer is the kind of the timer that tells, at each New Year, of the assignments that go on.
// There is one, and one for the next part of them while they are told.
const YearsTimer = "assignment-years"

// newYearBatch is of how many assignments one transaction tells: others write meanwhile.
const newYearBatch = 200

// tellYears keeps and answers what is to be told of the years of assignments, which are locked or new, and has retention of
// those that changed computed. Births are by person; who was erased is not among them.
func (d Deps) tellYears(
	ctx context.Context, tx *sql.Tx, list []domain.Assignment, births map[string]*person.Birth,
) (saved []outbox.Event, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	st := store.In(tx)
	assignmentIDs, engagementIDs, roleIDs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, a := range list {
		assignmentIDs[a.ID], engagementIDs[a.EngagementID], roleIDs[a.RoleID] = true, true, true
	}
	engagements, err := st.EngagementsByID(ctx, engagementIDs)
	if err != nil {
		return nil, err
	}
	roles, err := st.RolesByID(ctx, roleIDs)
	if err != nil {
		return nil, err
	}
	told, err := st.AssignmentYears(ctx, assignmentIDs)
	if err != nil {
		return nil, err
	}
	var changed []domain.AssignmentYear
	years := map[int]bool{}
	for _, a := range list {
		engagement := engagements[a.EngagementID]
		for _, y := range a.RetellYears(d.today(), births[engagement.PersonID], told[a.ID], ids.New) {
			changed, years[y.Year] = append(changed, y), true
			saved = append(saved, d.yearSaved(y, a, engagement, roles[a.RoleID]))
		}
	}
	if err := st.PutAssignmentYears(ctx, changed); err != nil {
		return nil, err
	}
	return saved, d.retain(ctx, tx, years)
}

func (d Deps) yearSaved(
	y domain.AssignmentYear, a domain.Assignment, engagement domain.Engagement, role domain.Role,
) outbox.Event {
	stadsdeel, _ := d.Areas.Stadsdeel(a.Wijk)
	return events.AssignmentYearSaved(y, a, events.AssignmentYearOf{
		ProgrammeID: role.ProgrammeID, RoleCode: role.Code, Kind: engagement.Kind, Stadsdeel: stadsdeel,
		Person: d.Privacy.Counted(engagement.PersonID, y.Year),
	})
}

// retellYears tells anew the years of a person whose birth was corrected, where the age band became another. The person is
// locked by the transaction, and is read as it leaves it.
func (d Deps) retellYears(ctx context.Context, tx *sql.Tx, personID string) error {
	st := store.In(tx)
	people, err := st.LockPeopleByID(ctx, map[string]bool{personID: true})
	if err != nil {
		return err
	}
	list, err := st.AssignmentsOfPerson(ctx, personID)
	if err != nil {
		return err
	}
	return d.tellOfPeople(ctx, tx, people, list)
}

// TellNewYear tells of the assignments that go on and do not count in the present year yet, also where New Year passed while
// nothing ran, and sets its timer for the next. What was told is not told again, so it may run at any moment.
func (d Deps) TellNewYear(ctx context.Context, tx *sql.Tx, timer schedule.Timer) error {
	st := store.In(tx)
	open, err := st.AssignmentsWithoutYear(ctx, d.today(), timer.Key, newYearBatch)
	if err != nil {
		return err
	}
	personIDs := map[string]bool{}
	list := make([]domain.Assignment, len(open))
	for i, o := range open {
		personIDs[o.PersonID], list[i] = true, o.Assignment
	}
	people, err := st.LockPeopleByID(ctx, personIDs)
	if err != nil {
		return err
	}
	if err := d.tellOfPeople(ctx, tx, people, list); err != nil {
		return err
	}
	if err := d.retain(ctx, tx, map[int]bool{d.today().Year: true}); err != nil {
		return err
	}
	last := ""
	if len(open) == newYearBatch {
		last = open[newYearBatch-1].Assignment.ID
	}
	return d.Timers.GoOn(ctx, tx, timer, last, d.nextNewYear())
}

// PlanNewYear has TellNewYear run now, for what was missed, and from then on at each New Year, and retention computed of every
// year, for what a version before did not tell. Call it at every start.
func (d Deps) PlanNewYear(ctx context.Context) error {
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := d.Timers.Set(ctx, tx, schedule.Timer{Kind: YearsTimer, Due: d.now()}); err != nil {
			return err
		}
		return d.retainAll(ctx, tx)
	})
}

// nextNewYear answers when the next calendar year of the organisation begins.
func (d Deps) nextNewYear() time.Time {
	return time.Date(d.today().Year+1, time.January, 1, 0, 0, 0, 0, d.Zone)
}

// tellOfPeople tells the years of assignments of people who are locked. Their births are opened in the transaction, for only
// there it is known whose they are; it is a query of the keys for all of them.
func (d Deps) tellOfPeople(
	ctx context.Context, tx *sql.Tx, people map[string]store.Person, list []domain.Assignment,
) error {
	births, err := d.openBirths(ctx, people)
	if err != nil {
		return err
	}
	assignmentIDs := make(map[string]bool, len(list))
	for _, a := range list {
		assignmentIDs[a.ID] = true
	}
	locked, err := store.In(tx).LockAssignmentsByID(ctx, assignmentIDs)
	if err != nil {
		return err
	}
	for i, a := range list {
		list[i] = locked[a.ID]
	}
	saved, err := d.tellYears(ctx, tx, list, births)
	if err != nil {
		return err
	}
	return outbox.Append(ctx, tx, d.now(), events.Service, saved...)
}
