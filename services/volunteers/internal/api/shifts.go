package api

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// shiftFields is the class of data in the processing log: who works when and where.
const shiftFields = "shift"

// Shifts answers ShiftService.
type Shifts struct {
	volunteersv1.UnimplementedShiftServiceServer
	Deps
	recording resource.Recording[plannedShift]
}

// CreateShift plans one shift.
func (s *Shifts) CreateShift(ctx context.Context, req *volunteersv1.CreateShiftRequest) (*volunteersv1.Shift, error) {
	list, err := s.plan(ctx, []*volunteersv1.CreateShiftRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateShifts plans all shifts, or none.
func (s *Shifts) BatchCreateShifts(
	ctx context.Context, req *volunteersv1.BatchCreateShiftsRequest,
) (*volunteersv1.BatchCreateShiftsResponse, error) {
	list, err := s.plan(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &volunteersv1.BatchCreateShiftsResponse{Shifts: list}, nil
}

// GetShift answers one shift. To a volunteer who may not see it, there is none.
func (s *Shifts) GetShift(ctx context.Context, req *volunteersv1.GetShiftRequest) (*volunteersv1.Shift, error) {
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	one, err := store.Reading(s.DB.Read()).VisibleShift(ctx, req.GetId(), who.personID)
	if err != nil {
		return nil, err
	}
	list, err := s.encodeShifts(ctx, []domain.Shift{who.shift(one)})
	if err != nil {
		return nil, err
	}
	return list[0], s.logShifts(ctx, one)
}

// ListShifts lists shifts in the order in which they start.
func (s *Shifts) ListShifts(
	ctx context.Context, req *volunteersv1.ListShiftsRequest,
) (*volunteersv1.ListShiftsResponse, error) {
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	after, err := shiftsAfter(req)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	filter := store.ShiftFilter{
		AssignmentID: req.GetAssignmentId(), EngagementID: req.GetEngagementId(), RoleID: req.GetRoleId(),
		SessionID: req.GetSessionId(), SeriesID: req.GetSeriesId(), State: enums.Text(req.GetState()), Open: req.GetOpen(),
		Overlapping: req.GetOverlapping(), ViewerID: who.personID,
		From: s.midnight(d.Read("from_date", req.GetFromDate()), 0), To: s.midnight(d.Read("to_date", req.GetToDate()), 1),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Shifts(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, shiftKey)
	for i, one := range list {
		list[i] = who.shift(one)
	}
	encoded, err := s.encodeShifts(ctx, list)
	if err != nil {
		return nil, err
	}
	return &volunteersv1.ListShiftsResponse{Shifts: encoded, NextPageToken: next}, s.logShifts(ctx, list...)
}

// midnight answers when a date begins that is days later, or no instant for no date.
func (d Deps) midnight(date civil.Date, days int) time.Time {
	if date.IsZero() {
		return time.Time{}
	}
	return civil.Time{}.On(date.AddDays(days), d.Zone)
}

// shiftKey answers the place of a shift in the order in which shifts start.
func shiftKey(s domain.Shift) string { return fmt.Sprintf("%d/%s", s.Start.UnixMicro(), s.ID) }

// shiftsAfter answers the place that the page before ended at.
func shiftsAfter(req *volunteersv1.ListShiftsRequest) (m store.Mark, err error) {
	key, err := pages.Key(req)
	if err != nil || key == "" {
		return m, err
	}
	micros, id, _ := strings.Cut(key, "/")
	at, err := strconv.ParseInt(micros, 10, 64)
	if err != nil {
		return m, fault.Violation("page_token", "PAGE_TOKEN_INVALID", "This page token does not belong to this query.")
	}
	return store.Mark{Start: time.UnixMicro(at), ID: id}, nil
}

// logShifts has in the processing log that shifts were read, each of its person. Open ones are of nobody.
func (d Deps) logShifts(ctx context.Context, list ...domain.Shift) error {
	return d.logRead(ctx, shiftFields, workersOf(list...)...)
}

// workersOf answers who works shifts.
func workersOf(list ...domain.Shift) (people []string) {
	for _, s := range list {
		if s.PersonID != "" {
			people = append(people, s.PersonID)
		}
	}
	return people
}
