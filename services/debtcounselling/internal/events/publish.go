// Package events writes what happened here in the words of the contract. No event names a person.
package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// Service is the name under which the events are published.
const Service = "debtcounselling"

// TrajectoryYearSaved tells that a client counts in a trajectory in a year, or does no longer. Person is a pseudonym of that
// year.
func TrajectoryYearSaved(y domain.TrajectoryYear, kind domain.TrajectoryKind, person, stadsdeel string) outbox.Event {
	return outbox.Event{Noun: "trajectory-year.saved", AggregateID: y.ID, Data: &debtcounsellingv1.TrajectoryYearSaved{
		Id: y.ID, Version: y.Version, TrajectoryId: y.TrajectoryID, Kind: enums.Value[debtcounsellingv1.TrajectoryKind](string(kind)),
		Person: person, Date: y.Date.String(), AgeBand: enums.Value[peoplev1.AgeBand](y.AgeBand), WijkCode: y.Wijk.Code,
		WijkYear: int32(y.Wijk.Edition), Stadsdeel: stadsdeel, Ended: y.Ended,
		ExitReason: enums.Value[debtcounsellingv1.ExitReason](string(y.ExitReason)), DebtFree: y.DebtFree, Withdrawn: y.Withdrawn,
	}}
}

// TermDue tells that a term will run out in so many days.
func TermDue(t domain.Term, left int) outbox.Event {
	return outbox.Event{Noun: "term.due", AggregateID: t.ID, Data: &debtcounsellingv1.TermDue{
		Id: t.ID, Version: t.Version, TrajectoryId: t.TrajectoryID, Kind: enums.Value[debtcounsellingv1.TermKind](string(t.Kind)),
		DueDate: t.Due.String(), DaysLeft: int32(left),
	}}
}
