package api_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func (r *rig) batch(t testing.TB, requests ...*activitiesv1.CreateHeadCountRequest) ([]*activitiesv1.HeadCount, error) {
	t.Helper()
	answer, err := r.counts.BatchCreateHeadCounts(r.staff(t), &activitiesv1.BatchCreateHeadCountsRequest{Requests: requests})
	return answer.GetHeadCounts(), err
}

// many answers n requests, the one at i counting i visits.
func (v visit) many(n int) (list []*activitiesv1.CreateHeadCountRequest) {
	for i := range n {
		list = append(list, v.once(counted(int32(i%most))))
	}
	return list
}

func TestBatchOfAThousandIsRecordedInItsOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		requests := v.many(1000)

		answer, err := r.batch(t, requests...)

		require.NoError(t, err)
		require.Len(t, answer, 1000)
		listed, err := r.counts.ListHeadCounts(r.staff(t), &activitiesv1.ListHeadCountsRequest{PageSize: 1000})
		require.NoError(t, err)
		require.Len(t, listed.GetHeadCounts(), 1000)
		for i, c := range answer {
			require.Equal(t, requests[i].GetHeadCount().GetCount(), c.GetCount())
			requireProto(t, c, listed.GetHeadCounts()[i])
		}
		require.Len(t, r.rows(t, "outbox"), 2+1000)
	})
}

func TestBatchOfMoreThanAThousandIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		r.refuses(t, invalid("requests REPEATED_MAX_ITEMS"), func() error {
			_, err := r.batch(t, v.many(1001)...)
			return err
		})
		r.refuses(t, invalid("requests REPEATED_MIN_ITEMS"), func() error {
			_, err := r.batch(t)
			return err
		})
	})
}

func TestEveryFaultyRecordOfABatchIsNamedAndNoneRecorded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		requests := v.many(1000)
		requests[0] = v.once(counted(-1))
		requests[17] = v.once(counted(most+1), on("2022-06-16"))
		requests[18] = v.once(on("2022-02-30"), func(c *activitiesv1.HeadCount) { c.LocationId = "x" })
		requests[999] = v.request(on("2019-12-31"), func(c *activitiesv1.HeadCount) { c.ProgrammeId = "x" })
		r.refuses(t, invalid(
			"requests[0].head_count.count COUNT_NEGATIVE",
			"requests[17].head_count.count COUNT_ABSURD", "requests[17].head_count.date DATE_IN_FUTURE",
			"requests[18].head_count.date DATE_INVALID", "requests[18].head_count.location_id LOCATION_UNKNOWN",
			"requests[999].head_count.date LOCATION_NOT_OPEN", "requests[999].head_count.programme_id PROGRAMME_UNKNOWN",
		), func() error {
			_, err := r.batch(t, requests...)
			return err
		})
	})
}

func TestBatchWhereEveryRecordIsFaultyNamesThemAll(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := visit{location: "x", programme: "x"}
		var want []string
		for i := range 1000 {
			want = append(want, fmt.Sprintf("requests[%d].head_count.location_id LOCATION_UNKNOWN", i),
				fmt.Sprintf("requests[%d].head_count.programme_id PROGRAMME_UNKNOWN", i))
		}
		_, err := r.batch(t, v.many(1000)...)
		invalid(want...).require(t, err)
	})
}

func TestDuplicatesWithinABatchAreRecordedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a, b := v.once(counted(1)), v.once(counted(2))

		answer, err := r.batch(t, a, b, a, v.request(counted(3)), v.request(counted(3)), b, a)

		require.NoError(t, err)
		require.Len(t, answer, 7)
		for _, same := range [][2]int{{0, 2}, {0, 6}, {1, 5}} {
			requireProto(t, answer[same[0]], answer[same[1]])
		}
		require.NotEqual(t, answer[3].GetId(), answer[4].GetId(), "without a request id each counts")
		require.Len(t, r.rows(t, "head_count"), 4)
		require.Len(t, r.rows(t, "outbox"), 2+4)
	})
}

func TestRequestIdsWithOtherContentAreAllNamed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		known, twice := v.once(counted(1)), v.once(counted(2))
		require.NoError(t, r.createCount(t, known))
		otherKnown, otherTwice := v.request(counted(9)), v.request(counted(9))
		otherKnown.RequestId, otherTwice.RequestId = known.GetRequestId(), twice.GetRequestId()
		r.refuses(t, refusal{
			codes.AlreadyExists, "REQUEST_ID_REUSED",
			[]string{"requests[1].request_id REQUEST_ID_REUSED", "requests[3].request_id REQUEST_ID_REUSED"},
		}, func() error {
			_, err := r.batch(t, known, otherKnown, twice, otherTwice, v.once())
			return err
		})
	})
}

func TestSecondDeliveryOfABatchRecordsOnlyWhatIsNew(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		requests := v.many(20)
		first, err := r.batch(t, requests[:10]...)
		require.NoError(t, err)
		require.NoError(t, r.createCount(t, requests[15]))
		slices.Reverse(requests)

		second, err := r.batch(t, requests...)

		require.NoError(t, err)
		require.Len(t, second, 20)
		for i, c := range first {
			requireProto(t, c, second[19-i])
		}
		require.Len(t, r.rows(t, "head_count"), 20)
		require.Len(t, r.rows(t, "outbox"), 2+20)
	})
}

// Rows that lock each other in another order would be a deadlock.
func TestBatchesWithTheSameRequestsAtTheSameTimeAreRecordedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		requests := v.many(50)
		backwards := slices.Clone(requests)
		slices.Reverse(backwards)
		answers := make([][]*activitiesv1.HeadCount, 8)
		for _, err := range together(len(answers), func(i int) (err error) {
			order := requests
			if i%2 == 1 {
				order = backwards
			}
			answers[i], err = r.batch(t, order...)
			return err
		}) {
			require.NoError(t, err)
		}
		for i, answer := range answers {
			if i%2 == 1 {
				slices.Reverse(answer)
			}
			for j, c := range answer {
				require.Equal(t, answers[0][j].GetId(), c.GetId())
			}
		}
		require.Len(t, r.rows(t, "head_count"), 50)
		require.Len(t, r.rows(t, "outbox"), 2+50)
	})
}
