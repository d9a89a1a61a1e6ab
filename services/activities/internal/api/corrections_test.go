package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func (r *rig) history(t testing.TB, id string) []*activitiesv1.HeadCountCorrection {
	t.Helper()
	answer, err := r.counts.ListHeadCountCorrections(r.staff(t), &activitiesv1.ListHeadCountCorrectionsRequest{HeadCountId: id})
	require.NoError(t, err)
	return answer.GetCorrections()
}

func TestCorrectionKeepsItsHistory(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first := r.addCount(t, r.addVisit(t))
		require.Empty(t, r.history(t, first.GetId()))
		r.clock.Advance(time.Hour)
		ben := r.as(t, devissuer.Claims{Subject: "ben", Roles: []string{"activities.staff"}})
		second, err := r.counts.CreateHeadCountCorrection(ben, &activitiesv1.CreateHeadCountCorrectionRequest{
			HeadCountId: first.GetId(), Correction: corrected(21, func(c *activitiesv1.HeadCountCorrection) {
				c.Method = activitiesv1.CountMethod_COUNT_METHOD_ESTIMATE
				c.Id, c.Recorder, c.PreviousCount, c.HeadCountId = "mine", "somebody", 99, "another"
			}),
		})
		require.NoError(t, err)
		r.clock.Advance(time.Hour)
		third, err := r.correct(t, first.GetId(), corrected(20))
		require.NoError(t, err)

		requireProto(t, &activitiesv1.HeadCountCorrection{
			Id: second.GetId(), HeadCountId: first.GetId(), Count: 21, Method: activitiesv1.CountMethod_COUNT_METHOD_ESTIMATE,
			Reason: activitiesv1.CorrectionReason_CORRECTION_REASON_TYPING_ERROR, Etag: second.GetEtag(),
			PreviousCount: 12, PreviousMethod: activitiesv1.CountMethod_COUNT_METHOD_TALLY, Recorder: "ben",
			CreateTime: stored(now().Add(time.Hour)),
		}, second)
		require.NotEqual(t, "mine", second.GetId())
		require.EqualValues(t, 21, third.GetPreviousCount())
		require.Equal(t, activitiesv1.CountMethod_COUNT_METHOD_ESTIMATE, third.GetMethod(), "as before")
		history := r.history(t, first.GetId())
		require.Len(t, history, 2)
		requireProto(t, second, history[0])
		requireProto(t, third, history[1])

		want := proto.CloneOf(first)
		want.Count, want.Method, want.Etag = 20, activitiesv1.CountMethod_COUNT_METHOD_ESTIMATE, third.GetEtag()
		want.UpdateTime = stored(now().Add(2 * time.Hour))
		requireProto(t, want, r.count(t, first.GetId()))
		require.Len(t, map[string]bool{first.GetEtag(): true, second.GetEtag(): true, third.GetEtag(): true}, 3)
	})
}

func TestWithdrawnCountStaysReadableAndCannotBeCorrected(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		c := r.addCount(t, v)
		other := r.addCount(t, v)
		by, err := r.correct(t, c.GetId(), corrected(0, withdrawn))
		require.NoError(t, err)
		require.True(t, by.GetWithdrawn())
		require.EqualValues(t, 12, by.GetPreviousCount())

		after := r.count(t, c.GetId())
		require.True(t, after.GetWithdrawn())
		require.Zero(t, after.GetCount())
		require.Equal(t, by.GetEtag(), after.GetEtag())
		require.Len(t, r.history(t, c.GetId()), 1)
		requireProto(t, by, r.history(t, c.GetId())[0])
		for name, again := range map[string]*activitiesv1.HeadCountCorrection{
			"corrected": corrected(5), "withdrawn again": corrected(0, withdrawn), "with a fault": corrected(-5),
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "HEAD_COUNT_WITHDRAWN"}, func() error {
					_, err := r.correct(t, c.GetId(), again)
					return err
				})
			})
		}
		requireProto(t, other, r.count(t, other.GetId()))
		require.Empty(t, r.history(t, other.GetId()))
	})
}

func TestCorrectionThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	type change = func(*activitiesv1.HeadCountCorrection)
	tests := map[string]struct {
		change change
		want   []string
	}{
		"negative":           {func(c *activitiesv1.HeadCountCorrection) { c.Count = -1 }, []string{"correction.count COUNT_NEGATIVE"}},
		"absurd":             {func(c *activitiesv1.HeadCountCorrection) { c.Count = most + 1 }, []string{"correction.count COUNT_ABSURD"}},
		"withdrawn with one": {func(c *activitiesv1.HeadCountCorrection) { c.Withdrawn, c.Count = true, 1 }, []string{"correction.count COUNT_OF_WITHDRAWN"}},
		"meaning, all at once": {
			func(c *activitiesv1.HeadCountCorrection) { c.Withdrawn, c.Count = true, most+1 },
			[]string{"correction.count COUNT_OF_WITHDRAWN", "correction.count COUNT_ABSURD"},
		},
		"no reason": {func(c *activitiesv1.HeadCountCorrection) { c.Reason = 0 }, []string{"correction.reason ENUM_NOT_IN"}},
		"form, all at once": {
			func(c *activitiesv1.HeadCountCorrection) { c.Reason, c.Method = 99, 99 },
			[]string{"correction.reason ENUM_DEFINED_ONLY", "correction.method ENUM_DEFINED_ONLY"},
		},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.addCount(t, r.addVisit(t))
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.correct(t, c.GetId(), corrected(5, tt.change))
					return err
				})
			})
		}
		t.Run("no correction", func(t *testing.T) {
			r.refuses(t, invalid("correction REQUIRED", "head_count_id STRING_MIN_LEN"), func() error {
				_, err := r.correct(t, "", nil)
				return err
			})
		})
	})
}

func TestCorrectionsAtTheSameTimeFollowEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.addCount(t, r.addVisit(t))
		for _, err := range together(3, func(i int) error {
			_, err := r.correct(t, c.GetId(), corrected(int32(100+i)))
			return err
		}) {
			require.NoError(t, err)
		}
		before := c.GetCount()
		for _, by := range r.history(t, c.GetId()) {
			require.Equal(t, before, by.GetPreviousCount())
			before = by.GetCount()
		}
		require.Equal(t, before, r.count(t, c.GetId()).GetCount())
	})
}
