package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	draft     = activitiesv1.ActivityState_ACTIVITY_STATE_DRAFT
	published = activitiesv1.ActivityState_ACTIVITY_STATE_PUBLISHED
	ended     = activitiesv1.ActivityState_ACTIVITY_STATE_ENDED
)

func TestActivityIsAnsweredAsItWasAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		full := v.activity(in(r.addRoomAt(t, v.location).GetId()), func(a *activitiesv1.Activity) {
			a.MaxAge, a.EndDate, a.RegistrationRequired = proto.Int32(99), proto.String("2022-08-31"), true
			a.Exceptions = []string{"2022-06-23", "2022-07-05"}
		})
		bare := v.activity(once, func(a *activitiesv1.Activity) {
			a.RoomId, a.Description, a.TargetGroups, a.MinAge, a.Capacity, a.PriceCents = "", "", nil, nil, nil, 0
		})
		for name, want := range map[string]*activitiesv1.Activity{"full": full, "bare": bare} {
			t.Run(name, func(t *testing.T) {
				added, err := r.createActivity(t, want)
				require.NoError(t, err)
				want.Id, want.State, want.Etag = added.GetId(), draft, added.GetEtag()
				want.CreateTime, want.UpdateTime = stored(now()), stored(now())
				requireProto(t, want, added)
				requireProto(t, added, r.activity(t, added.GetId()))
				require.Empty(t, r.agenda(t, added.GetId()), "a draft has no sessions")
			})
		}
	})
}

func TestActivityThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	type change = func(*activitiesv1.Activity)
	tests := map[string]struct {
		change change
		want   []string
	}{
		"no such programme": {func(a *activitiesv1.Activity) { a.ProgrammeId = "x" }, []string{"activity.programme_id PROGRAMME_UNKNOWN"}},
		"no such place":     {func(a *activitiesv1.Activity) { a.LocationId = "x" }, []string{"activity.location_id LOCATION_UNKNOWN"}},
		"no such room":      {in("x"), []string{"activity.room_id ROOM_UNKNOWN"}},
		"no such day":       {func(a *activitiesv1.Activity) { a.StartDate = "2022-02-30" }, []string{"activity.start_date DATE_INVALID"}},
		"no such exception": {
			func(a *activitiesv1.Activity) { a.Exceptions = []string{"2022-06-23", "2022-06-31"} },
			[]string{"activity.exceptions[1] DATE_INVALID"},
		},
		"before place and programme": {
			func(a *activitiesv1.Activity) { a.StartDate = "2019-12-31" },
			[]string{"activity.start_date LOCATION_NOT_OPEN", "activity.start_date PROGRAMME_NOT_STARTED"},
		},
		"rule without end":   {func(a *activitiesv1.Activity) { a.RecurrenceRule = "FREQ=DAILY" }, []string{"activity.recurrence_rule RRULE_WITHOUT_END"}},
		"rule that is none":  {func(a *activitiesv1.Activity) { a.RecurrenceRule = "FREQ=SOMETIMES;COUNT=2" }, []string{"activity.recurrence_rule RRULE_INVALID"}},
		"more than once day": {func(a *activitiesv1.Activity) { a.RecurrenceRule = "FREQ=HOURLY;COUNT=2" }, []string{"activity.recurrence_rule RRULE_TOO_FINE"}},
		"ends before its first session": {
			func(a *activitiesv1.Activity) { a.StartDate, a.EndDate = "2022-05-04", proto.String("2022-05-04") },
			[]string{"activity.recurrence_rule RRULE_NEVER_OCCURS"},
		},
		"no time at all": {func(a *activitiesv1.Activity) { a.DurationMinutes = 0 }, []string{"activity.duration_minutes DURATION_INVALID"}},
		"ends too soon":  {func(a *activitiesv1.Activity) { a.EndDate = proto.String("2022-05-02") }, []string{"activity.end_date END_BEFORE_START"}},
		"everything at once": {
			func(a *activitiesv1.Activity) {
				a.ProgrammeId, a.LocationId, a.EndDate, a.RecurrenceRule, a.DurationMinutes = "x", "x", proto.String("2022-02-30"), "FREQ=DAILY", 1441
				a.MinAge, a.MaxAge, a.Capacity, a.PriceCents = proto.Int32(9), proto.Int32(-4), proto.Int32(-1), -1
			},
			[]string{
				"activity.programme_id PROGRAMME_UNKNOWN", "activity.location_id LOCATION_UNKNOWN", "activity.end_date DATE_INVALID",
				"activity.recurrence_rule RRULE_WITHOUT_END", "activity.duration_minutes DURATION_INVALID", "activity.max_age AGE_NEGATIVE",
				"activity.max_age AGE_RANGE_REVERSED", "activity.capacity CAPACITY_NEGATIVE", "activity.price_cents PRICE_NEGATIVE",
			},
		},
		"form, all at once": {
			func(a *activitiesv1.Activity) {
				a.DisplayName, a.TimeOfDay, a.TargetGroups = "", "24:00", []activitiesv1.TargetGroup{0}
			},
			[]string{"activity.display_name STRING_MIN_LEN", "activity.time_of_day STRING_PATTERN", "activity.target_groups[0] ENUM_NOT_IN"},
		},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.createActivity(t, v.activity(tt.change))
					return err
				})
			})
		}
		t.Run("after place and programme", func(t *testing.T) {
			_, err := r.updateProgramme(t, &activitiesv1.Programme{Id: v.programme, EndDate: proto.String("2022-08-31")})
			require.NoError(t, err)
			_, err = r.updateLocation(t, &activitiesv1.Location{Id: v.location, ClosingDate: proto.String("2022-09-01")})
			require.NoError(t, err)
			r.refuses(t, invalid("activity.recurrence_rule PROGRAMME_ENDED", "activity.recurrence_rule LOCATION_NOT_OPEN"), func() error {
				_, err := r.createActivity(t, v.activity())
				return err
			})
			r.addActivity(t, v, func(a *activitiesv1.Activity) { a.EndDate = proto.String("2022-08-31") })
		})
	})
}

func TestActivityGoesFromDraftToPublishedToEnded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.addActivity(t, r.addVisit(t))
		r.clock.Advance(time.Minute)
		after, err := r.publish(t, a.GetId())
		require.NoError(t, err)
		want := proto.CloneOf(a)
		want.State, want.Etag, want.UpdateTime = published, after.GetEtag(), stored(now().Add(time.Minute))
		requireProto(t, want, after)
		require.NotEqual(t, a.GetEtag(), after.GetEtag())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "ACTIVITY_PUBLISHED"}, func() error {
			_, err := r.publish(t, a.GetId())
			return err
		})

		after, err = r.end(t, a.GetId())
		require.NoError(t, err)
		require.Equal(t, ended, after.GetState())
		require.Equal(t, "2022-06-15", after.GetEndDate())
		for name, call := range map[string]func() error{
			"published": func() error { _, err := r.publish(t, a.GetId()); return err },
			"ended":     func() error { _, err := r.end(t, a.GetId()); return err },
			"changed": func() error {
				_, err := r.updateActivity(t, &activitiesv1.Activity{Id: a.GetId(), DisplayName: "Anders"})
				return err
			},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "ACTIVITY_ENDED"}, call)
			})
		}
	})
}

func TestStepOfAnActivityTakesWhatWasReadAndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.addActivity(t, r.addVisit(t))
		req := &activitiesv1.CreateActivityPublicationRequest{ActivityId: a.GetId(), Etag: "99", RequestId: ids.New()}
		r.refuses(t, mismatch, func() error {
			_, err := r.activities.CreateActivityPublication(r.staff(t), req)
			return err
		})
		req.Etag = a.GetEtag()
		first, err := r.activities.CreateActivityPublication(r.staff(t), req)
		require.NoError(t, err)
		before := r.state(t)
		second, err := r.activities.CreateActivityPublication(r.staff(t), req)
		require.NoError(t, err)
		requireProto(t, first, second)
		require.Equal(t, before, r.state(t))
		r.refuses(t, mismatch, func() error {
			_, err := r.updateActivity(t, &activitiesv1.Activity{Id: a.GetId(), Etag: a.GetEtag(), DisplayName: "Anders"})
			return err
		})
	})
}

func TestUnknownActivityIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := refusal{code: codes.NotFound, reason: "ACTIVITY_NOT_FOUND"}
		for _, call := range []func() error{
			func() error {
				_, err := r.activities.GetActivity(r.staff(t), &activitiesv1.GetActivityRequest{Id: "x"})
				return err
			},
			func() error { _, err := r.publish(t, "x"); return err },
			func() error { _, err := r.end(t, "x"); return err },
			func() error {
				_, err := r.updateActivity(t, &activitiesv1.Activity{Id: "x", DisplayName: "Anders"})
				return err
			},
		} {
			r.refuses(t, want, call)
		}
	})
}

func TestActivitiesAreNarrowedByProgrammePlaceAndState(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		other := visit{location: r.addLocation(t).GetId(), programme: r.addProgramme(t, "sport").GetId()}
		one := r.addActivity(t, v)
		two := r.addPublished(t, visit{location: other.location, programme: v.programme})
		three := r.addActivity(t, other)
		for name, tt := range map[string]struct {
			req  *activitiesv1.ListActivitiesRequest
			want []proto.Message
		}{
			"programme": {&activitiesv1.ListActivitiesRequest{ProgrammeId: v.programme}, []proto.Message{one, two}},
			"place":     {&activitiesv1.ListActivitiesRequest{LocationId: other.location}, []proto.Message{two, three}},
			"state":     {&activitiesv1.ListActivitiesRequest{State: published}, []proto.Message{two}},
			"all":       {&activitiesv1.ListActivitiesRequest{LocationId: other.location, State: draft}, []proto.Message{three}},
		} {
			t.Run(name, func(t *testing.T) {
				answer, err := r.activities.ListActivities(r.staff(t), tt.req)
				require.NoError(t, err)
				requireProtos(t, tt.want, messages(answer.GetActivities()))
			})
		}
	})
}
