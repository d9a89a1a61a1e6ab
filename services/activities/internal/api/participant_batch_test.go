package api_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// joinAll adds participants in one batch.
func (r *rig) joinAll(
	t testing.TB, requests ...*activitiesv1.CreateParticipantRequest,
) ([]*activitiesv1.Participant, error) {
	t.Helper()
	answer, err := r.people.BatchCreateParticipants(r.staff(t), &activitiesv1.BatchCreateParticipantsRequest{Requests: requests})
	return answer.GetParticipants(), err
}

// newcomer answers a request to add a participant once.
func newcomer(change ...func(*activitiesv1.Participant)) *activitiesv1.CreateParticipantRequest {
	return &activitiesv1.CreateParticipantRequest{RequestId: ids.New(), Participant: participant(change...)}
}

func called(surname string) func(*activitiesv1.Participant) {
	return func(p *activitiesv1.Participant) { p.Surname = surname }
}

// crowd answers requests for n participants, who have surnames of their own.
func crowd(n int) (list []*activitiesv1.CreateParticipantRequest) {
	for i := range n {
		list = append(list, newcomer(called(fmt.Sprintf("Jansen %d", i))))
	}
	return list
}

func TestBatchOfAThousandParticipantsIsAddedInItsOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		requests := crowd(1000)

		added, err := r.joinAll(t, requests...)

		require.NoError(t, err)
		require.Len(t, added, 1000)
		for i, p := range added {
			require.Equal(t, requests[i].GetParticipant().GetSurname(), p.GetSurname())
		}
		for _, i := range []int{0, 499, 999} {
			got, err := r.getParticipant(t, added[i].GetId())
			require.NoError(t, err)
			requireProto(t, added[i], got)
			require.Equal(t, []string{added[i].GetId()}, r.search(t, added[i].GetSurname(), "1990-05-06", 0))
		}
		require.Len(t, r.rows(t, "participant"), 1000)
		require.Equal(t, 1000, r.keyCount(t))
		require.Len(t, r.lines(t, "BatchCreateParticipants"), 1000, "one line for each")
	})
}

func TestBatchOfMoreThanAThousandParticipantsIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.refuses(t, invalid("requests REPEATED_MAX_ITEMS"), func() error {
			_, err := r.joinAll(t, crowd(1001)...)
			return err
		})
	})
}

func TestEveryFaultyParticipantOfABatchIsNamedAndNobodyAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		requests := crowd(20)
		requests[3] = newcomer(called(""), func(p *activitiesv1.Participant) { p.Telephone = "1" })
		requests[17] = newcomer(func(p *activitiesv1.Participant) { p.BirthDate = proto.String("2022-02-30") })
		r.refuses(t, invalid(
			"requests[3].participant.surname NAME_MISSING", "requests[3].participant.telephone TELEPHONE_INVALID",
			"requests[17].participant.birth_date DATE_INVALID",
		), func() error {
			_, err := r.joinAll(t, requests...)
			return err
		})
		require.Zero(t, r.keyCount(t))
	})
}

func TestParticipantsOfABatchKnowTheirDoublesBeforeThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		there := r.addParticipant(t).GetId()
		before := len(r.lines(t, ""))

		added, err := r.joinAll(t, newcomer(), newcomer(called("Jansen")), newcomer(bornIn(1990)), newcomer())

		require.NoError(t, err)
		require.Equal(t, []string{there}, added[0].GetProbableDoubleIds())
		require.Empty(t, added[1].GetProbableDoubleIds())
		require.ElementsMatch(t, []string{there, added[0].GetId()}, added[2].GetProbableDoubleIds())
		require.ElementsMatch(t, []string{there, added[0].GetId(), added[2].GetId()}, added[3].GetProbableDoubleIds())
		require.Len(t, r.lines(t, "")[before:], 4+3, "of each who was added and each who was named, once")
	})
}

func TestSecondDeliveryOfABatchOfParticipantsAddsOnlyWhoIsNew(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		requests := crowd(20)
		first, err := r.joinAll(t, requests[:10]...)
		require.NoError(t, err)
		requests = append(requests, requests[19]) // twice in one batch
		slices.Reverse(requests)

		second, err := r.joinAll(t, requests...)

		require.NoError(t, err)
		require.Len(t, second, 21)
		for i, p := range first {
			requireProto(t, p, second[20-i])
		}
		requireProto(t, second[0], second[1])
		require.Len(t, r.rows(t, "participant"), 20)
		require.Equal(t, 20, r.keyCount(t), "those who were there need no other key")
	})
}

func TestRequestIdsOfParticipantsWithOtherContentAreAllNamed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		known := newcomer()
		_, err := r.joinAll(t, known)
		require.NoError(t, err)
		other := newcomer(called("Jansen"))
		other.RequestId = known.GetRequestId()
		r.refuses(t, refusal{
			codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"requests[1].request_id REQUEST_ID_REUSED"},
		}, func() error {
			_, err := r.joinAll(t, newcomer(called("Bakker")), other)
			return err
		})
		require.Equal(t, 1, r.keyCount(t), "of who was refused no key is left")
	})
}

func TestSecondDeliveryToTheOtherMethodAnswersTheSameParticipant(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		request := newcomer()
		one, err := r.people.CreateParticipant(r.staff(t), request)
		require.NoError(t, err)
		many, err := r.joinAll(t, request)
		require.NoError(t, err)
		requireProto(t, one, many[0])
	})
}

func TestManyBatchesOfTheSameParticipantsAddEachOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		requests := crowd(30)
		backwards := slices.Clone(requests)
		slices.Reverse(backwards)
		for _, err := range together(6, func(i int) error {
			_, err := r.joinAll(t, [][]*activitiesv1.CreateParticipantRequest{requests, backwards}[i%2]...)
			return err
		}) {
			require.NoError(t, err)
		}
		require.Len(t, r.rows(t, "participant"), 30)
		require.Equal(t, 30, r.keyCount(t))
	})
}
