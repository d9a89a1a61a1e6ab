package events

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// SessionSaved says what a session is from now on. Who recorded it stays here, and so does why it was cancelled.
func SessionSaved(s domain.Session) outbox.Event {
	return outbox.Event{Noun: "session.saved", AggregateID: s.ID, Data: &activitiesv1.SessionSaved{
		Id: s.ID, Version: s.Version, ActivityId: s.ActivityID, ProgrammeId: s.ProgrammeID, LocationId: s.LocationID,
		Date: s.Date.String(), StartTime: timestamppb.New(s.Start), EndTime: timestamppb.New(s.End),
		State: enums.Value[activitiesv1.SessionState](string(s.State)),
	}}
}
