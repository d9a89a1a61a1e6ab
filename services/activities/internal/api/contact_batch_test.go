package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestBatchOfContactsIsRecordedInItsOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		requests := v.manyContacts(1000)
		requests[7] = v.contact(metAt(v.location))
		first, err := r.contactBatch(t, requests[:10]...)
		require.NoError(t, err)

		answer, err := r.contactBatch(t, append(requests[10:], requests[:7]...)...)

		require.NoError(t, err)
		require.Len(t, answer, 997)
		require.Equal(t, "haven", first[7].GetStadsdeel())
		require.Equal(t, requests[10].GetContact().GetGroupSize(), answer[0].GetGroupSize())
		requireProto(t, first[0], answer[990])
		require.Len(t, r.rows(t, "contact"), 1000)
		require.Len(t, r.rows(t, "outbox"), 2+1000)
	})
}

func TestBatchOfContactsWithFaultsIsRefusedWithAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		requests := v.manyContacts(20)
		requests[3].Contact.GroupSize = 0
		requests[17].Contact.Date, requests[17].Contact.WijkCode = "2022-06-31", ""
		r.refuses(t, invalid("requests[3].contact.group_size GROUP_EMPTY", "requests[17].contact.date DATE_INVALID",
			"requests[17].contact.wijk_code PLACE_MISSING"), func() error {
			_, err := r.contactBatch(t, requests...)
			return err
		})
		r.refuses(t, invalid("requests REPEATED_MAX_ITEMS"), func() error {
			_, err := r.contactBatch(t, v.manyContacts(1001)...)
			return err
		})
	})
}

func TestContactsOfManyCallersAtTheSameTimeAreEachRecordedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		requests := v.manyContacts(40)
		answers := make([][]*activitiesv1.Contact, 2*len(requests))
		for i, err := range together(len(answers), func(i int) (err error) {
			answers[i], err = r.contactBatch(t, requests[i/2])
			return err
		}) {
			require.NoError(t, err, i)
		}
		for i := range requests {
			require.Equal(t, answers[2*i][0].GetId(), answers[2*i+1][0].GetId())
			require.Equal(t, requests[i].GetContact().GetGroupSize(), answers[2*i][0].GetGroupSize())
		}
		require.Len(t, r.rows(t, "contact"), len(requests))
		require.Len(t, r.rows(t, "outbox"), 2+len(requests))
	})
}

func TestEveryWriteOfAContactLeavesItsEventWithTheFullValue(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		c := r.addContact(t, v, metAt(v.location))
		r.clock.Advance(time.Minute)
		_, err := r.correctContact(t, c.GetId(), toGroup(9))
		require.NoError(t, err)
		_, err = r.correctContact(t, c.GetId(), toGroup(0, neverMet))
		require.NoError(t, err)

		log := r.events(t, 2)
		require.Len(t, log, 3)
		for i, want := range []*activitiesv1.ContactSaved{
			{Version: 1, GroupSize: 5}, {Version: 2, GroupSize: 9}, {Version: 3, Withdrawn: true},
		} {
			want.Id, want.ProgrammeId, want.Date, want.Channel = c.GetId(), v.programme, "2022-06-14", c.GetChannel()
			want.WijkCode, want.WijkYear, want.Stadsdeel = "WK003401", 2022, "haven"
			requireProto(t, want, log[i].data)
			require.Equal(t, c.GetId(), log[i].aggregate)
			require.Equal(t, "contact.saved", log[i].noun)
		}
		require.NotContains(t, r.rows(t, "outbox")[2], staffSubject)
	})
}
