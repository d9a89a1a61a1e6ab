package handover_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

// lapses answers what is to lapse, and when.
func (r *rig) lapses(t *testing.T) map[string]sqldb.Time {
	t.Helper()
	rows, err := r.DB.Read().QueryContext(t.Context(), "SELECT key, due_at FROM timer WHERE kind = $1", handover.LapseTimer)
	require.NoError(t, err)
	defer rows.Close()
	due := map[string]sqldb.Time{}
	for rows.Next() {
		var key string
		var at sqldb.Time
		require.NoError(t, rows.Scan(&key, &at))
		due[key] = at
	}
	require.NoError(t, rows.Err())
	return due
}

func TestWhatNobodyDecidesInTimeLapses(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.arrives(t, "q1")
		due := r.lapses(t)
		require.Len(t, due, 1)
		require.Equal(t, m.GetCreateTime().AsTime().Add(handover.LongestWait), due[m.GetId()].Time)

		r.Clock.(*testkit.Clock).Set(due[m.GetId()].Time)
		timer := schedule.Timer{Kind: handover.LapseTimer, Key: m.GetId(), Due: due[m.GetId()].Time}
		require.NoError(t, r.Lapse(t.Context(), timer))
		got := r.get(t, m.GetId())
		require.Equal(t, declined, got.GetState())
		require.Equal(t, referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_LAPSED, got.GetDeclineReason())
		require.Nil(t, got.GetPerson())
		require.Empty(t, got.GetPurpose())
		require.Empty(t, got.GetDecider(), "nobody did")
		require.False(t, r.hasKey(t, m.GetId()))
		require.Equal(t, declined, r.events(t)[1].GetState(), "who sent it hears of it")
		require.Empty(t, r.lapses(t))

		require.NoError(t, r.Lapse(t.Context(), timer), "a timer that was not removed does nothing")
		require.Len(t, r.events(t), 2)
	})
}

func TestWhatWasDecidedDoesNotLapse(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		accepts, back := r.arrives(t, "q1").GetId(), r.arrives(t, "q2").GetId()
		require.NoError(t, r.accept(t, accepts))
		_, err := r.TakeBack(call(t, "support"), "q2")
		require.NoError(t, err)
		_, err = r.TakeBack(call(t, "support"), "q3")
		require.NoError(t, err)
		require.Empty(t, r.lapses(t))
		for _, id := range []string{accepts, back} {
			require.NoError(t, r.Lapse(t.Context(), schedule.Timer{Kind: handover.LapseTimer, Key: id}))
		}
		require.Equal(t, accepted, r.get(t, accepts).GetState())
		require.Equal(t, withdrawn, r.get(t, back).GetState())
	})
}
