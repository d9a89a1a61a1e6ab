package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// contact answers a request with a contact in the street that may be recorded, changed by change.
func (v visit) contact(change ...func(*activitiesv1.Contact)) *activitiesv1.CreateContactRequest {
	c := &activitiesv1.Contact{
		ProgrammeId: v.programme, Date: "2022-06-14", WijkCode: "WK003420", WijkYear: 2022, GroupSize: 5,
		Channel: activitiesv1.ContactChannel_CONTACT_CHANNEL_STREET, PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_EVENING,
	}
	for _, change := range change {
		change(c)
	}
	return &activitiesv1.CreateContactRequest{Contact: c}
}

func group(n int32) func(*activitiesv1.Contact) {
	return func(c *activitiesv1.Contact) { c.GroupSize = n }
}

func metOn(date string) func(*activitiesv1.Contact) {
	return func(c *activitiesv1.Contact) { c.Date = date }
}

// metAt has the contact at a location of the register.
func metAt(location string) func(*activitiesv1.Contact) {
	return func(c *activitiesv1.Contact) { c.LocationId, c.WijkCode, c.WijkYear = location, "", 0 }
}

func (r *rig) createContact(t testing.TB, req *activitiesv1.CreateContactRequest) error {
	t.Helper()
	_, err := r.contacts.CreateContact(r.staff(t), req)
	return err
}

func (r *rig) addContact(t testing.TB, v visit, change ...func(*activitiesv1.Contact)) *activitiesv1.Contact {
	t.Helper()
	c, err := r.contacts.CreateContact(r.staff(t), v.contact(change...))
	require.NoError(t, err)
	return c
}

func (r *rig) contact(t testing.TB, id string) *activitiesv1.Contact {
	t.Helper()
	c, err := r.contacts.GetContact(r.staff(t), &activitiesv1.GetContactRequest{Id: id})
	require.NoError(t, err)
	return c
}

func (r *rig) contactBatch(
	t testing.TB, requests ...*activitiesv1.CreateContactRequest,
) ([]*activitiesv1.Contact, error) {
	t.Helper()
	answer, err := r.contacts.BatchCreateContacts(r.staff(t), &activitiesv1.BatchCreateContactsRequest{Requests: requests})
	return answer.GetContacts(), err
}

// toGroup answers a correction to a group of n, changed by change.
func toGroup(n int32, change ...func(*activitiesv1.ContactCorrection)) *activitiesv1.ContactCorrection {
	c := &activitiesv1.ContactCorrection{
		GroupSize: n, Reason: activitiesv1.CorrectionReason_CORRECTION_REASON_COUNTED_TWICE,
	}
	for _, change := range change {
		change(c)
	}
	return c
}

func neverMet(c *activitiesv1.ContactCorrection) { c.Withdrawn = true }

func (r *rig) correctContact(
	t testing.TB, id string, by *activitiesv1.ContactCorrection,
) (*activitiesv1.ContactCorrection, error) {
	t.Helper()
	return r.contacts.CreateContactCorrection(r.staff(t), &activitiesv1.CreateContactCorrectionRequest{
		ContactId: id, Correction: by,
	})
}

func (r *rig) contactHistory(t testing.TB, id string) []*activitiesv1.ContactCorrection {
	t.Helper()
	answer, err := r.contacts.ListContactCorrections(r.staff(t), &activitiesv1.ListContactCorrectionsRequest{ContactId: id})
	require.NoError(t, err)
	return answer.GetCorrections()
}

func (r *rig) contactCreations(t testing.TB, v visit) map[string]creation {
	c := r.addContact(t, v)
	return map[string]creation{
		"contact": func(t testing.TB, id string, n int32) (proto.Message, error) {
			req := v.contact(group(n))
			req.RequestId = id
			return r.contacts.CreateContact(r.staff(t), req)
		},
		"contact_correction": func(t testing.TB, id string, n int32) (proto.Message, error) {
			return r.contacts.CreateContactCorrection(r.staff(t), &activitiesv1.CreateContactCorrectionRequest{
				RequestId: id, ContactId: c.GetId(), Correction: toGroup(n),
			})
		},
	}
}

func (r *rig) contactChangeables(t testing.TB, v visit) map[string]changing {
	c := r.addContact(t, v)
	return map[string]changing{
		"contact": {c.GetEtag(), func(t testing.TB, etag string, n int32) (string, error) {
			by, err := r.correctContact(t, c.GetId(), toGroup(n+1, func(c *activitiesv1.ContactCorrection) { c.Etag = etag }))
			return by.GetEtag(), err
		}},
	}
}

func (r *rig) contactList(here func(testing.TB) visit) list {
	return list{
		func(t testing.TB, n int) proto.Message { return r.addContact(t, here(t), group(int32(n+1))) },
		func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
			req := &activitiesv1.ListContactsRequest{PageSize: size, PageToken: token}
			if narrowed {
				req.FromDate = "2022-01-01"
			}
			answer, err := r.contacts.ListContacts(r.staff(t), req)
			return messages(answer.GetContacts()), answer.GetNextPageToken(), err
		},
	}
}

// manyContacts answers n requests with request ids, of groups of 1 and up.
func (v visit) manyContacts(n int) (list []*activitiesv1.CreateContactRequest) {
	for i := range n {
		req := v.contact(group(int32(i%mostTogether + 1)))
		req.RequestId = ids.New()
		list = append(list, req)
	}
	return list
}
