package api

import (
	"context"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// encodeShifts answers shifts with what they overlap and what their places are called, which are read with one query each.
func (d Deps) encodeShifts(ctx context.Context, list []domain.Shift) ([]*volunteersv1.Shift, error) {
	ids, locations := map[string]bool{}, map[string]bool{}
	for _, s := range list {
		ids[s.ID] = true
		if s.LocationID != "" && s.Place == "" {
			locations[s.LocationID] = true
		}
	}
	var overlaps map[string][]string
	var names map[string]string
	err := d.snapshot(ctx, func(st store.Store) (err error) {
		if overlaps, err = st.OverlapsOf(ctx, ids); err != nil {
			return err
		}
		names, err = st.LocationNames(ctx, locations)
		return err
	})
	if err != nil {
		return nil, err
	}
	encoded := make([]*volunteersv1.Shift, len(list))
	for i, s := range list {
		if s.Place == "" {
			s.Place = names[s.LocationID]
		}
		encoded[i] = d.encodeShift(s)
		encoded[i].Overlaps = overlaps[s.ID]
	}
	return encoded, nil
}

// shift answers a shift as the caller may see it: who planned it, and why it may overlap, is nothing to a volunteer.
func (o own) shift(s domain.Shift) domain.Shift {
	s.Recorder, s.Override = o.colleague(s.Recorder), o.colleague(s.Override)
	return s
}

func (d Deps) encodeShift(s domain.Shift) *volunteersv1.Shift {
	start := s.Start.In(d.Zone)
	return &volunteersv1.Shift{
		Id: s.ID, RoleId: s.RoleID, AssignmentId: s.AssignmentID, SessionId: s.SessionID,
		MinutesBefore: int32(s.MinutesBefore), MinutesAfter: int32(s.MinutesAfter), Date: s.Date.String(),
		TimeOfDay:       civil.Time{Hour: start.Hour(), Minute: start.Minute()}.String(),
		DurationMinutes: int32(s.End.Sub(s.Start) / time.Minute), Place: s.Place, StartTime: timestamppb.New(s.Start),
		EndTime: timestamppb.New(s.End), LocationId: s.LocationID, SessionConfirmed: s.Confirmed, SeriesId: s.SeriesID,
		Adjusted: s.Adjusted, State: enums.Value[volunteersv1.ShiftState](string(s.State)),
		CancellationReason: enums.Value[volunteersv1.ShiftCancellationReason](s.Reason), OverrideReason: s.Override,
		Recorder: s.Recorder, Etag: resource.Etag(s.Version), CreateTime: timestamppb.New(s.Created),
		UpdateTime: timestamppb.New(s.Updated),
	}
}
