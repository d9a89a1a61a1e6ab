package api_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func (r *rig) batch(t testing.TB, requests ...*volunteersv1.CreatePersonRequest) ([]*volunteersv1.Person, error) {
	t.Helper()
	answer, err := r.people.BatchCreatePeople(r.importing(t), &volunteersv1.BatchCreatePeopleRequest{Requests: requests})
	return answer.GetPeople(), err
}

func TestSecondDeliveryAddsNobodyAndKeepsNoKey(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &volunteersv1.CreatePersonRequest{Person: helper(), RequestId: ids.New()}
		first, err := r.people.CreatePerson(r.coordinator(t), req)
		require.NoError(t, err)
		second, err := r.people.CreatePerson(r.coordinator(t), req)
		require.NoError(t, err)
		requireProto(t, first, second)
		other := &volunteersv1.CreatePersonRequest{Person: helper(bornIn(1980)), RequestId: req.GetRequestId()}
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.people.CreatePerson(r.coordinator(t), other)
			return err
		})
		require.Len(t, r.rows(t, "person"), 1)
		require.Equal(t, 1, r.keyCount(t))
	})
}

func TestTwentyDeliveriesAtTheSameTimeAddOnePerson(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &volunteersv1.CreatePersonRequest{Person: helper(), RequestId: ids.New()}
		answers := make([]*volunteersv1.Person, 20)
		for _, err := range together(len(answers), func(i int) (err error) {
			answers[i], err = r.people.CreatePerson(r.coordinator(t), req)
			return err
		}) {
			require.NoError(t, err)
		}
		for _, answer := range answers {
			requireProto(t, answers[0], answer)
		}
		require.Len(t, r.rows(t, "person"), 1)
		require.Equal(t, 1, r.keyCount(t))
	})
}

func TestBatchOfAThousandPeopleIsAddedInItsOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		requests := make([]*volunteersv1.CreatePersonRequest, 1000)
		for i := range requests {
			requests[i] = &volunteersv1.CreatePersonRequest{RequestId: ids.New(), Person: helper(func(p *volunteersv1.Person) {
				p.GivenName, p.Surname = fmt.Sprint("nummer ", i), fmt.Sprint("Jansen ", i/2)
			})}
		}

		added, err := r.batch(t, requests...)

		require.NoError(t, err)
		require.Len(t, added, 1000)
		require.Len(t, r.rows(t, "person"), 1000)
		require.Len(t, r.lines(t, "BatchCreatePeople"), 2000, "each is added, and told to be a probable double")
		for i, p := range added {
			require.Equal(t, requests[i].GetPerson().GetGivenName(), p.GetGivenName())
			require.Equal(t, []string{added[i^1].GetId()}, p.GetProbableDoubleIds(), "also of the same request")
		}
		got, err := r.getPerson(t, added[999].GetId())
		require.NoError(t, err)
		added[999].ProbableDoubleIds = nil
		requireProto(t, added[999], got)

		requests[0].Person = helper()
		requests[0].RequestId = ids.New()
		again, err := r.batch(t, requests...)
		require.NoError(t, err)
		require.Len(t, r.rows(t, "person"), 1001, "who came before is not added again")
		require.Equal(t, added[1].GetId(), again[1].GetId())
		require.Equal(t, 1001, r.keyCount(t))
	})
}

func TestOnePersonTwiceInABatchIsOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &volunteersv1.CreatePersonRequest{RequestId: ids.New(), Person: helper()}
		added, err := r.batch(t, req, req)
		require.NoError(t, err)
		requireProto(t, added[0], added[1])
		require.Len(t, r.rows(t, "person"), 1)
		require.Equal(t, 1, r.keyCount(t))
	})
}

func TestBatchWithFaultyPeopleAddsNobodyAndNamesEach(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		nameless := &volunteersv1.CreatePersonRequest{Person: helper(func(p *volunteersv1.Person) { p.Surname, p.Email = "", "x" })}
		unborn := &volunteersv1.CreatePersonRequest{
			Person: helper(func(p *volunteersv1.Person) { p.BirthDate = proto.String("2022-06-16") }),
		}
		good := &volunteersv1.CreatePersonRequest{Person: helper()}
		r.refuses(t, invalid(
			"requests[1].person.surname NAME_MISSING", "requests[1].person.email EMAIL_INVALID",
			"requests[3].person.birth_date BIRTH_DATE_IN_FUTURE",
		), func() error { _, err := r.batch(t, good, nameless, good, unborn); return err })
		require.Zero(t, r.keyCount(t))
		r.refuses(t, invalid("requests REPEATED_MAX_ITEMS"), func() error {
			_, err := r.batch(t, slices.Repeat([]*volunteersv1.CreatePersonRequest{good}, 1001)...)
			return err
		})
	})
}

func TestReusedRequestIdsOfABatchAreNamedByTheirPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := ids.New()
		_, err := r.batch(t, &volunteersv1.CreatePersonRequest{RequestId: id, Person: helper()})
		require.NoError(t, err)
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"requests[1].request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.batch(t, &volunteersv1.CreatePersonRequest{Person: helper()},
				&volunteersv1.CreatePersonRequest{RequestId: id, Person: helper(bornIn(1970))})
			return err
		})
		require.Equal(t, 1, r.keyCount(t))
	})
}
