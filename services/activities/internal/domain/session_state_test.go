package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// reasonOf answers the reason of a refusal, "" where nothing is refused.
func reasonOf(t *testing.T, err error) string {
	if err == nil {
		return ""
	}
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	require.Equal(t, fault.FailedPrecondition, f.Kind)
	return f.Reason
}

func TestEveryStateOfASessionUnderEveryStep(t *testing.T) {
	now := time.Date(2022, 6, 14, 13, 0, 0, 0, time.UTC)
	activity := domain.Activity{Series: domain.Series{Start: date(t, "2022-06-01")}, End: date(t, "2022-06-30")}
	steps := map[string]func(*domain.Session) error{
		"move":             func(s *domain.Session) error { return s.Move("ben", now) },
		"cancel":           func(s *domain.Session) error { return s.Cancel("weather", "ben", now) },
		"hold":             func(s *domain.Session) error { return s.Hold("ben", now) },
		"hold before time": func(s *domain.Session) error { return s.Hold("ben", s.Start.Add(-time.Second)) },
		"reopen":           func(s *domain.Session) error { return s.Reopen(activity, false, "ben", now) },
		"reopen counted":   func(s *domain.Session) error { return s.Reopen(activity, true, "ben", now) },
		"reopen outside": func(s *domain.Session) error {
			s.Date = date(t, "2022-07-01")
			return s.Reopen(activity, false, "ben", now)
		},
	}
	type outcome struct {
		state   domain.SessionState
		refused string
	}
	const planned, held, cancelled = domain.SessionPlanned, domain.SessionHeld, domain.SessionCancelled
	tests := map[domain.SessionState]map[string]outcome{
		planned: {
			"move": {planned, ""}, "cancel": {cancelled, ""}, "hold": {held, ""}, "hold before time": {"", "SESSION_NOT_BEGUN"},
			"reopen": {"", "SESSION_PLANNED"}, "reopen counted": {"", "SESSION_COUNTED"}, "reopen outside": {"", "SESSION_PLANNED"},
		},
		held: {
			"move": {"", "SESSION_HELD"}, "cancel": {"", "SESSION_HELD"}, "hold": {"", "SESSION_HELD"},
			"hold before time": {"", "SESSION_HELD"}, "reopen": {planned, ""}, "reopen counted": {"", "SESSION_COUNTED"},
			"reopen outside": {"", "SESSION_OUTSIDE_ACTIVITY"},
		},
		cancelled: {
			"move": {"", "SESSION_CANCELLED"}, "cancel": {"", "SESSION_CANCELLED"}, "hold": {"", "SESSION_CANCELLED"},
			"hold before time": {"", "SESSION_CANCELLED"}, "reopen": {planned, ""}, "reopen counted": {"", "SESSION_COUNTED"},
			"reopen outside": {"", "SESSION_OUTSIDE_ACTIVITY"},
		},
	}
	for state, of := range tests {
		require.Len(t, of, len(steps))
		for name, step := range steps {
			t.Run(string(state)+"/"+name, func(t *testing.T) {
				s := domain.Session{
					State: state, Origin: domain.FromSeries, Date: date(t, "2022-06-14"), Start: now.Add(-time.Hour), Recorder: "anna", Version: 4,
				}
				if state == cancelled {
					s.Reason = "holiday"
				}
				err := step(&s)
				require.Equal(t, of[name].refused, reasonOf(t, err))
				if err != nil {
					return
				}
				require.Equal(t, of[name].state, s.State)
				require.Equal(t, s.State == cancelled, s.Reason != "", "a reason is that of a cancellation")
				require.EqualValues(t, 5, s.Version)
				require.Equal(t, now, s.Updated)
				require.Equal(t, "ben", s.Recorder)
				require.Equal(t, name != "hold", s.Origin == domain.Adjusted, "what was changed by itself does not follow its series")
			})
		}
	}
}

func TestSessionOutsideTheSeriesStaysSo(t *testing.T) {
	s := domain.Session{State: domain.SessionPlanned, Origin: domain.AdHoc}
	require.NoError(t, s.Move("ben", time.Time{}))
	require.Equal(t, domain.AdHoc, s.Origin)
}
