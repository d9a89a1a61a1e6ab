package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// mostContacts is more than there are of one case.
const mostContacts = 10_000

// CreateEarlySignalContact records that contact was sought.
func (s *EarlySignalCases) CreateEarlySignalContact(
	ctx context.Context, req *debtcounsellingv1.CreateEarlySignalContactRequest,
) (*debtcounsellingv1.EarlySignalContact, error) {
	c, err := s.openEarlyCase(ctx, req.GetEarlySignalCaseId())
	if err != nil {
		return nil, err
	}
	m, made := req.GetEarlySignalContact(), resource.Making(s.Clock.Now())
	var d resource.Dates
	a := domain.EarlySignalContact{
		ID: made.ID, CaseID: c.ID, Kind: domain.EarlyContactKind(enums.Text(m.GetKind())), Reached: m.GetReached(),
		Date: d.Read("date", m.GetDate()), DayPart: enums.Text(m.GetDayPart()), Recorder: auth.Subject(ctx), Created: made.Now,
	}
	if err := fault.At("early_signal_contact", fault.Violations(d.Broken)); err != nil {
		return nil, err
	}
	contact, err := inEarlyCase(ctx, s.Deps, c, made, resource.RequestOf("CreateEarlySignalContact/"+c.ID, req.GetRequestId(), m),
		func(ctx context.Context, tx *sql.Tx, id string) (domain.EarlySignalContact, error) {
			return store.In(tx).EarlySignalContact(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.EarlySignalContact, error) {
			_, err := s.changeEarlyCase(ctx, tx, c.ID, func(c *domain.EarlySignalCase) error { return c.Seek(a, s.today()) })
			if err != nil {
				return a, err
			}
			return a, store.In(tx).InsertEarlySignalContact(ctx, a)
		})
	if err != nil {
		return nil, err
	}
	return encodeEarlyContact(contact), nil
}

// ListEarlySignalContacts lists how contact was sought in a case, oldest first.
func (s *EarlySignalCases) ListEarlySignalContacts(
	ctx context.Context, req *debtcounsellingv1.ListEarlySignalContactsRequest,
) (*debtcounsellingv1.ListEarlySignalContactsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	c, err := s.openEarlyCase(ctx, req.GetEarlySignalCaseId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).EarlySignalContacts(ctx, c.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(a domain.EarlySignalContact) string { return a.ID })
	answer := &debtcounsellingv1.ListEarlySignalContactsResponse{NextPageToken: next}
	for _, a := range list {
		answer.EarlySignalContacts = append(answer.EarlySignalContacts, encodeEarlyContact(a))
	}
	return answer, s.logEarlyRead(ctx, earlyCaseObject(c.ID)+"/contacts", c.signals...)
}

func encodeEarlyContact(a domain.EarlySignalContact) *debtcounsellingv1.EarlySignalContact {
	return &debtcounsellingv1.EarlySignalContact{
		Id: a.ID, EarlySignalCaseId: a.CaseID, Kind: enums.Value[debtcounsellingv1.EarlySignalContactKind](string(a.Kind)),
		Reached: a.Reached, Date: a.Date.String(), DayPart: enums.Value[debtcounsellingv1.EarlySignalDayPart](a.DayPart),
		Recorder: a.Recorder, CreateTime: timestamppb.New(a.Created),
	}
}
