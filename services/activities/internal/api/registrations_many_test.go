package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// Two hundred people want one of twenty places at the same moment: twenty get one, the others wait, each at a place of
// their own in the order of arrival. Whoever gives up a place makes room for the first of those who wait.
func TestTwoHundredCallersNeverTakeMoreThanTwentyPlaces(t *testing.T) {
	const callers, capacity = 200, 20
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t, places(capacity))
		people := r.addPeople(t, callers)
		staff := r.staff(t)
		answers := make([]*activitiesv1.Registration, callers)
		for _, err := range together(callers, func(i int) (err error) {
			answers[i], err = r.register(staff, o.first(people[i]))
			return err
		}) {
			require.NoError(t, err)
		}
		in, line := r.split(t, answers, capacity)

		for i, err := range together(capacity, func(i int) error {
			return second(r.registrations.CreateRegistrationCancellation(staff, &activitiesv1.CreateRegistrationCancellationRequest{
				RegistrationId: in[i].GetId(), Cancellation: &activitiesv1.RegistrationCancellation{Reason: 1}, RequestId: ids.New(),
			}))
		}) {
			require.NoError(t, err, "%d", i)
		}

		for i, m := range line {
			want := "waiting"
			if i < capacity {
				want = "offered"
			}
			require.Equal(t, want, r.stateOf(t, m.GetId()), "number %d of those who wait", i)
		}
	})
}

// split answers who has a place and who waits, in order of arrival, and checks that it was given by it.
func (r *rig) split(t *testing.T, answers []*activitiesv1.Registration, capacity int32) (in, line []*activitiesv1.Registration) {
	t.Helper()
	byArrival := make([]*activitiesv1.Registration, len(answers))
	for _, m := range answers {
		require.Nil(t, byArrival[m.GetArrival()-1], "two are number %d", m.GetArrival())
		byArrival[m.GetArrival()-1] = m
	}
	for _, m := range byArrival {
		if m.GetArrival() <= capacity {
			require.Equal(t, registered, m.GetState())
			in = append(in, m)
			continue
		}
		require.Equal(t, waiting, m.GetState())
		line = append(line, m)
	}
	return in, line
}

func TestOnePersonWhoRegistersManyTimesAtOnceHasOnePlace(t *testing.T) {
	const callers = 30
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t, places(5))
		anna := r.addPerson(t)
		staff := r.staff(t)
		succeeded := 0
		for _, err := range together(callers, func(i int) error {
			m := o.first(anna)
			if i%2 == 0 {
				m = o.whole(anna)
			}
			return second(r.register(staff, m))
		}) {
			if err == nil {
				succeeded++
				continue
			}
			invalid("registration.participant_id ALREADY_REGISTERED").require(t, err)
		}
		require.Equal(t, 1, succeeded)
		require.Len(t, r.rows(t, "registration"), 1)
	})
}
