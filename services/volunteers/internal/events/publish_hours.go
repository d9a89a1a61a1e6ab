package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// HoursSaved says what a record of hours is from now on. Person is the pseudonym under which the person is counted in the year
// of the date; who that is stays here, and who recorded it too.
func HoursSaved(h domain.Hours, w domain.Work, person, stadsdeel string) outbox.Event {
	return outbox.Event{Noun: "hours.saved", AggregateID: h.ID, Data: &volunteersv1.HoursSaved{
		Id: h.ID, Version: h.Version, AssignmentId: h.AssignmentID, ProgrammeId: w.ProgrammeID, RoleId: w.RoleID,
		Kind: enums.Value[volunteersv1.EngagementKind](string(w.Kind)), Date: h.Date.String(), Minutes: int32(h.Minutes),
		Person: person, AgeBand: enums.Value[peoplev1.AgeBand](h.AgeBand), WijkCode: w.Wijk.Code,
		WijkYear: int32(w.Wijk.Edition), Stadsdeel: stadsdeel, Approved: h.State == domain.HoursApproved,
		RoleCode: w.RoleCode,
	}}
}
