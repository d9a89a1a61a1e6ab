package api

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// decodeActivity reads an activity and answers the dates that do not exist.
func decodeActivity(m *activitiesv1.Activity) (domain.Activity, []fault.Field) {
	var d resource.Dates
	a := domain.Activity{
		ProgrammeID: m.GetProgrammeId(), LocationID: m.GetLocationId(), RoomID: m.GetRoomId(), Name: m.GetDisplayName(),
		Description: m.GetDescription(), MinAge: wide(m.MinAge), MaxAge: wide(m.MaxAge), Capacity: wide(m.Capacity),
		PriceCents: int64(m.GetPriceCents()), Registration: m.GetRegistrationRequired(),
		End: d.Read("end_date", m.GetEndDate()),
		Series: domain.Series{
			Start: d.Read("start_date", m.GetStartDate()), Rule: m.GetRecurrenceRule(),
			Duration: time.Duration(m.GetDurationMinutes()) * time.Minute,
		},
	}
	if at := wallClock(m.GetTimeOfDay()); at != nil {
		a.Series.At = *at
	}
	for _, group := range m.GetTargetGroups() {
		a.TargetGroups = append(a.TargetGroups, enums.Text(group))
	}
	for i, text := range m.GetExceptions() {
		a.Series.Exceptions = append(a.Series.Exceptions, d.Read(fmt.Sprintf("exceptions[%d]", i), text))
	}
	return a, d.Broken
}

func encodeActivity(a domain.Activity) *activitiesv1.Activity {
	m := &activitiesv1.Activity{
		Id: a.ID, ProgrammeId: a.ProgrammeID, LocationId: a.LocationID, RoomId: a.RoomID, DisplayName: a.Name,
		Description: a.Description, MinAge: narrow(a.MinAge), MaxAge: narrow(a.MaxAge), Capacity: narrow(a.Capacity),
		PriceCents: int32(a.PriceCents), RegistrationRequired: a.Registration, StartDate: a.Series.Start.String(),
		EndDate: resource.Optional(a.End), TimeOfDay: a.Series.At.String(),
		DurationMinutes: int32(a.Series.Duration / time.Minute), RecurrenceRule: a.Series.Rule,
		State: enums.Value[activitiesv1.ActivityState](string(a.State)), Etag: resource.Etag(a.Version),
		CreateTime: timestamppb.New(a.Created), UpdateTime: timestamppb.New(a.Updated),
	}
	for _, group := range a.TargetGroups {
		m.TargetGroups = append(m.TargetGroups, enums.Value[activitiesv1.TargetGroup](group))
	}
	for _, day := range a.Series.Exceptions {
		m.Exceptions = append(m.Exceptions, day.String())
	}
	return m
}

// wallClock answers a time of the day, nil for "". Its form was checked.
func wallClock(text string) *civil.Time {
	at, err := civil.ParseTime(text)
	if err != nil {
		return nil
	}
	return &at
}

// wide answers a number that may be absent.
func wide(n *int32) *int64 {
	if n == nil {
		return nil
	}
	w := int64(*n)
	return &w
}

func narrow(n *int64) *int32 {
	if n == nil {
		return nil
	}
	s := int32(*n)
	return &s
}
