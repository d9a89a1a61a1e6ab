package api

import (
	"context"
	"fmt"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// decodeShiftSeries reads a series and what it breaks by itself.
func decodeShiftSeries(req *volunteersv1.CreateShiftSeriesRequest) plannedSeries {
	m := req.GetSeries()
	var d resource.Dates
	p := plannedSeries{override: readOverride(req.GetOverlapOverride()), ShiftSeries: domain.ShiftSeries{
		RoleID: m.GetRoleId(), AssignmentID: m.GetAssignmentId(), ActivityID: m.GetActivityId(), Rule: m.GetRule(),
		Start: d.Read("start_date", m.GetStartDate()), Minutes: int(m.GetDurationMinutes()),
		MinutesBefore: int(m.GetMinutesBefore()), MinutesAfter: int(m.GetMinutesAfter()), Place: m.GetPlace(),
	}}
	switch {
	case m.GetEndDate() != "":
		p.End = d.Read("end_date", m.GetEndDate())
	case m.GetActivityId() != "":
		d.Broken = append(d.Broken, fault.Field{
			Path: "end_date", Reason: "END_DATE_MISSING", Text: "A series of an activity has a last date.",
		})
	}
	// The contract lets no other text by.
	if at, err := civil.ParseTime(m.GetTimeOfDay()); err == nil {
		p.At = &at
	}
	for i, text := range m.GetExceptions() {
		p.Exceptions = append(p.Exceptions, d.Read(fmt.Sprintf("exceptions[%d]", i), text))
	}
	if p.override != nil {
		p.Override = p.override.Reason
	}
	p.broken = append(d.Broken, p.Check()...)
	return p
}

// answerRead answers a series that was read, once that is in the processing log.
func (s *ShiftSeries) answerRead(ctx context.Context, r domain.ShiftSeries) (*volunteersv1.ShiftSeries, error) {
	list, people, err := s.encodeShiftSeries(ctx, []domain.ShiftSeries{r})
	if err != nil {
		return nil, err
	}
	return list[0], s.logRead(ctx, shiftFields, people...)
}

func (s *ShiftSeries) encodeOne(ctx context.Context, r domain.ShiftSeries) (*volunteersv1.ShiftSeries, error) {
	list, _, err := s.encodeShiftSeries(ctx, []domain.ShiftSeries{r})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// encodeShiftSeries answers series with how many shifts they have, and who works them.
func (s *ShiftSeries) encodeShiftSeries(
	ctx context.Context, list []domain.ShiftSeries,
) (encoded []*volunteersv1.ShiftSeries, people []string, err error) {
	ids := make(map[string]bool, len(list))
	for _, r := range list {
		ids[r.ID] = true
	}
	err = s.snapshot(ctx, func(in store.Store) error {
		counts, err := in.ShiftCounts(ctx, ids)
		if err != nil {
			return err
		}
		for _, r := range list {
			m := encodeSeries(r)
			m.ShiftCount = int32(counts[r.ID])
			encoded = append(encoded, m)
		}
		by, err := in.PeopleOfSeries(ctx, ids)
		for _, person := range by {
			people = append(people, person)
		}
		return err
	})
	return encoded, people, err
}

func encodeSeries(r domain.ShiftSeries) *volunteersv1.ShiftSeries {
	m := &volunteersv1.ShiftSeries{
		Id: r.ID, RoleId: r.RoleID, AssignmentId: r.AssignmentID, ActivityId: r.ActivityID, Rule: r.Rule,
		StartDate: r.Start.String(), EndDate: r.End.String(), DurationMinutes: int32(r.Minutes),
		MinutesBefore: int32(r.MinutesBefore), MinutesAfter: int32(r.MinutesAfter), Place: r.Place,
		State: enums.Value[volunteersv1.ShiftState](string(r.State)), OverrideReason: r.Override, Recorder: r.Recorder,
		Etag: resource.Etag(r.Version), CreateTime: timestamppb.New(r.Created), UpdateTime: timestamppb.New(r.Updated),
	}
	if r.At != nil {
		m.TimeOfDay = r.At.String()
	}
	for _, date := range r.Exceptions {
		m.Exceptions = append(m.Exceptions, date.String())
	}
	return m
}
