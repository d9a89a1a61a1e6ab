package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func session(from, to int, change ...func(*domain.Session)) domain.Session {
	one := domain.Session{
		ID: "s", ProgrammeID: "taal", LocationID: "haven", Period: hours(from, to), State: domain.SessionPlanned, Version: 1,
		Confirmed: true,
	}
	for _, c := range change {
		c(&one)
	}
	return one
}

func cancelled(one *domain.Session) { one.State = domain.SessionCancelled }

func unconfirmed(one *domain.Session) { one.Confirmed = false }

func held(one *domain.Session) { one.State = domain.SessionHeld }

func elsewhere(one *domain.Session) { one.LocationID = "buiten" }

func TestShiftIsPutOnTheClockOnTheWall(t *testing.T) {
	zone := amsterdam(t)
	for _, c := range []struct{ date, at, start string }{
		{"2022-06-20", "10:00", "2022-06-20T08:00:00Z"},
		{"2022-12-20", "10:00", "2022-12-20T09:00:00Z"},
		{"2022-03-27", "02:30", "2022-03-27T01:30:00Z"}, // the clocks skip it
		{"2022-10-30", "02:30", "2022-10-30T00:30:00Z"}, // the first of two
	} {
		day := date(t, c.date)
		at, err := civil.ParseTime(c.at)
		require.NoError(t, err)
		var s domain.Shift
		require.Empty(t, s.PlanOn(domain.ShiftTimes{Date: &day, At: &at, Minutes: 90}, zone))
		require.Equal(t, c.start, s.Start.Format(time.RFC3339))
		require.Equal(t, 90*time.Minute, s.End.Sub(s.Start))
		require.Equal(t, day, s.Date)
	}
}

func TestShiftAtSessionHasItsTimesAndWhatIsBeforeAndAfterIt(t *testing.T) {
	s := domain.Shift{SessionID: "s", MinutesBefore: 45, MinutesAfter: 15}
	one := session(0, 2) // from midnight
	require.Empty(t, s.PlanAt(&one, &domain.Role{ProgrammeID: "taal"}, domain.ShiftTimes{}, amsterdam(t)))
	require.Equal(t, hour(0).Add(-45*time.Minute), s.Start)
	require.Equal(t, hour(2).Add(15*time.Minute), s.End)
	require.Equal(t, date(t, "2022-06-19"), s.Date, "it starts the evening before")
	require.Equal(t, "haven", s.LocationID)
	require.True(t, s.Confirmed)
}

func TestShiftFollowsItsSession(t *testing.T) {
	cancels := func(reason string) func(*domain.Shift) {
		return func(s *domain.Shift) { s.State, s.Reason = domain.ShiftCancelled, reason }
	}
	type want struct {
		step   domain.ShiftStep // "" where nothing happens
		state  domain.ShiftState
		reason string
		start  int
	}
	for name, c := range map[string]struct {
		before func(*domain.Shift)
		now    domain.Session
		want   want
	}{
		"as it was":               {nil, session(10, 12), want{"", domain.ShiftPlanned, "", 10}},
		"held":                    {nil, session(10, 12, held), want{"", domain.ShiftPlanned, "", 10}},
		"later":                   {nil, session(14, 16), want{domain.MoveShift, domain.ShiftPlanned, "", 14}},
		"longer":                  {nil, session(10, 13), want{domain.MoveShift, domain.ShiftPlanned, "", 10}},
		"elsewhere":               {nil, session(10, 12, elsewhere), want{domain.MoveShift, domain.ShiftPlanned, "", 10}},
		"confirmed":               {func(s *domain.Shift) { s.Confirmed = false }, session(10, 12), want{domain.ConfirmShift, domain.ShiftPlanned, "", 10}},
		"cancelled":               {nil, session(14, 16, cancelled), want{domain.CancelShift, domain.ShiftCancelled, "session_cancelled", 10}},
		"cancelled twice":         {cancels("session_cancelled"), session(10, 12, cancelled), want{"", domain.ShiftCancelled, "session_cancelled", 10}},
		"planned again":           {cancels("session_cancelled"), session(14, 16), want{domain.ReplanShift, domain.ShiftPlanned, "", 14}},
		"cancelled by itself":     {cancels("not_needed"), session(14, 16), want{"", domain.ShiftCancelled, "not_needed", 10}},
		"both cancelled":          {cancels("not_needed"), session(10, 12, cancelled), want{"", domain.ShiftCancelled, "not_needed", 10}},
		"cancelled by its series": {cancels("series_cancelled"), session(14, 16), want{"", domain.ShiftCancelled, "series_cancelled", 10}},
	} {
		t.Run(name, func(t *testing.T) {
			s := domain.Shift{ID: "a", SessionID: "s", State: domain.ShiftPlanned, Version: 3}
			one := session(10, 12)
			require.Empty(t, s.PlanAt(&one, nil, domain.ShiftTimes{}, amsterdam(t)))
			if c.before != nil {
				c.before(&s)
			}
			change, changed, err := s.FollowSession(c.now, amsterdam(t), hour(9))
			require.NoError(t, err)
			require.Equal(t, c.want, want{change.Kind, s.State, s.Reason, s.Start.Hour() + 2})
			require.Equal(t, c.want.step != "", changed)
			if changed {
				require.EqualValues(t, 4, s.Version)
				require.Equal(t, s.Period, change.Period)
			}
			_, changed, err = s.FollowSession(c.now, amsterdam(t), hour(9))
			require.NoError(t, err)
			require.False(t, changed, "an event that comes twice changes nothing")
		})
	}
}
