package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// AttendanceSaved says that a person took part in a session, or that this was withdrawn. Person is the pseudonym under
// which the participant is counted in the year of the session; who that is stays here.
func AttendanceSaved(a domain.Attendance, s domain.Session, person string) outbox.Event {
	return outbox.Event{Noun: "attendance.saved", AggregateID: a.ID, Data: &activitiesv1.AttendanceSaved{
		Id: a.ID, Version: a.Version, SessionId: a.SessionID, ProgrammeId: s.ProgrammeID, LocationId: s.LocationID,
		Date: s.Date.String(), Person: person, AgeBand: enums.Value[peoplev1.AgeBand](a.AgeBand),
		Visits: int32(a.Visits), Withdrawn: a.Withdrawn,
	}}
}
