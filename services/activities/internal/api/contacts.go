package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Contacts answers ContactService.
type Contacts struct {
	activitiesv1.UnimplementedContactServiceServer
	Deps
	recording resource.Recording[domain.Contact]
}

// CreateContact records one contact.
func (s *Contacts) CreateContact(
	ctx context.Context, req *activitiesv1.CreateContactRequest,
) (*activitiesv1.Contact, error) {
	contacts, err := s.record(ctx, []*activitiesv1.CreateContactRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return encodeContact(contacts[0]), nil
}

// BatchCreateContacts records all contacts, or none.
func (s *Contacts) BatchCreateContacts(
	ctx context.Context, req *activitiesv1.BatchCreateContactsRequest,
) (*activitiesv1.BatchCreateContactsResponse, error) {
	contacts, err := s.record(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.BatchCreateContactsResponse{}
	for _, c := range contacts {
		answer.Contacts = append(answer.Contacts, encodeContact(c))
	}
	return answer, nil
}

// GetContact answers one contact.
func (s *Contacts) GetContact(
	ctx context.Context, req *activitiesv1.GetContactRequest,
) (*activitiesv1.Contact, error) {
	c, err := store.Reading(s.DB.Read()).Contact(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeContact(c), nil
}

// ListContacts lists contacts, oldest first.
func (s *Contacts) ListContacts(
	ctx context.Context, req *activitiesv1.ListContactsRequest,
) (*activitiesv1.ListContactsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	filter := store.ContactFilter{
		ProgrammeID: req.GetProgrammeId(),
		From:        d.Read("from_date", req.GetFromDate()), To: d.Read("to_date", req.GetToDate()),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Contacts(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(c domain.Contact) string { return c.ID })
	answer := &activitiesv1.ListContactsResponse{NextPageToken: next}
	for _, c := range list {
		answer.Contacts = append(answer.Contacts, encodeContact(c))
	}
	return answer, nil
}

func encodeContact(c domain.Contact) *activitiesv1.Contact {
	return &activitiesv1.Contact{
		Id: c.ID, ProgrammeId: c.ProgrammeID, Date: c.Date.String(), LocationId: c.LocationID, WijkCode: c.Wijk.Code,
		WijkYear: int32(c.Wijk.Edition), Stadsdeel: c.Stadsdeel,
		Channel: enums.Value[activitiesv1.ContactChannel](c.Channel), GroupSize: int32(c.GroupSize),
		PartOfDay: enums.Value[activitiesv1.PartOfDay](c.PartOfDay), Recorder: c.Recorder, Withdrawn: c.Withdrawn,
		Etag: resource.Etag(c.Version), CreateTime: timestamppb.New(c.Created), UpdateTime: timestamppb.New(c.Updated),
	}
}
