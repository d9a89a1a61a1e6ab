package api_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// Head counts and attendance of one session are recorded and withdrawn by many at once, in any order. In the end there is
// one visit for each attendance that stands, and none where a head count does; what is stored is what was told last.
func TestVisitsFollowTheHeadCountsInWhateverOrderTheyMeet(t *testing.T) {
	const rounds, callers = 6, 8
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	onBoth(t, func(t *testing.T, r *rig) {
		random := rand.New(rand.NewPCG(seed, 0))
		staff := r.staff(t)
		people := r.addPeople(t, callers)
		activity := r.addPublished(t, r.addVisit(t)).GetId()
		for round := range rounds {
			s := r.addSession(t, activity, at("2022-06-13", fmt.Sprintf("%02d:00", 8+round)))
			for _, err := range together(callers, r.meet(staff, s, people, random)) {
				require.NoError(t, err)
			}
			r.requireVisits(t, s)
		}
	})
}

// meet answers what each of some callers does at once: most attend, some of whom withdraw it, and others count.
func (r *rig) meet(
	staff context.Context, s *activitiesv1.Session, people []string, random *rand.Rand,
) func(i int) error {
	does := make([]int, len(people))
	for i := range does {
		does[i] = random.IntN(4)
	}
	return func(i int) error {
		if does[i] < 2 { // 0: count; 1: count and withdraw
			c, err := r.counts.CreateHeadCount(staff, headCount(s, 30))
			if err != nil || does[i] == 0 {
				return err
			}
			_, err = r.counts.CreateHeadCountCorrection(staff, &activitiesv1.CreateHeadCountCorrectionRequest{
				HeadCountId: c.GetId(), Correction: corrected(0, withdrawn),
			})
			return err
		}
		a, err := r.attendances.CreateAttendance(staff, present(s, people[i])) // 2: attend; 3: attend and withdraw
		if err != nil || does[i] == 2 {
			return err
		}
		_, err = r.attendances.CreateAttendanceWithdrawal(staff, &activitiesv1.CreateAttendanceWithdrawalRequest{
			AttendanceId: a.GetId(), Withdrawal: &activitiesv1.AttendanceWithdrawal{Reason: 1},
		})
		return err
	}
}

func (r *rig) requireVisits(t *testing.T, s *activitiesv1.Session) {
	t.Helper()
	var counts int
	require.NoError(t, r.db.Read().QueryRowContext(t.Context(),
		"SELECT COUNT(*) FROM head_count WHERE session_id = $1 AND state = 'recorded'", s.GetId()).Scan(&counts))
	answer, err := r.attendances.ListAttendance(r.staff(t), &activitiesv1.ListAttendanceRequest{SessionId: s.GetId()})
	require.NoError(t, err)
	for _, a := range answer.GetAttendances() {
		want := int32(1)
		if counts > 0 || a.GetWithdrawn() {
			want = 0
		}
		require.Equal(t, want, a.GetVisits(), "%d head counts stand", counts)
		saved, _ := r.told(t, 0, a.GetId())
		require.Equal(t, want, saved.GetVisits())
		require.Equal(t, a.GetWithdrawn(), saved.GetWithdrawn())
		require.Equal(t, a.GetEtag(), fmt.Sprint(saved.GetVersion()))
	}
}
