package domain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// anyShift draws a shift of one of a few people on one day, so that many meet.
func anyShift(t *rapid.T, id string) domain.Shift {
	start := hour(0).Add(time.Duration(rapid.IntRange(0, 96).Draw(t, "quarter")) * 15 * time.Minute)
	length := time.Duration(rapid.IntRange(1, 16).Draw(t, "quarters")) * 15 * time.Minute
	s := works(id, rapid.SampledFrom([]string{"bea", "cem"}).Draw(t, "person"), period.Period{Start: start, End: start.Add(length)})
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		s.AssignmentID, s.PersonID = "", ""
	case 1:
		s.State = domain.ShiftCancelled
	}
	return s
}

func TestShiftIsInTheWayOfWhatIsInItsWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyShift(t, "a"), anyShift(t, "b")
		one, other := a.InTheWay([]domain.Shift{b}), b.InTheWay([]domain.Shift{a})
		require.Equal(t, len(one), len(other))
		// There is a quarter of an hour in both, or there is none.
		meet := false
		for at := a.Start; at.Before(a.End); at = at.Add(15 * time.Minute) {
			meet = meet || !at.Before(b.Start) && at.Before(b.End)
		}
		both := a.PersonID != "" && a.PersonID == b.PersonID && a.State == domain.ShiftPlanned && b.State == domain.ShiftPlanned
		require.Equal(t, meet && both, len(one) > 0)
	})
}

func TestOfShiftsThatPassTheCheckNoneIsInAnothersWay(t *testing.T) {
	zone := amsterdam(t)
	rapid.Check(t, func(t *rapid.T) {
		var planned []domain.Shift
		for i := range rapid.IntRange(1, 12).Draw(t, "shifts") {
			s := anyShift(t, fmt.Sprint(i))
			found := s.InTheWay(planned)
			broken := s.CheckOverlap(planned, nil, zone)
			require.Len(t, broken, len(found), "each in the way is told")
			if len(broken) == 0 {
				planned = append(planned, s)
			}
		}
		for _, s := range planned {
			require.Empty(t, s.InTheWay(planned))
		}
	})
}

func TestShiftWithAReasonIsNeverRefusedAndKeepsItWhereItWasNeeded(t *testing.T) {
	zone := amsterdam(t)
	rapid.Check(t, func(t *rapid.T) {
		s, other := anyShift(t, "a"), anyShift(t, "b")
		require.Empty(t, s.CheckOverlap([]domain.Shift{other}, &domain.Override{Reason: "samen"}, zone))
		require.Equal(t, len(s.InTheWay([]domain.Shift{other})) > 0, s.Override == "samen")
	})
}

func TestShiftEndsWhereItsSessionLastWasInWhateverOrderItIsTold(t *testing.T) {
	zone := amsterdam(t)
	rapid.Check(t, func(t *rapid.T) {
		s := domain.Shift{SessionID: "s", State: domain.ShiftPlanned, Version: 1, MinutesBefore: 15}
		first := session(10, 12, unconfirmed)
		require.Empty(t, s.PlanAt(&first, nil, domain.ShiftTimes{}, zone))
		var last domain.Session
		for range rapid.IntRange(1, 6).Draw(t, "events") {
			from := rapid.IntRange(8, 16).Draw(t, "from")
			last = session(from, from+rapid.IntRange(1, 3).Draw(t, "hours"))
			last.State = rapid.SampledFrom([]domain.SessionState{
				domain.SessionPlanned, domain.SessionHeld, domain.SessionCancelled,
			}).Draw(t, "state")
			version := s.Version
			_, changed, err := s.FollowSession(last, zone, hour(9))
			require.NoError(t, err)
			require.Equal(t, changed, s.Version == version+1)
		}
		require.Equal(t, last.State == domain.SessionCancelled, s.State == domain.ShiftCancelled)
		if s.State == domain.ShiftPlanned {
			require.Equal(t, last.Start.Add(-15*time.Minute), s.Start)
			require.Equal(t, last.End, s.End)
			require.True(t, s.Confirmed)
		}
	})
}
