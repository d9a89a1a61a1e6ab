package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// AssignmentYearOf is what an assignment in a year is counted by, beside what it says itself.
type AssignmentYearOf struct {
	ProgrammeID string // of the role
	RoleCode    string
	Kind        domain.EngagementKind
	Stadsdeel   string // of the wijk of the work; empty where it has none
	Person      string // the pseudonym under which the person is counted in that year
}

// AssignmentYearSaved says that somebody fulfilled a role in a calendar year, or that this was withdrawn. Who that is stays
// here.
func AssignmentYearSaved(y domain.AssignmentYear, a domain.Assignment, of AssignmentYearOf) outbox.Event {
	return outbox.Event{Noun: "assignment-year.saved", AggregateID: y.ID, Data: &volunteersv1.AssignmentYearSaved{
		Id: y.ID, Version: y.Version, AssignmentId: a.ID, ProgrammeId: of.ProgrammeID, RoleId: a.RoleID,
		Kind: enums.Value[volunteersv1.EngagementKind](string(of.Kind)), Date: y.Date.String(), Person: of.Person,
		AgeBand: enums.Value[peoplev1.AgeBand](y.AgeBand), WijkCode: a.Wijk.Code, WijkYear: int32(a.Wijk.Edition),
		Stadsdeel: of.Stadsdeel, Withdrawn: y.Withdrawn, RoleCode: of.RoleCode,
	}}
}
