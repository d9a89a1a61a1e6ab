package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateOfferAnswer records what a creditor answered to offers.
func (s *Settlements) CreateOfferAnswer(
	ctx context.Context, req *debtcounsellingv1.CreateOfferAnswerRequest,
) (*debtcounsellingv1.Settlement, error) {
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	m, made := req.GetAnswer(), resource.Making(s.Clock.Now())
	var d resource.Dates
	asked := domain.Answering{
		ClaimIDs: m.GetClaimIds(), Outcome: domain.OfferOutcome(enums.Text(m.GetOutcome())), Reason: enums.Text(m.GetReason()),
		Date: d.Read("answer.date", m.GetDate()), Recorder: auth.Subject(ctx), Now: made.Now,
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	return s.change(ctx, row, t, made, resource.RequestOf("CreateOfferAnswer/"+row.ID, req.GetRequestId(), m),
		func(ctx context.Context, tx *sql.Tx, locked domain.Trajectory, current *store.Settlement) error {
			if !locked.State.Runs() {
				return fault.New(fault.FailedPrecondition, "TRAJECTORY_ENDED", "The trajectory ended on %s.", locked.End)
			}
			return s.keepOfferAnswer(ctx, tx, &current.Settlement, asked)
		})
}

// keepOfferAnswer applies an answer. The last one takes the settlement further, and meets the term.
func (s *Settlements) keepOfferAnswer(
	ctx context.Context, tx *sql.Tx, m *domain.Settlement, asked domain.Answering,
) error {
	st := store.In(tx)
	answers, step, err := m.Answer(asked, s.today())
	if err != nil {
		return err
	}
	for i := range answers {
		answers[i].ID = ids.New()
	}
	if err := st.InsertOfferAnswers(ctx, answers); err != nil {
		return err
	}
	if err := st.UpdateSettlement(ctx, *m); err != nil || step == nil {
		return err
	}
	step.ID = ids.New()
	if err := st.InsertSettlementTransition(ctx, *step); err != nil {
		return err
	}
	return s.meetTerms(ctx, tx, m.TrajectoryID, step.Date, func(t domain.Term) bool {
		return t.Kind == domain.ProposalAnswerTerm && t.Subject == m.ID
	})
}

// ListOfferAnswers lists every answer to the offers of a settlement, oldest first.
func (s *Settlements) ListOfferAnswers(
	ctx context.Context, req *debtcounsellingv1.ListOfferAnswersRequest,
) (*debtcounsellingv1.ListOfferAnswersResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).OfferAnswers(ctx, row.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(a domain.OfferAnswer) string { return a.ID })
	answer := &debtcounsellingv1.ListOfferAnswersResponse{NextPageToken: next}
	for _, one := range list {
		answer.Answers = append(answer.Answers, encodeOfferAnswer(one))
	}
	return answer, s.logRead(ctx, settlementFields, "settlement/"+row.ID, t.ClientIDs...)
}

func encodeOfferAnswer(a domain.OfferAnswer) *debtcounsellingv1.RecordedAnswer {
	return &debtcounsellingv1.RecordedAnswer{
		Id: a.ID, ClaimId: a.ClaimID, Round: int32(a.Round),
		Outcome: enums.Value[debtcounsellingv1.OfferOutcome](string(a.Outcome)),
		Reason:  enums.Value[debtcounsellingv1.OfferRefusal](a.Reason), Date: a.Date.String(), Recorder: a.Recorder,
		CreateTime: timestamppb.New(a.Created),
	}
}
