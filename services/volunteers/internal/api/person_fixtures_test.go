package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/testkit"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// helper answers a person who may be added, changed by change.
func helper(change ...func(*volunteersv1.Person)) *volunteersv1.Person {
	p := &volunteersv1.Person{
		GivenName: "Dieuwertje", Surname: "van Xanten-Évrard", BirthDate: proto.String("1990-05-06"), WijkCode: "WK003401", WijkYear: 2022,
		Email: "dieuwertje@xanten.example", Telephone: "06 1357 9246", Languages: []string{"nl", "ar"},
		Skills: []string{"taalles"}, Interests: []string{"schaken", "tuinieren"},
		Availability: []*volunteersv1.Availability{
			{Weekday: volunteersv1.Weekday_WEEKDAY_MONDAY, DayPart: volunteersv1.DayPart_DAY_PART_MORNING},
			{Weekday: volunteersv1.Weekday_WEEKDAY_SUNDAY, DayPart: volunteersv1.DayPart_DAY_PART_EVENING},
		},
	}
	for _, c := range change {
		c(p)
	}
	return p
}

func bornIn(year int32) func(*volunteersv1.Person) {
	return func(p *volunteersv1.Person) { p.BirthDate, p.BirthYear = nil, year }
}

func (r *rig) createPerson(t testing.TB, p *volunteersv1.Person) (*volunteersv1.Person, error) {
	t.Helper()
	return r.people.CreatePerson(r.coordinator(t), &volunteersv1.CreatePersonRequest{Person: p})
}

func (r *rig) addPerson(t testing.TB, change ...func(*volunteersv1.Person)) *volunteersv1.Person {
	t.Helper()
	p, err := r.createPerson(t, helper(change...))
	require.NoError(t, err)
	return p
}

func (r *rig) getPerson(t testing.TB, id string) (*volunteersv1.Person, error) {
	t.Helper()
	return r.people.GetPerson(r.coordinator(t), &volunteersv1.GetPersonRequest{Id: id})
}

func (r *rig) updatePerson(t testing.TB, p *volunteersv1.Person) (*volunteersv1.Person, error) {
	t.Helper()
	return r.people.UpdatePerson(r.coordinator(t), &volunteersv1.UpdatePersonRequest{Person: p})
}

// search answers the ids of those who are found.
func (r *rig) search(t testing.TB, surname, date string, year int32) (found []string) {
	t.Helper()
	answer, err := r.people.SearchPeople(r.coordinator(t), &volunteersv1.SearchPeopleRequest{
		Surname: surname, BirthDate: date, BirthYear: year,
	})
	require.NoError(t, err)
	for _, p := range answer.GetPeople() {
		found = append(found, p.GetId())
	}
	return found
}

func (r *rig) erase(t testing.TB, id, requestID string) (*volunteersv1.PersonErasure, error) {
	t.Helper()
	return r.people.CreatePersonErasure(r.coordinator(t), &volunteersv1.CreatePersonErasureRequest{
		PersonId: id, RequestId: requestID,
	})
}

func (r *rig) export(t testing.TB, id string) (*volunteersv1.PersonExport, error) {
	t.Helper()
	return r.people.ExportPerson(r.coordinator(t), &volunteersv1.ExportPersonRequest{PersonId: id})
}

// importing answers the context of a caller who records what was.
func (r *rig) importing(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: "import", Roles: []string{"importer"}})
}

// keyCount answers how many people have a key.
func (r *rig) keyCount(t testing.TB) (n int) {
	t.Helper()
	require.NoError(t, testkit.OpenDB(t, r.keys).Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM subject_key").Scan(&n))
	return n
}

func gone(reason string) refusal { return refusal{code: codes.NotFound, reason: reason} }

func requireProto(t testing.TB, want, got proto.Message) {
	t.Helper()
	require.True(t, proto.Equal(want, got), "want %v\ngot  %v", want, got)
}
