package domain

import "github.com/deschoor/meedoen/platform/civil"

// EndErased ends a relation that runs, of a person who is erased on a date: a shell is given no work. It gives no reason.
func (e *Engagement) EndErased(t *EngagementTransition, today civil.Date) {
	t.To, t.Date, t.Reason = Left, civil.Later(today, e.StateDate), ""
	e.take(t)
}

// EndErased ends an assignment that runs, of a person who is erased on a date: the work ends, and what did not begin is
// declined by the person.
func (a *Assignment) EndErased(t *AssignmentTransition, today civil.Date) {
	t.To, t.Date, t.Reason, t.DeclinedBy = Declined, civil.Later(today, a.StateDate), "", "person"
	if a.State == Working {
		t.To, t.DeclinedBy = Ended, ""
		t.Date = civil.Later(t.Date, a.Start)
		a.End = t.Date
	}
	t.From, t.AssignmentID, t.Version = a.State, a.ID, a.Version+1
	a.State, a.StateDate, a.Version, a.Updated = t.To, t.Date, t.Version, t.Created
}
