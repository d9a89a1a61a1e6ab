package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
)

// event has the events of sessions come, as one batch.
func (r *rig) event(t testing.TB, list ...domain.Session) {
	t.Helper()
	var batch []cloudevent.Event
	for _, one := range list {
		data, err := proto.Marshal(&activitiesv1.SessionSaved{
			Id: one.ID, Version: one.Version, ActivityId: one.ActivityID, ProgrammeId: one.ProgrammeID, LocationId: one.LocationID,
			Date: one.Date.String(), StartTime: timestamppb.New(one.Start), EndTime: timestamppb.New(one.End), State: stateOf(one),
		})
		require.NoError(t, err)
		batch = append(batch, cloudevent.Event{ID: one.ID, Type: "nl.welzijn.activities.session-saved.v1", Data: data})
	}
	handle := events.Handler(r.deps.Followers())
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error { return handle(ctx, tx, batch) }))
}

// later is the next version of a session, so many hours later.
func later(one domain.Session, hours int) domain.Session {
	one.Version++
	one.Start, one.End = one.Start.Add(time.Duration(hours)*time.Hour), one.End.Add(time.Duration(hours)*time.Hour)
	return one
}

func TestShiftAtSessionHasTheTimesThatActivitiesAnswers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		one := aSession(t, w.role)
		r.neighbour.has(one)
		m := r.planShift(t, w, atSession(one), func(m *volunteersv1.Shift) { m.MinutesBefore, m.MinutesAfter = 30, 15 })
		require.Equal(t, "2022-06-20 13:30", m.GetDate()+" "+m.GetTimeOfDay())
		require.EqualValues(t, 165, m.GetDurationMinutes())
		require.True(t, m.GetSessionConfirmed())
		require.Equal(t, "haven", m.GetLocationId())
		require.Equal(t, "Buurtcentrum haven", m.GetPlace())
		requireProto(t, m, r.shift(t, m.GetId()))

		r.neighbour.fails(fault.Unavailable)
		again := r.planShift(t, r.another(t, w), atSession(one))
		require.False(t, again.GetSessionConfirmed(), "what was answered is known while the service is away")
		require.Equal(t, june(20, 14), again.GetStartTime().AsTime())
		require.Equal(t, "Buurtcentrum haven", again.GetPlace())
	})
}

// another is somebody else who does the same work.
func (r *rig) another(t testing.TB, w worker) worker {
	t.Helper()
	w.person = r.aPerson(t)
	w.engagement = r.anEngagement(t, w.person.ID)
	w.assignment = r.anAssignment(t, w.engagement.ID, w.role.ID)
	return w
}

func TestShiftIsPlannedOnWhatWasToldLastWhileActivitiesIsAway(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		one := aSession(t, w.role)
		r.hears(t, one)
		for _, how := range []fault.Kind{
			fault.Unavailable, fault.DeadlineExceeded, fault.PermissionDenied, fault.Exhausted, fault.NotFound,
		} {
			r.neighbour.fails(how)
			m := r.planShift(t, r.another(t, w), atSession(one))
			require.False(t, m.GetSessionConfirmed(), "%d", how)
			require.Equal(t, june(20, 14), m.GetStartTime().AsTime())
		}
		r.event(t, later(one, 0))
		list, err := r.shifts.ListShifts(r.coordinator(t), &volunteersv1.ListShiftsRequest{SessionId: one.ID})
		require.NoError(t, err)
		require.Len(t, list.GetShifts(), 5)
		for _, m := range list.GetShifts() {
			require.True(t, m.GetSessionConfirmed(), "it was told since")
		}
	})
}

func TestShiftAtSessionThatNobodyToldOfWaitsForActivities(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		one := aSession(t, w.role)
		r.neighbour.has(one)
		r.neighbour.fails(fault.Unavailable)
		r.refuses(t, refusal{codes.Unavailable, "SESSION_NOT_KNOWN_YET", nil}, func() error {
			_, err := r.shifts.CreateShift(r.coordinator(t), shiftOf(w, atSession(one)))
			return err
		})
		r.neighbour.fails(0)
		r.planShift(t, w, atSession(one))
	})
}

func TestEachSessionIsAskedOnceAndNoneAfterOneFailed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		var sessions []domain.Session
		batch := &volunteersv1.BatchCreateShiftsRequest{}
		for i := range 30 {
			one := aSession(t, w.role, func(one *domain.Session) { one.Date = one.Date.AddDays(i) })
			one.Start, one.End = one.Start.AddDate(0, 0, i), one.End.AddDate(0, 0, i)
			r.hears(t, one)
			sessions = append(sessions, one)
			batch.Requests = append(batch.Requests, shiftOf(w, atSession(one)), shiftOf(w, open, atSession(one)))
		}
		r.neighbour.fails(fault.Unavailable)
		_, err := r.shifts.BatchCreateShifts(r.coordinator(t), batch)
		require.NoError(t, err)
		asked := slices.Compact(slices.Sorted(slices.Values(r.neighbour.asked)))
		require.LessOrEqual(t, len(asked), 8, "those at the same time, and none after them")
		for _, one := range sessions {
			r.neighbour.has(one)
		}
		r.neighbour.fails(0)
		r.neighbour.asked = nil
		for _, q := range batch.GetRequests() {
			open(q.GetShift())
			q.RequestId = ""
		}
		answer, err := r.shifts.BatchCreateShifts(r.coordinator(t), batch)
		require.NoError(t, err)
		require.Len(t, r.neighbour.asked, 30)
		for _, m := range answer.GetShifts() {
			require.True(t, m.GetSessionConfirmed())
		}
	})
}

func TestEventThatComesWhileActivitiesIsAskedHolds(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		one := aSession(t, w.role)
		r.hears(t, one)
		r.neighbour.has(one)
		r.neighbour.before = func() { r.event(t, later(one, 3)) }
		m := r.planShift(t, w, atSession(one))
		require.Equal(t, june(20, 17), m.GetStartTime().AsTime(), "the answer is of before the event")
		require.True(t, m.GetSessionConfirmed())
	})
}

func TestShiftsAtSessionFollowItWhileManyArePlanned(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		one := aSession(t, w.role)
		r.neighbour.has(one)
		errs := together(9, func(i int) error {
			if i == 4 {
				r.neighbour.has(later(one, 3))
				r.event(t, later(one, 3))
				return nil
			}
			_, err := r.shifts.CreateShift(r.coordinator(t), shiftOf(w, atSession(one), open))
			return err
		})
		for _, err := range errs {
			require.NoError(t, err)
		}
		list, err := r.shifts.ListShifts(r.coordinator(t), &volunteersv1.ListShiftsRequest{})
		require.NoError(t, err)
		require.Len(t, list.GetShifts(), 8)
		for _, m := range list.GetShifts() {
			require.Equal(t, june(20, 17), m.GetStartTime().AsTime())
		}
	})
}

func TestShiftsFollowTheirSession(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		one := aSession(t, w.role)
		r.hears(t, one)
		r.neighbour.fails(fault.Unavailable)
		m := r.planShift(t, w, atSession(one), func(m *volunteersv1.Shift) { m.MinutesBefore = 30 })
		mine := r.planShift(t, w, onTime("18:00", 60))
		off := r.planShift(t, w, atSession(one), open)
		_, err := r.shifts.CreateShiftCancellation(r.coordinator(t), &volunteersv1.CreateShiftCancellationRequest{
			ShiftId: off.GetId(), Cancellation: &volunteersv1.ShiftCancellation{
				Reason: volunteersv1.ShiftCancellationReason_SHIFT_CANCELLATION_REASON_NOT_NEEDED,
			},
		})
		require.NoError(t, err)

		moved := later(one, 4)
		moved.LocationID = "buiten"
		r.event(t, moved)
		now := r.shift(t, m.GetId())
		require.Equal(t, "17:30", now.GetTimeOfDay())
		require.Equal(t, "buiten", now.GetLocationId())
		require.Empty(t, now.GetPlace(), "nobody told yet what it is called")
		require.True(t, now.GetSessionConfirmed())
		require.Equal(t, []string{mine.GetId()}, now.GetOverlaps(), "it is seen, and not refused")
		r.event(t, one)
		r.event(t, moved)
		requireProto(t, now, r.shift(t, m.GetId()))

		off = r.shift(t, off.GetId())
		cancelled := later(moved, 0)
		cancelled.State = domain.SessionCancelled
		r.event(t, cancelled)
		now = r.shift(t, m.GetId())
		require.Equal(t, volunteersv1.ShiftCancellationReason_SHIFT_CANCELLATION_REASON_SESSION_CANCELLED, now.GetCancellationReason())
		require.Empty(t, now.GetOverlaps())
		again := later(cancelled, -4)
		again.State = domain.SessionPlanned
		r.event(t, again)
		now = r.shift(t, m.GetId())
		require.Equal(t, volunteersv1.ShiftState_SHIFT_STATE_PLANNED, now.GetState())
		require.Equal(t, "13:30", now.GetTimeOfDay())
		require.Equal(t, w.assignment.ID, now.GetAssignmentId())
		requireProto(t, off, r.shift(t, off.GetId())) // the coordinator cancelled it
		require.Equal(t, []string{"moved", "cancelled", "planned"}, r.steps(t, m.GetId()))
	})
}

// steps answers what happened to a shift.
func (r *rig) steps(t testing.TB, id string) (list []string) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(),
		fmt.Sprintf("SELECT kind FROM shift_change WHERE shift_id = '%s' ORDER BY version", id))
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var kind string
		require.NoError(t, rows.Scan(&kind))
		list = append(list, kind)
	}
	require.NoError(t, rows.Err())
	return list
}

func TestShiftAtSessionIsMovedWithIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		one := aSession(t, w.role)
		r.hears(t, one)
		m := r.planShift(t, w, atSession(one))
		r.refuses(t, refusal{codes.FailedPrecondition, "SHIFT_OF_SESSION", nil}, func() error {
			_, err := r.shifts.CreateShiftMove(r.coordinator(t), &volunteersv1.CreateShiftMoveRequest{
				ShiftId: m.GetId(), Move: &volunteersv1.ShiftMove{Date: "2022-06-21"},
			})
			return err
		})
	})
}
