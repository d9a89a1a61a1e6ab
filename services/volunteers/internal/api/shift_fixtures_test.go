package api_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/activities"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// neighbour is a server in the place of the service activities, which no test of this service runs. It has the sessions that a
// test gives it.
type neighbour struct {
	activitiesv1.UnimplementedSessionServiceServer
	activitiesv1.UnimplementedLocationServiceServer

	mu       sync.Mutex
	sessions map[string]*activitiesv1.Session
	away     fault.Kind // how it fails, where it does
	before   func()     // runs while it is asked
	asked    []string
}

func (n *neighbour) GetSession(
	_ context.Context, req *activitiesv1.GetSessionRequest,
) (*activitiesv1.Session, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, req.GetId())
	if n.before != nil {
		n.before()
	}
	if n.away != 0 {
		return nil, fault.New(n.away, "AWAY", "It cannot answer.")
	}
	if one, found := n.sessions[req.GetId()]; found {
		return one, nil
	}
	return nil, fault.New(fault.NotFound, "SESSION_NOT_FOUND", "There is none.")
}

func (n *neighbour) GetLocation(
	_ context.Context, req *activitiesv1.GetLocationRequest,
) (*activitiesv1.Location, error) {
	return &activitiesv1.Location{Id: req.GetId(), DisplayName: "Buurtcentrum " + req.GetId()}, nil
}

// fails has the service fail from now on, or answer again for 0.
func (n *neighbour) fails(how fault.Kind) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.away = how
}

// has has the service know a session.
func (n *neighbour) has(one domain.Session) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sessions[one.ID] = &activitiesv1.Session{
		Id: one.ID, ActivityId: one.ActivityID, ProgrammeId: one.ProgrammeID, LocationId: one.LocationID, Date: one.Date.String(),
		StartTime: timestamppb.New(one.Start), EndTime: timestamppb.New(one.End),
		State: stateOf(one),
	}
}

func stateOf(one domain.Session) activitiesv1.SessionState {
	return enums.Value[activitiesv1.SessionState](string(one.State))
}

// withNeighbour starts the service that is asked for sessions.
func (r *rig) withNeighbour(t testing.TB, server *grpcx.Server) {
	t.Helper()
	r.neighbour = &neighbour{sessions: map[string]*activitiesv1.Session{}}
	activitiesv1.RegisterSessionServiceServer(server, r.neighbour)
	activitiesv1.RegisterLocationServiceServer(server, r.neighbour)
	r.deps.Activities = activities.New(servicetest.Serve(t, server, grpcx.ClientConfig{Timeout: patience, ForwardToken: true}))
}

// aSession is planned on 20 June from 14:00 to 16:00 in Amsterdam, of the programme of a role, where change does not say
// otherwise. Nobody knows of it yet.
func aSession(t testing.TB, role domain.Role, change ...func(*domain.Session)) domain.Session {
	one := domain.Session{
		ID: ids.New(), ActivityID: "taalcafe", ProgrammeID: role.ProgrammeID, LocationID: "haven", Date: date(t, "2022-06-20"),
		Period: period.Period{Start: june(20, 14), End: june(20, 16)}, State: domain.SessionPlanned, Version: 1,
	}
	for _, c := range change {
		c(&one)
	}
	return one
}

// june answers an hour of a day in June in Amsterdam.
func june(day, hour int) time.Time { return time.Date(2022, 6, day, hour-2, 0, 0, 0, time.UTC) }

// hears has a session known by its event.
func (r *rig) hears(t testing.TB, one domain.Session) {
	t.Helper()
	r.write(t, func(ctx context.Context, s store.Store) error {
		_, err := s.PutSession(ctx, one)
		return err
	})
}

// shiftOf answers a request to plan a shift on 20 June from 10:00 to 12:00, where change does not say otherwise.
func shiftOf(w worker, change ...func(*volunteersv1.Shift)) *volunteersv1.CreateShiftRequest {
	m := &volunteersv1.Shift{
		RoleId: w.role.ID, AssignmentId: w.assignment.ID, Date: "2022-06-20", TimeOfDay: "10:00", DurationMinutes: 120,
	}
	for _, c := range change {
		c(m)
	}
	return &volunteersv1.CreateShiftRequest{Shift: m, RequestId: ids.New()}
}

// atSession has a shift be at a session.
func atSession(one domain.Session) func(*volunteersv1.Shift) {
	return func(m *volunteersv1.Shift) {
		m.SessionId, m.Date, m.TimeOfDay, m.DurationMinutes = one.ID, "", "", 0
	}
}

// onTime has a shift be at another time of 20 June.
func onTime(at string, minutes int32) func(*volunteersv1.Shift) {
	return func(m *volunteersv1.Shift) { m.TimeOfDay, m.DurationMinutes = at, minutes }
}

// open has nobody work a shift.
func open(m *volunteersv1.Shift) { m.AssignmentId = "" }

// planShift plans a shift.
func (r *rig) planShift(t testing.TB, w worker, change ...func(*volunteersv1.Shift)) *volunteersv1.Shift {
	t.Helper()
	m, err := r.shifts.CreateShift(r.coordinator(t), shiftOf(w, change...))
	require.NoError(t, err)
	return m
}

// giveShift gives a shift to an assignment.
func (r *rig) giveShift(
	t testing.TB, id, assignmentID string, change ...func(*volunteersv1.ShiftAssignment),
) (*volunteersv1.Shift, error) {
	m := &volunteersv1.ShiftAssignment{AssignmentId: assignmentID}
	for _, c := range change {
		c(m)
	}
	return r.shifts.CreateShiftAssignment(r.coordinator(t), &volunteersv1.CreateShiftAssignmentRequest{
		ShiftId: id, Assignment: m, RequestId: ids.New(),
	})
}

// shift answers a shift as it is kept.
func (r *rig) shift(t testing.TB, id string) *volunteersv1.Shift {
	t.Helper()
	m, err := r.shifts.GetShift(r.coordinator(t), &volunteersv1.GetShiftRequest{Id: id})
	require.NoError(t, err)
	return m
}
