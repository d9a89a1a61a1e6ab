package api_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// Many callers at once, some of whom give up before they hear: what was acknowledged is there once with one event, and
// nothing is there without its event, or half.
func TestEveryAcknowledgedCountIsThereOnceWithOneEvent(t *testing.T) {
	const callers, impatient = 400, 60
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		staff := r.staff(t)
		acknowledged := make([]*activitiesv1.HeadCount, callers)
		var answers atomic.Int32
		leave := make(chan struct{}) // the impatient leave when half of the others have their answer
		errs := together(callers, func(i int) (err error) {
			ctx, cancel := context.WithCancel(staff)
			defer cancel()
			if i < impatient {
				go func() {
					select {
					case <-leave:
						cancel()
					case <-ctx.Done():
					}
				}()
			}
			acknowledged[i], err = r.counts.CreateHeadCount(ctx, v.once(counted(int32(i))))
			if answers.Add(1) == callers/2 {
				close(leave)
			}
			return err
		})

		events := map[string]int{}
		for _, e := range r.events(t, 2) {
			events[e.aggregate]++
		}
		stored := map[string]int32{}
		var token string
		for more := true; more; more = token != "" {
			answer, err := r.counts.ListHeadCounts(staff, &activitiesv1.ListHeadCountsRequest{PageToken: token})
			require.NoError(t, err)
			for _, c := range answer.GetHeadCounts() {
				require.NotContains(t, stored, c.GetId())
				stored[c.GetId()] = c.GetCount()
			}
			token = answer.GetNextPageToken()
		}
		for i, err := range errs {
			if err != nil {
				require.Less(t, i, impatient, "only who left has no answer: %v", err)
				continue
			}
			require.Equal(t, int32(i), stored[acknowledged[i].GetId()])
			require.Contains(t, stored, acknowledged[i].GetId())
		}
		require.Len(t, events, len(stored))
		for id := range stored {
			require.Equal(t, 1, events[id])
		}
		require.Len(t, r.rows(t, "request_id"), len(stored), "who left before it began holds no request id")
	})
}
