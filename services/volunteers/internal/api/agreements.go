package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// Agreements answers AgreementService.
type Agreements struct {
	volunteersv1.UnimplementedAgreementServiceServer
	Deps
}

// agreementFields is the class of data in the processing log: what was agreed on with whom.
const agreementFields = "agreement"

// CreateAgreement draws up an agreement.
func (s *Agreements) CreateAgreement(
	ctx context.Context, req *volunteersv1.CreateAgreementRequest,
) (*volunteersv1.Agreement, error) {
	if err := s.Organisation.Check(); err != nil {
		return nil, err
	}
	a, broken := decodeAgreement(req.GetAgreement())
	m := resource.Making(s.Clock.Now())
	a.ID, a.State, a.Recorder, a.Version, a.Created, a.Updated = m.ID, domain.AgreementDrawnUp, auth.Subject(ctx), 1, m.Now, m.Now
	a.Organisation, a.Place, a.TextVersion = s.Organisation.Name, s.Organisation.Place, s.Organisation.Agreement.Version
	return s.drawUp(ctx, m, req, a, broken)
}

// GetAgreement answers one agreement.
func (s *Agreements) GetAgreement(
	ctx context.Context, req *volunteersv1.GetAgreementRequest,
) (*volunteersv1.Agreement, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	var a domain.Agreement
	var work domain.Work
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		a, work, err = me.agreed(ctx, st, req.GetId())
		return err
	})
	if err != nil {
		return nil, err
	}
	return me.agreement(a), s.logRead(ctx, agreementFields, work.PersonID)
}

// ListAgreements lists agreements, oldest first.
func (s *Agreements) ListAgreements(
	ctx context.Context, req *volunteersv1.ListAgreementsRequest,
) (*volunteersv1.ListAgreementsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	filter := store.AgreementFilter{
		OwnerID: me.personID, AssignmentID: req.GetAssignmentId(), EngagementID: req.GetEngagementId(),
		State: enums.Text(req.GetState()),
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Agreements(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(a domain.Agreement) string { return a.ID })
	answer := &volunteersv1.ListAgreementsResponse{NextPageToken: next}
	for _, a := range list {
		answer.Agreements = append(answer.Agreements, me.agreement(a))
	}
	return answer, s.logAgreements(ctx, list...)
}

// logAgreements has in the processing log that agreements were read, each of its person.
func (s *Agreements) logAgreements(ctx context.Context, list ...domain.Agreement) error {
	ids := make(map[string]bool, len(list))
	for _, a := range list {
		ids[a.AssignmentID] = true
	}
	var people []string
	err := s.snapshot(ctx, func(st store.Store) error {
		work, err := st.WorkByID(ctx, ids)
		for _, w := range work {
			people = append(people, w.PersonID)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.logRead(ctx, agreementFields, people...)
}

// agreed answers an agreement that the caller may see, and the work it is about. Another's is as one that does not exist.
// Error: NOT_FOUND (AGREEMENT_NOT_FOUND).
func (o own) agreed(
	ctx context.Context, st store.Store, id string,
) (a domain.Agreement, work domain.Work, err error) {
	if a, err = st.Agreement(ctx, id); err != nil {
		return a, work, err
	}
	found, err := st.WorkByID(ctx, map[string]bool{a.AssignmentID: true})
	if err != nil {
		return a, work, err
	}
	if work = found[a.AssignmentID]; !o.sees(work.PersonID) {
		a, err = st.Agreement(ctx, "")
	}
	return a, work, err
}

// agreement answers an agreement as the caller may see it.
func (o own) agreement(a domain.Agreement) *volunteersv1.Agreement {
	a.Recorder = o.colleague(a.Recorder)
	return encodeAgreement(a)
}

func decodeAgreement(m *volunteersv1.Agreement) (domain.Agreement, []fault.Field) {
	var d resource.Dates
	a := domain.Agreement{
		AssignmentID: m.GetAssignmentId(), Date: d.Read("date", m.GetDate()), First: d.Read("first_date", m.GetFirstDate()),
		Last: d.Read("last_date", m.GetLastDate()), WeeklyMinutes: int(m.GetWeeklyMinutes()), NoticeDays: int(m.GetNoticeDays()),
		TrialDays: int(m.GetTrialDays()), RateCents: int(m.GetAllowanceRateCents()), Guide: m.GetGuide(),
	}
	for _, kind := range m.GetRepaidExpenses() {
		a.Repaid = append(a.Repaid, enums.Text(kind))
	}
	return a, d.Broken
}

func encodeAgreement(a domain.Agreement) *volunteersv1.Agreement {
	m := &volunteersv1.Agreement{
		Id: a.ID, AssignmentId: a.AssignmentID, Date: a.Date.String(), FirstDate: a.First.String(),
		LastDate: resource.Optional(a.Last), WeeklyMinutes: int32(a.WeeklyMinutes), NoticeDays: int32(a.NoticeDays),
		TrialDays: int32(a.TrialDays), AllowanceRateCents: int32(a.RateCents), Guide: a.Guide, Organisation: a.Organisation,
		Place: a.Place, TextVersion: a.TextVersion, State: enums.Value[volunteersv1.AgreementState](string(a.State)),
		SignedDate:       resource.Optional(a.Signed),
		WithdrawalReason: enums.Value[volunteersv1.AgreementWithdrawalReason](a.WithdrawReason), Recorder: a.Recorder,
		Etag: resource.Etag(a.Version), CreateTime: timestamppb.New(a.Created), UpdateTime: timestamppb.New(a.Updated),
	}
	for _, kind := range a.Repaid {
		m.RepaidExpenses = append(m.RepaidExpenses, enums.Value[volunteersv1.RepaidExpense](kind))
	}
	return m
}
