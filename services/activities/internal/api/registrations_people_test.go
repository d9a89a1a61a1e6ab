package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestAgeIsThatOnTheDayOfTheSession(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t, places(10), func(a *activitiesv1.Activity) { a.MinAge, a.MaxAge = proto.Int32(55), proto.Int32(70) })
		for name, tt := range map[string]struct {
			who func(*activitiesv1.Participant)
			in  bool
		}{
			"55 that day":              {born("1967-06-16"), true},
			"55 the day after":         {born("1967-06-17"), false},
			"70 until that day":        {born("1951-06-17"), true},
			"71 that day":              {born("1951-06-16"), false},
			"perhaps 55 of the year":   {bornIn(1967), true},
			"54 at most of the year":   {bornIn(1968), false},
			"birth that nobody knows":  {func(p *activitiesv1.Participant) { p.BirthDate = nil }, true},
			"perhaps 70 of the year":   {bornIn(1951), true},
			"71 at least, of the year": {bornIn(1950), false},
		} {
			t.Run(name, func(t *testing.T) {
				err := second(r.register(r.staff(t), o.first(r.addPerson(t, tt.who))))
				if tt.in {
					require.NoError(t, err)
					return
				}
				invalid("registration.participant_id AGE_OUTSIDE_RANGE").require(t, err)
			})
		}
	})
}

func TestMergedParticipantIsRegisteredAsTheOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t, places(2))
		anna, double := r.addPerson(t), r.addPerson(t)
		both, alone := r.addRegistration(t, o.first(anna)), r.addRegistration(t, &activitiesv1.Registration{
			ParticipantId: double, SessionId: o.sessions[1].GetId(),
		})
		twice := r.addRegistration(t, o.first(double))
		waits := r.addRegistration(t, o.first(r.addPerson(t)))
		r.stand(t, waiting, waits)

		r.addMerge(t, anna, double)

		r.stand(t, registered, both, alone)
		require.Equal(t, anna, r.registration(t, alone.GetId()).GetParticipantId())
		require.Equal(t, activitiesv1.RegistrationCancellationReason_REGISTRATION_CANCELLATION_REASON_MERGED,
			r.registration(t, twice.GetId()).GetCancellationReason())
		r.stand(t, offered, waits)
		invalid("registration.participant_id ALREADY_REGISTERED").require(t, second(r.register(r.staff(t), o.first(double))))
	})
}

func TestErasedParticipantHoldsNoPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		anna := r.addPerson(t)
		one, two := r.addRegistration(t, o.first(anna)), r.addRegistration(t, o.first(r.addPerson(t)))
		r.addErasure(t, anna)
		r.stand(t, withdrew, one)
		r.stand(t, offered, two)
	})
}

func TestWhatIsDoneWithRegistrationsIsLogged(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		anna := r.addPerson(t)
		before := len(r.rows(t, "processing_log"))
		id := ids.New()
		create := func() *activitiesv1.Registration {
			m, err := r.registrations.CreateRegistration(r.staff(t), &activitiesv1.CreateRegistrationRequest{
				Registration: o.first(anna), RequestId: id,
			})
			require.NoError(t, err)
			return m
		}
		one := create()
		create()
		r.registration(t, one.GetId())
		_, err := r.registrations.ListRegistrations(r.staff(t), &activitiesv1.ListRegistrationsRequest{})
		require.NoError(t, err)
		_, err = r.giveUp(t, one.GetId())
		require.NoError(t, err)
		lines := r.rows(t, "processing_log")[before:]
		require.Len(t, lines, 5)
		for _, line := range lines {
			require.Contains(t, line, r.deps.Privacy.Logged(anna))
			require.Contains(t, line, `"registration"`)
			require.NotContains(t, line, anna)
		}
	})
}
