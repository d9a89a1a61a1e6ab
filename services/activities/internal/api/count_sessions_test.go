package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func ofSession(s *activitiesv1.Session) func(*activitiesv1.HeadCount) {
	return func(c *activitiesv1.HeadCount) {
		c.SessionId, c.LocationId, c.ProgrammeId, c.Date = s.GetId(), s.GetLocationId(), s.GetProgrammeId(), s.GetDate()
	}
}

func TestCountOfASessionThatHasBegunHoldsIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a := r.addPublished(t, v, once)
		s := r.addSession(t, a.GetId(), at("2022-06-15", "14:00"))
		c := r.addCount(t, v, ofSession(s))
		require.Equal(t, s.GetId(), c.GetSessionId())
		requireProto(t, c, r.count(t, c.GetId()))
		after := r.session(t, s.GetId())
		require.Equal(t, held, after.GetState())
		log := r.events(t, 3)
		require.Len(t, log, 2, "one of the count and one of the session")
		require.Equal(t, s.GetId(), log[0].data.(*activitiesv1.HeadCountSaved).GetSessionId())
		require.Equal(t, held, log[1].data.(*activitiesv1.SessionSaved).GetState())

		r.addCount(t, v, ofSession(s))
		requireProto(t, after, r.session(t, s.GetId()))
		by, err := r.correct(t, c.GetId(), corrected(21))
		require.NoError(t, err)
		require.EqualValues(t, 21, by.GetCount())
		log = r.events(t, 6)
		require.Len(t, log, 1)
		require.Equal(t, s.GetId(), log[0].data.(*activitiesv1.HeadCountSaved).GetSessionId(), "a correction keeps it")
	})
}

func TestCountsAreListedOfOneSession(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a := r.addPublished(t, v, once)
		coffee, tea := r.addSession(t, a.GetId(), at("2022-06-13", "10:00")), r.addSession(t, a.GetId(), at("2022-06-13", "14:00"))
		first := r.addCount(t, v, ofSession(coffee)).GetId()
		r.addCount(t, v, ofSession(tea))
		r.addCount(t, v)
		second := r.addCount(t, v, ofSession(coffee)).GetId()
		for name, c := range map[string]struct {
			req  *activitiesv1.ListHeadCountsRequest
			want []string
		}{
			"all of it":     {&activitiesv1.ListHeadCountsRequest{SessionId: coffee.GetId()}, []string{first, second}},
			"the first":     {&activitiesv1.ListHeadCountsRequest{SessionId: coffee.GetId(), PageSize: 1}, []string{first}},
			"on its date":   {&activitiesv1.ListHeadCountsRequest{SessionId: coffee.GetId(), FromDate: "2022-06-13", ToDate: "2022-06-13"}, []string{first, second}},
			"on another":    {&activitiesv1.ListHeadCountsRequest{SessionId: coffee.GetId(), FromDate: "2022-06-14"}, nil},
			"elsewhere":     {&activitiesv1.ListHeadCountsRequest{SessionId: coffee.GetId(), LocationId: "x"}, nil},
			"of no session": {&activitiesv1.ListHeadCountsRequest{SessionId: "x"}, nil},
		} {
			answer, err := r.counts.ListHeadCounts(r.staff(t), c.req)
			require.NoError(t, err)
			var ids []string
			for _, m := range answer.GetHeadCounts() {
				ids = append(ids, m.GetId())
			}
			require.Equal(t, c.want, ids, name)
		}
	})
}

func TestCountThatIsNotOneOfItsSessionIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a := r.addPublished(t, v)
		toCome := r.agenda(t, a.GetId())[0]
		gone := r.addSession(t, a.GetId(), at("2022-06-13", "10:00"))
		_, err := r.cancel(t, gone.GetId())
		require.NoError(t, err)
		elsewhere := r.addLocation(t).GetId()
		tests := map[string]struct {
			change []func(*activitiesv1.HeadCount)
			want   []string
		}{
			"unknown": {[]func(*activitiesv1.HeadCount){func(c *activitiesv1.HeadCount) { c.SessionId = "x" }}, []string{"head_count.session_id SESSION_UNKNOWN"}},
			"to come": {
				[]func(*activitiesv1.HeadCount){ofSession(toCome)},
				[]string{"head_count.session_id SESSION_NOT_BEGUN", "head_count.date DATE_IN_FUTURE"},
			},
			"cancelled": {[]func(*activitiesv1.HeadCount){ofSession(gone)}, []string{"head_count.session_id SESSION_CANCELLED"}},
			"another place and date": {
				[]func(*activitiesv1.HeadCount){ofSession(gone), func(c *activitiesv1.HeadCount) { c.LocationId, c.Date = elsewhere, "2022-06-14" }},
				[]string{"head_count.session_id SESSION_CANCELLED", "head_count.location_id SESSION_MISMATCH", "head_count.date SESSION_MISMATCH"},
			},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error { return r.createCount(t, v.request(tt.change...)) })
			})
		}
	})
}

func TestBatchOfCountsHoldsEverySessionOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a := r.addPublished(t, v, once)
		s, other := r.addSession(t, a.GetId(), at("2022-06-14", "10:00")), r.addSession(t, a.GetId(), at("2022-06-14", "11:00"))
		_, err := r.batch(t, v.once(ofSession(s)), v.once(ofSession(other)), v.once(ofSession(s)), v.once())
		require.NoError(t, err)
		for _, one := range []*activitiesv1.Session{s, other} {
			require.Equal(t, held, r.session(t, one.GetId()).GetState())
			require.Equal(t, "2", r.session(t, one.GetId()).GetEtag())
		}
	})
}

func TestManyWhoCountOneSessionHoldItOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		s := r.addSession(t, r.addPublished(t, v, once).GetId(), at("2022-06-14", "10:00"))
		for _, err := range together(20, func(int) error { return r.createCount(t, v.once(ofSession(s))) }) {
			require.NoError(t, err)
		}
		require.Equal(t, "2", r.session(t, s.GetId()).GetEtag())
		require.Len(t, r.rows(t, "head_count"), 20)
	})
}

func TestSessionThatWasCountedIsNotReopenedBeforeTheCountIsWithdrawn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		s := r.addSession(t, r.addPublished(t, v, once).GetId(), at("2022-06-14", "10:00"))
		c := r.addCount(t, v, ofSession(s))
		r.clock.Advance(time.Hour)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "SESSION_COUNTED"}, func() error {
			_, err := r.reopen(t, s.GetId())
			return err
		})
		_, err := r.correct(t, c.GetId(), corrected(0, withdrawn))
		require.NoError(t, err)
		after, err := r.reopen(t, s.GetId())
		require.NoError(t, err)
		require.Equal(t, planned, after.GetState())
	})
}
