package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func (r *rig) listFeeds(ctx context.Context, t testing.TB, personID string) []*volunteersv1.CalendarFeed {
	t.Helper()
	answer, err := r.feeds.ListCalendarFeeds(ctx, &volunteersv1.ListCalendarFeedsRequest{PersonId: personID})
	require.NoError(t, err)
	return answer.GetCalendarFeeds()
}

func TestAddressOfAFeedIsToldOnceAndKeptNowhere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.aPerson(t)
		req := &volunteersv1.CreateCalendarFeedRequest{PersonId: p.ID, RequestId: ids.New()}
		made, err := r.feeds.CreateCalendarFeed(r.coordinator(t), req)
		require.NoError(t, err)
		secret := secretOf(t, made)
		require.Equal(t, volunteersv1.CalendarFeedState_CALENDAR_FEED_STATE_LIVE, made.GetState())
		require.Equal(t, p.ID, made.GetPersonId())
		require.Equal(t, coordinatorSubject, made.GetRecorder())

		again, err := r.feeds.CreateCalendarFeed(r.coordinator(t), req)
		require.NoError(t, err)
		require.Empty(t, again.GetAddress(), "who lost it makes another")
		made.Address = ""
		requireProto(t, made, again)
		list := r.listFeeds(r.coordinator(t), t, p.ID)
		require.Len(t, list, 1)
		requireProto(t, made, list[0])
		for table, rows := range r.state(t) {
			for _, row := range rows {
				require.NotContains(t, row, secret, table)
			}
		}
		require.NotEqual(t, secret, secretOf(t, r.addFeed(t, p.ID)), "another one has another")
		require.Len(t, r.lines(t, "CreateCalendarFeed"), 3)
		require.Len(t, r.lines(t, "ListCalendarFeeds"), 1)
	})
}

func TestFeedIsOfSomebodyWhoIsThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		erased := r.aPerson(t).ID
		_, err := r.erase(t, erased, "")
		require.NoError(t, err)
		for id, reason := range map[string]string{ids.New(): "PERSON_NOT_FOUND", erased: "PERSON_ERASED"} {
			r.refuses(t, gone(reason), func() error {
				_, err := r.feeds.CreateCalendarFeed(r.coordinator(t), &volunteersv1.CreateCalendarFeedRequest{PersonId: id})
				return err
			})
			r.refuses(t, gone(reason), func() error {
				_, err := r.feeds.ListCalendarFeeds(r.coordinator(t), &volunteersv1.ListCalendarFeedsRequest{PersonId: id})
				return err
			})
		}
	})
}

func TestRevokedFeedAnswersAsOneThatNeverWas(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.aPerson(t)
		feed, other := r.addFeed(t, p.ID), r.addFeed(t, p.ID)
		_, err := r.getCalendar(t, secretOf(t, feed))
		require.NoError(t, err)
		req := &volunteersv1.CreateCalendarFeedRevocationRequest{CalendarFeedId: feed.GetId(), RequestId: ids.New(), Etag: feed.GetEtag()}
		r.clock.Advance(time.Hour)

		revoked, err := r.feeds.CreateCalendarFeedRevocation(r.coordinator(t), req)

		require.NoError(t, err)
		require.Equal(t, volunteersv1.CalendarFeedState_CALENDAR_FEED_STATE_REVOKED, revoked.GetState())
		require.Equal(t, time.Hour, revoked.GetUpdateTime().AsTime().Sub(revoked.GetCreateTime().AsTime()))
		again, err := r.feeds.CreateCalendarFeedRevocation(r.coordinator(t), req)
		require.NoError(t, err)
		requireProto(t, revoked, again)
		r.refuses(t, gone("CALENDAR_UNKNOWN"), func() error { _, err := r.getCalendar(t, secretOf(t, feed)); return err })
		r.refuses(t, gone("CALENDAR_UNKNOWN"), func() error { _, err := r.getCalendar(t, secretOf(t, feed)[1:]+"A"); return err })
		_, err = r.getCalendar(t, secretOf(t, other))
		require.NoError(t, err, "nobody else is touched")

		revoke := func(id, etag string) func() error {
			return func() error {
				_, err := r.feeds.CreateCalendarFeedRevocation(r.coordinator(t), &volunteersv1.CreateCalendarFeedRevocationRequest{
					CalendarFeedId: id, Etag: etag,
				})
				return err
			}
		}
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "CALENDAR_FEED_REVOKED"}, revoke(feed.GetId(), ""))
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, revoke(other.GetId(), "7"))
		r.refuses(t, gone("CALENDAR_FEED_NOT_FOUND"), revoke(ids.New(), ""))
	})
}

func TestVolunteerHasFeedsOfTheOwnPersonAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		me, other := r.aPerson(t).ID, r.aPerson(t).ID
		ctx := r.asVolunteerOf(t, me)
		mine, err := r.feeds.CreateCalendarFeed(ctx, &volunteersv1.CreateCalendarFeedRequest{PersonId: me})
		require.NoError(t, err)
		require.Len(t, r.listFeeds(ctx, t, me), 1)
		foreign := r.addFeed(t, other)
		for name, refused := range map[string]struct {
			want refusal
			call func(context.Context) error
		}{
			"make": {gone("PERSON_NOT_FOUND"), func(ctx context.Context) error {
				_, err := r.feeds.CreateCalendarFeed(ctx, &volunteersv1.CreateCalendarFeedRequest{PersonId: other})
				return err
			}},
			"list": {gone("PERSON_NOT_FOUND"), func(ctx context.Context) error {
				_, err := r.feeds.ListCalendarFeeds(ctx, &volunteersv1.ListCalendarFeedsRequest{PersonId: other})
				return err
			}},
			"revoke": {gone("CALENDAR_FEED_NOT_FOUND"), func(ctx context.Context) error {
				_, err := r.feeds.CreateCalendarFeedRevocation(ctx, &volunteersv1.CreateCalendarFeedRevocationRequest{
					CalendarFeedId: foreign.GetId(),
				})
				return err
			}},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, refused.want, func() error { return refused.call(ctx) })
				stranger := r.as(t, devissuer.Claims{Subject: "nobody", Roles: []string{"volunteer"}})
				r.refuses(t, refusal{code: codes.PermissionDenied, reason: "LOGIN_UNKNOWN"}, func() error { return refused.call(stranger) })
			})
		}
		_, err = r.feeds.CreateCalendarFeedRevocation(ctx, &volunteersv1.CreateCalendarFeedRevocationRequest{CalendarFeedId: mine.GetId()})
		require.NoError(t, err)
	})
}

func TestFeedsGoWithWhoIsErasedAndAreInTheExport(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.addPerson(t).GetId()
		feed := r.addFeed(t, p)
		export, err := r.export(t, p)
		require.NoError(t, err)
		require.Len(t, export.GetCalendarFeeds(), 1)
		require.Equal(t, feed.GetId(), export.GetCalendarFeeds()[0].GetId())
		require.Empty(t, export.GetCalendarFeeds()[0].GetRecorder())
		require.NotContains(t, export.String(), secretOf(t, feed))

		_, err = r.erase(t, p, "")

		require.NoError(t, err)
		require.Zero(t, r.count(t, "calendar_feed", "person_id", p))
		r.refuses(t, gone("CALENDAR_UNKNOWN"), func() error { _, err := r.getCalendar(t, secretOf(t, feed)); return err })
	})
}

func TestNobodyGetsAnAddressWhoIsErasedMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for range 5 {
			id := r.aPerson(t).ID
			for i, err := range together(5, func(i int) error {
				if i == 0 {
					_, err := r.erase(t, id, "")
					return err
				}
				_, err := r.feeds.CreateCalendarFeed(r.coordinator(t), &volunteersv1.CreateCalendarFeedRequest{PersonId: id})
				return err
			}) {
				if i == 0 {
					require.NoError(t, err)
				} else if err != nil {
					gone("PERSON_ERASED").require(t, err)
				}
			}
			require.Zero(t, r.count(t, "calendar_feed", "person_id", id))
		}
	})
}
