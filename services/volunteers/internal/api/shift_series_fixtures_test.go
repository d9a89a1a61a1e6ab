package api_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// ListSessions answers two sessions at a time, so that there are pages.
func (n *neighbour) ListSessions(
	_ context.Context, req *activitiesv1.ListSessionsRequest,
) (*activitiesv1.ListSessionsResponse, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.away != 0 {
		return nil, fault.New(n.away, "AWAY", "It cannot answer.")
	}
	var found []*activitiesv1.Session
	for _, one := range n.sessions {
		if one.GetActivityId() == req.GetActivityId() && one.GetDate() >= req.GetFromDate() && one.GetDate() <= req.GetToDate() &&
			one.GetState() == req.GetState() && one.GetId() > req.GetPageToken() {
			found = append(found, one)
		}
	}
	slices.SortFunc(found, func(a, b *activitiesv1.Session) int { return cmp.Compare(a.GetId(), b.GetId()) })
	answer := &activitiesv1.ListSessionsResponse{Sessions: found}
	if len(found) > 2 {
		answer.Sessions, answer.NextPageToken = found[:2], found[1].GetId()
	}
	return answer, nil
}

// seriesOf answers a request for a shift each Tuesday from 21 June to 12 July from 10:00 to 12:00, where change does not say
// otherwise.
func seriesOf(w worker, change ...func(*volunteersv1.ShiftSeries)) *volunteersv1.CreateShiftSeriesRequest {
	m := &volunteersv1.ShiftSeries{
		RoleId: w.role.ID, AssignmentId: w.assignment.ID, Rule: "FREQ=WEEKLY;BYDAY=TU;UNTIL=20220712", StartDate: "2022-06-20",
		TimeOfDay: "10:00", DurationMinutes: 120,
	}
	for _, c := range change {
		c(m)
	}
	return &volunteersv1.CreateShiftSeriesRequest{Series: m, RequestId: ids.New()}
}

// following has a series follow the activity of the tests until the end of July.
func following(m *volunteersv1.ShiftSeries) {
	m.ActivityId, m.EndDate, m.Rule, m.TimeOfDay, m.DurationMinutes = "taalcafe", "2022-07-31", "", "", 0
}

func (r *rig) addSeries(t testing.TB, req *volunteersv1.CreateShiftSeriesRequest) *volunteersv1.ShiftSeries {
	t.Helper()
	m, err := r.series.CreateShiftSeries(r.coordinator(t), req)
	require.NoError(t, err)
	return m
}

// shiftsOf answers the shifts of a series, in the order in which they start.
func (r *rig) shiftsOf(t testing.TB, seriesID string) []*volunteersv1.Shift {
	t.Helper()
	answer, err := r.shifts.ListShifts(r.coordinator(t), &volunteersv1.ListShiftsRequest{SeriesId: seriesID, PageSize: 1000})
	require.NoError(t, err)
	return answer.GetShifts()
}

// planning answers shifts as "date time minutes, whose, state".
func planning(w worker, list []*volunteersv1.Shift) (texts []string) {
	for _, s := range list {
		whose := "open"
		if s.GetAssignmentId() == w.assignment.ID {
			whose = "given"
		}
		texts = append(texts, fmt.Sprintf("%s %s %d %s %s", s.GetDate(), s.GetTimeOfDay(), s.GetDurationMinutes(), whose,
			s.GetState().String()[len("SHIFT_STATE_"):]))
	}
	return texts
}

// sessionOn is a session of the activity of the tests from 14:00 to 16:00 on a day in June.
func sessionOn(t testing.TB, w worker, day int, change ...func(*domain.Session)) domain.Session {
	t.Helper()
	on := func(one *domain.Session) {
		one.Date = date(t, fmt.Sprintf("2022-06-%02d", day))
		one.Start, one.End = june(day, 14), june(day, 16)
	}
	return aSession(t, w.role, append([]func(*domain.Session){on}, change...)...)
}

func (r *rig) cancelSeries(t testing.TB, id, from string) (*volunteersv1.ShiftSeries, error) {
	t.Helper()
	return r.series.CreateShiftSeriesCancellation(r.coordinator(t), &volunteersv1.CreateShiftSeriesCancellationRequest{
		ShiftSeriesId: id, Cancellation: &volunteersv1.ShiftSeriesCancellation{FromDate: from},
	})
}
