package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestPlaceThatComesFreeIsOfferedToTheFirstWhoWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		var list []*activitiesv1.Registration
		for range 3 {
			list = append(list, r.addRegistration(t, o.last(r.addPerson(t))))
		}
		one, two, three := list[0], list[1], list[2]
		r.stand(t, registered, one)
		r.stand(t, waiting, two, three)
		require.Equal(t, []int32{1, 2, 3}, []int32{one.GetArrival(), two.GetArrival(), three.GetArrival()})

		_, err := r.giveUp(t, one.GetId())
		require.NoError(t, err)

		r.stand(t, withdrew, one)
		r.stand(t, offered, two)
		r.stand(t, waiting, three)
		held := r.registration(t, two.GetId())
		require.Equal(t, now().Add(offerWindow).Truncate(time.Microsecond), held.GetOfferExpireTime().AsTime())
		require.NotEqual(t, two.GetEtag(), held.GetEtag())

		accepted, err := r.accept(t, two.GetId())
		require.NoError(t, err)
		require.Equal(t, registered, accepted.GetState())
		require.Nil(t, accepted.GetOfferExpireTime())
		r.stand(t, waiting, three)
		require.Zero(t, r.timersSet(t), "no offer is open")
	})
}

func TestOfferNeverOutlastsTheStart(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		start := o.sessions[0].GetStartTime().AsTime()
		one, two := r.addRegistration(t, o.first(r.addPerson(t))), r.addRegistration(t, o.first(r.addPerson(t)))
		r.clock.Set(start.Add(-time.Hour))
		_, err := r.giveUp(t, one.GetId())
		require.NoError(t, err)
		require.Equal(t, start, r.registration(t, two.GetId()).GetOfferExpireTime().AsTime())
	})
}

func TestOfferThatRunsOutPassesToTheNext(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		var list []*activitiesv1.Registration
		for range 3 {
			list = append(list, r.addRegistration(t, o.last(r.addPerson(t))))
		}
		_, err := r.giveUp(t, list[0].GetId())
		require.NoError(t, err)
		committed := r.runTimers(t)

		r.clock.Advance(offerWindow)

		for r.stateOf(t, list[2].GetId()) != "offered" {
			<-committed
		}
		r.stand(t, expired, list[1])
		last := r.registration(t, list[2].GetId())
		require.Equal(t, r.clock.Now().Add(offerWindow).Truncate(time.Microsecond), last.GetOfferExpireTime().AsTime())
		require.Equal(t, 1, r.timersSet(t))
		refusal{code: codes.FailedPrecondition, reason: "OFFER_EXPIRED"}.require(t, second(r.accept(t, list[1].GetId())))
	})
}

func TestOfferThatRanOutCannotBeAcceptedBeforeItsTimerIsHandled(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		one := r.addRegistration(t, o.last(r.addPerson(t)))
		two := r.addRegistration(t, o.last(r.addPerson(t)))
		_, err := r.giveUp(t, one.GetId())
		require.NoError(t, err)
		r.clock.Advance(offerWindow)
		refusal{code: codes.FailedPrecondition, reason: "OFFER_EXPIRED"}.require(t, second(r.accept(t, two.GetId())))
	})
}

func TestStepThatCannotBeIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		one, two := r.addRegistration(t, o.first(r.addPerson(t))), r.addRegistration(t, o.first(r.addPerson(t)))
		refuses := func(reason string, call func() error) {
			t.Helper()
			r.refuses(t, refusal{code: codes.FailedPrecondition, reason: reason}, call)
		}
		refuses("REGISTRATION_REGISTERED", func() error { return second(r.accept(t, one.GetId())) })
		refuses("REGISTRATION_WAITING", func() error { return second(r.accept(t, two.GetId())) })
		_, err := r.giveUp(t, two.GetId())
		require.NoError(t, err)
		refuses("REGISTRATION_CANCELLED", func() error { return second(r.giveUp(t, two.GetId())) })
		r.refuses(t, refusal{code: codes.NotFound, reason: "REGISTRATION_NOT_FOUND"}, func() error { return second(r.giveUp(t, "x")) })
		r.refuses(t, mismatch, func() error {
			_, err := r.registrations.CreateRegistrationCancellation(r.staff(t), &activitiesv1.CreateRegistrationCancellationRequest{
				RegistrationId: one.GetId(), Cancellation: &activitiesv1.RegistrationCancellation{Etag: "9", Reason: 1},
			})
			return err
		})
	})
}

func second[R any](_ R, err error) error { return err }

func TestEveryReasonAgainstARegistrationIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t, func(a *activitiesv1.Activity) { a.MinAge, a.MaxAge = proto.Int32(55), proto.Int32(70) })
		there := r.addPerson(t)
		r.addRegistration(t, o.first(there))
		erased := r.addPerson(t)
		r.addErasure(t, erased)
		cancelledOne := o.sessions[1].GetId()
		_, err := r.cancel(t, cancelledOne)
		require.NoError(t, err)
		draft := r.addActivity(t, visit{o.sessions[0].GetLocationId(), o.sessions[0].GetProgrammeId()}).GetId()
		young, whole := r.addPerson(t, born("1967-06-17")), r.addPerson(t)
		session := o.sessions[0].GetId()
		r.refuses(t, invalid("registration.participant_id PARTICIPANT_UNKNOWN", "registration.session_id SESSION_UNKNOWN"), func() error {
			return second(r.register(r.staff(t), &activitiesv1.Registration{ParticipantId: "x", SessionId: "x"}))
		})
		tests := map[string]struct {
			m    *activitiesv1.Registration
			want []string
		}{
			"nothing":             {&activitiesv1.Registration{ParticipantId: whole}, []string{"session_id TARGET_MISSING"}},
			"unknown activity":    {&activitiesv1.Registration{ParticipantId: whole, ActivityId: "x"}, []string{"activity_id ACTIVITY_UNKNOWN"}},
			"another's session":   {&activitiesv1.Registration{ParticipantId: whole, ActivityId: draft, SessionId: session}, []string{"activity_id ACTIVITY_MISMATCH"}},
			"draft":               {&activitiesv1.Registration{ParticipantId: whole, ActivityId: draft}, []string{"activity_id ACTIVITY_NOT_PUBLISHED", "activity_id NO_SESSION_TO_COME"}},
			"cancelled and young": {&activitiesv1.Registration{ParticipantId: young, SessionId: o.sessions[0].GetId()}, []string{"participant_id AGE_OUTSIDE_RANGE"}},
			"cancelled":           {&activitiesv1.Registration{ParticipantId: whole, SessionId: cancelledOne}, []string{"session_id SESSION_CANCELLED"}},
			"erased":              {&activitiesv1.Registration{ParticipantId: erased, SessionId: session}, []string{"participant_id PARTICIPANT_ERASED"}},
			"twice":               {o.first(there), []string{"participant_id ALREADY_REGISTERED"}},
			"twice, as a whole":   {o.whole(there), []string{"participant_id ALREADY_REGISTERED"}},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				var fields []string
				for _, f := range tt.want {
					fields = append(fields, "registration."+f)
				}
				r.refuses(t, invalid(fields...), func() error { return second(r.register(r.staff(t), tt.m)) })
			})
		}
		r.clock.Set(o.sessions[0].GetStartTime().AsTime())
		r.refuses(t, invalid("registration.session_id SESSION_STARTED"), func() error {
			return second(r.register(r.staff(t), o.first(whole)))
		})
		require.Equal(t, registered, r.addRegistration(t, o.whole(whole)).GetState(), "for what is still to come")
	})
}

func TestCancelledSessionAndEndedActivityCancelTheirRegistrations(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		first, waits := r.addRegistration(t, o.first(r.addPerson(t))), r.addRegistration(t, o.first(r.addPerson(t)))
		other := r.addRegistration(t, &activitiesv1.Registration{ParticipantId: r.addPerson(t), SessionId: o.sessions[1].GetId()})
		_, err := r.cancel(t, o.sessions[0].GetId())
		require.NoError(t, err)
		r.stand(t, withdrew, first, waits)
		r.stand(t, registered, other)
		require.Equal(t, activitiesv1.RegistrationCancellationReason_REGISTRATION_CANCELLATION_REASON_SESSION_CANCELLED,
			r.registration(t, waits.GetId()).GetCancellationReason())

		_, err = r.end(t, o.activity)
		require.NoError(t, err)
		r.stand(t, withdrew, other)
		require.Equal(t, activitiesv1.RegistrationCancellationReason_REGISTRATION_CANCELLATION_REASON_ACTIVITY_ENDED,
			r.registration(t, other.GetId()).GetCancellationReason())
	})
}

func TestMoreCapacityOffersPlacesAndLessThanAreTakenIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		one, two, three := r.addRegistration(t, o.first(r.addPerson(t))), r.addRegistration(t, o.first(r.addPerson(t))), r.addRegistration(t, o.first(r.addPerson(t)))
		_, err := r.updateActivity(t, &activitiesv1.Activity{Id: o.activity, Capacity: proto.Int32(2)})
		require.NoError(t, err)
		r.stand(t, registered, one)
		r.stand(t, offered, two)
		r.stand(t, waiting, three)
		r.refuses(t, invalid("activity.capacity CAPACITY_TAKEN"), func() error {
			return second(r.updateActivity(t, &activitiesv1.Activity{Id: o.activity, Capacity: proto.Int32(1)}))
		})
		_, err = r.updateActivity(t, &activitiesv1.Activity{Id: o.activity}, "capacity")
		require.NoError(t, err, "no limit any more")
		r.stand(t, offered, three)
	})
}

func TestMovedSessionShortensItsOffers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		last := o.sessions[2]
		one := r.addRegistration(t, o.last(r.addPerson(t)))
		two := r.addRegistration(t, o.last(r.addPerson(t)))
		_, err := r.giveUp(t, one.GetId())
		require.NoError(t, err)
		moved, err := r.move(t, last.GetId(), &activitiesv1.SessionMove{Date: "2022-06-16", TimeOfDay: "08:00"})
		require.NoError(t, err)
		require.Equal(t, moved.GetStartTime().AsTime(), r.registration(t, two.GetId()).GetOfferExpireTime().AsTime())
	})
}

func TestWhoCancelledRegistersAnewBehindEverybody(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		anna := r.addPerson(t)
		one := r.addRegistration(t, o.first(anna))
		r.addRegistration(t, o.first(r.addPerson(t)))
		_, err := r.giveUp(t, one.GetId())
		require.NoError(t, err)
		again := r.addRegistration(t, o.first(anna))
		require.Equal(t, waiting, again.GetState())
		require.EqualValues(t, 3, again.GetArrival())
	})
}

func TestListOfRegistrationsIsNarrowed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		anna, ben := r.addPerson(t), r.addPerson(t)
		a, b := r.addRegistration(t, o.first(anna)).GetId(), r.addRegistration(t, o.first(ben)).GetId()
		c := r.addRegistration(t, &activitiesv1.Registration{ParticipantId: anna, SessionId: o.sessions[1].GetId()}).GetId()
		for name, tt := range map[string]struct {
			req  *activitiesv1.ListRegistrationsRequest
			want []string
		}{
			"all":            {&activitiesv1.ListRegistrationsRequest{}, []string{a, b, c}},
			"of a person":    {&activitiesv1.ListRegistrationsRequest{ParticipantId: anna}, []string{a, c}},
			"of a session":   {&activitiesv1.ListRegistrationsRequest{SessionId: o.sessions[0].GetId()}, []string{a, b}},
			"who waits":      {&activitiesv1.ListRegistrationsRequest{ActivityId: o.activity, State: waiting}, []string{b}},
			"of an activity": {&activitiesv1.ListRegistrationsRequest{ActivityId: "x"}, nil},
		} {
			t.Run(name, func(t *testing.T) {
				answer, err := r.registrations.ListRegistrations(r.staff(t), tt.req)
				require.NoError(t, err)
				var ids []string
				for _, m := range answer.GetRegistrations() {
					ids = append(ids, m.GetId())
				}
				require.Equal(t, tt.want, ids)
			})
		}
	})
}

// runTimers runs the scheduler until the test ends, and answers what tells of commits.
func (r *rig) runTimers(t *testing.T) (committed <-chan struct{}) {
	commits := make(chan struct{}, 1)
	r.db.OnCommit(func([]any) {
		select {
		case commits <- struct{}{}:
		default:
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.timers.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return commits
}

// stateOf answers where a registration stands, without a call that would be logged.
func (r *rig) stateOf(t testing.TB, id string) (state string) {
	t.Helper()
	require.NoError(t, r.db.Read().QueryRowContext(t.Context(), "SELECT state FROM registration WHERE id = $1", id).Scan(&state))
	return state
}

// timersSet answers how many timers there are.
func (r *rig) timersSet(t testing.TB) (n int) {
	t.Helper()
	require.NoError(t, r.db.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM timer").Scan(&n))
	return n
}
