package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// The states of a registration, short.
const (
	registered = activitiesv1.RegistrationState_REGISTRATION_STATE_REGISTERED
	waiting    = activitiesv1.RegistrationState_REGISTRATION_STATE_WAITING
	offered    = activitiesv1.RegistrationState_REGISTRATION_STATE_OFFERED
	withdrew   = activitiesv1.RegistrationState_REGISTRATION_STATE_CANCELLED
	expired    = activitiesv1.RegistrationState_REGISTRATION_STATE_EXPIRED
)

// addPerson answers the id of a new participant, of 60 years in June 2022 where change says nothing else.
func (r *rig) addPerson(t testing.TB, change ...func(*activitiesv1.Participant)) string {
	t.Helper()
	p := &activitiesv1.Participant{GivenName: "Anna", Surname: "de Vries", BirthDate: proto.String("1962-03-01")}
	for _, c := range change {
		c(p)
	}
	p, err := r.people.CreateParticipant(r.staff(t), &activitiesv1.CreateParticipantRequest{Participant: p})
	require.NoError(t, err)
	return p.GetId()
}

func (r *rig) addPeople(t testing.TB, n int) []string {
	t.Helper()
	list := make([]string, n)
	for i := range list {
		list[i] = r.addPerson(t)
	}
	return list
}

func born(date string) func(*activitiesv1.Participant) {
	return func(p *activitiesv1.Participant) { p.BirthDate = proto.String(date) }
}

func (r *rig) addMerge(t testing.TB, into, duplicate string) {
	t.Helper()
	_, err := r.merge(t, into, duplicate, "")
	require.NoError(t, err)
}

func (r *rig) addErasure(t testing.TB, id string) {
	t.Helper()
	_, err := r.erase(t, id, "")
	require.NoError(t, err)
}

// offer is an activity that is published, with its sessions to come.
type offer struct {
	activity string
	sessions []*activitiesv1.Session
}

// addOffer answers an activity of one place in each session, on 16, 21 and 28 June.
func (r *rig) addOffer(t testing.TB, change ...func(*activitiesv1.Activity)) offer {
	t.Helper()
	a := r.addPublished(t, r.addVisit(t), append([]func(*activitiesv1.Activity){func(a *activitiesv1.Activity) {
		a.Capacity, a.MinAge = proto.Int32(1), nil
		a.StartDate, a.RecurrenceRule = "2022-06-16", "FREQ=DAILY;UNTIL=20220630"
		a.Exceptions = nil
		for _, day := range []string{"17", "18", "19", "20", "22", "23", "24", "25", "26", "27", "29", "30"} {
			a.Exceptions = append(a.Exceptions, "2022-06-"+day)
		}
	}}, change...)...)
	return offer{a.GetId(), r.agenda(t, a.GetId())}
}

func places(n int32) func(*activitiesv1.Activity) {
	return func(a *activitiesv1.Activity) { a.Capacity = proto.Int32(n) }
}

// first answers a registration for the first session.
func (o offer) first(participant string) *activitiesv1.Registration {
	return &activitiesv1.Registration{ParticipantId: participant, SessionId: o.sessions[0].GetId()}
}

// last answers a registration for the last session, days after an offer has run out.
func (o offer) last(participant string) *activitiesv1.Registration {
	return &activitiesv1.Registration{ParticipantId: participant, SessionId: o.sessions[len(o.sessions)-1].GetId()}
}

// whole answers a registration for all sessions.
func (o offer) whole(participant string) *activitiesv1.Registration {
	return &activitiesv1.Registration{ParticipantId: participant, ActivityId: o.activity}
}

func (r *rig) register(ctx context.Context, m *activitiesv1.Registration) (*activitiesv1.Registration, error) {
	return r.registrations.CreateRegistration(ctx, &activitiesv1.CreateRegistrationRequest{Registration: m})
}

func (r *rig) addRegistration(t testing.TB, m *activitiesv1.Registration) *activitiesv1.Registration {
	t.Helper()
	m, err := r.register(r.staff(t), m)
	require.NoError(t, err)
	return m
}

func (r *rig) registration(t testing.TB, id string) *activitiesv1.Registration {
	t.Helper()
	m, err := r.registrations.GetRegistration(r.staff(t), &activitiesv1.GetRegistrationRequest{Id: id})
	require.NoError(t, err)
	return m
}

func (r *rig) accept(t testing.TB, id string) (*activitiesv1.Registration, error) {
	t.Helper()
	return r.registrations.CreateRegistrationAcceptance(r.staff(t), &activitiesv1.CreateRegistrationAcceptanceRequest{
		RegistrationId: id,
	})
}

func (r *rig) giveUp(t testing.TB, id string) (*activitiesv1.Registration, error) {
	t.Helper()
	return r.registrations.CreateRegistrationCancellation(r.staff(t), &activitiesv1.CreateRegistrationCancellationRequest{
		RegistrationId: id, Cancellation: &activitiesv1.RegistrationCancellation{
			Reason: activitiesv1.RegistrationCancellationReason_REGISTRATION_CANCELLATION_REASON_PARTICIPANT,
		},
	})
}

// stand checks where registrations stand.
func (r *rig) stand(t testing.TB, want activitiesv1.RegistrationState, list ...*activitiesv1.Registration) {
	t.Helper()
	for i, m := range list {
		require.Equal(t, want, r.registration(t, m.GetId()).GetState(), "%d", i)
	}
}
