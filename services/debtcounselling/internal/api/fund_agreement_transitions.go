package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateFundAgreementTransition takes an agreement to its next state.
func (s *FundAgreements) CreateFundAgreementTransition(
	ctx context.Context, req *debtcounsellingv1.CreateFundAgreementTransitionRequest,
) (*debtcounsellingv1.FundAgreementTransition, error) {
	row, t, err := s.openCaseOfAgreement(ctx, req.GetFundAgreementId())
	if err != nil {
		return nil, err
	}
	asked, err := decodeAgreementStep(req.GetTransition())
	if err != nil {
		return nil, err
	}
	draft, err := s.toStep(ctx, row, asked.To)
	if err != nil {
		return nil, err
	}
	made, first := resource.Making(s.Clock.Now()), false
	asked.ID, asked.Recorder, asked.Created = made.ID, auth.Subject(ctx), made.Now
	entry, audit := s.about(ctx, fundFields, t.ClientIDs...), auditlog.Done(ctx, "fund-agreement/"+row.ID)
	step, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateFundAgreementTransition/"+row.ID, req.GetRequestId(), req.GetTransition()), loadAgreementStep,
		func(ctx context.Context, tx *sql.Tx) (domain.FundAgreementTransition, error) {
			step := asked
			first = true
			if err := s.stepAgreement(ctx, tx, draft, &step, req.GetEtag()); err != nil {
				return step, err
			}
			return step, s.log(ctx, tx, entry, audit)
		})
	if err == nil && !first {
		err = s.logRead(ctx, fundFields, "fund-agreement/"+row.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return encodeAgreementStep(step), nil
}

// toStep answers an agreement with what a step to a state needs: only a signature asks again who the client is.
func (s *FundAgreements) toStep(
	ctx context.Context, row store.FundAgreement, to domain.FundAgreementState,
) (draft drafting, err error) {
	draft.row = row
	if to != domain.AgreementSigned {
		return draft, nil
	}
	opened, err := s.openAgreements(ctx, row)
	if err != nil {
		return draft, err
	}
	draft.goals = opened[0].Goals
	draft.birth, _, err = s.birthOf(ctx, row.ClientID)
	return draft, err
}

// stepAgreement locks an agreement and takes the step, with what follows from it: its reviews, and the money of the fund.
func (s *FundAgreements) stepAgreement(
	ctx context.Context, tx *sql.Tx, draft drafting, step *domain.FundAgreementTransition, etag string,
) error {
	st := store.In(tx)
	row, t, err := lockAgreement(ctx, tx, draft.row)
	if err != nil {
		return err
	}
	if err := resource.MatchEtag(etag, row.Version); err != nil {
		return err
	}
	draft.row, draft.claimIDs = row, row.ClaimIDs()
	keep := st.UpdateFundAgreement
	if row.State == domain.AgreementDraft && step.To == domain.AgreementSigned {
		keep = st.RewriteFundAgreement
		if err := draft.check(ctx, tx, s.Limits); err != nil {
			return err
		}
	}
	if err := draft.row.Step(step, t, s.Breach, s.today()); err != nil {
		return err
	}
	if err := keep(ctx, draft.row); err != nil {
		return err
	}
	if err := st.InsertFundAgreementTransition(ctx, *step); err != nil {
		return err
	}
	if err := s.followReviews(ctx, tx, draft.row.FundAgreement, *step); err != nil {
		return err
	}
	return followInFund(ctx, tx, draft.row.FundAgreement, *step)
}

// ListFundAgreementTransitions lists what an agreement went through, oldest first.
func (s *FundAgreements) ListFundAgreementTransitions(
	ctx context.Context, req *debtcounsellingv1.ListFundAgreementTransitionsRequest,
) (*debtcounsellingv1.ListFundAgreementTransitionsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	a, t, err := s.openCaseOfAgreement(ctx, req.GetFundAgreementId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).FundAgreementTransitions(ctx, a.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.FundAgreementTransition) string { return t.ID })
	answer := &debtcounsellingv1.ListFundAgreementTransitionsResponse{NextPageToken: next}
	for _, one := range list {
		answer.Transitions = append(answer.Transitions, encodeAgreementStep(one))
	}
	return answer, s.logRead(ctx, fundFields, "fund-agreement/"+a.ID, t.ClientIDs...)
}

func loadAgreementStep(ctx context.Context, tx *sql.Tx, id string) (domain.FundAgreementTransition, error) {
	return store.In(tx).FundAgreementTransition(ctx, id)
}

func decodeAgreementStep(m *debtcounsellingv1.FundAgreementTransition) (domain.FundAgreementTransition, error) {
	var d resource.Dates
	step := domain.FundAgreementTransition{
		To: domain.FundAgreementState(enums.Text(m.GetTo())), Date: d.Read("transition.date", m.GetDate()),
		Reason: domain.AgreementReason(enums.Text(m.GetReason())),
	}
	return step, fault.Violations(d.Broken)
}

func encodeAgreementStep(t domain.FundAgreementTransition) *debtcounsellingv1.FundAgreementTransition {
	return &debtcounsellingv1.FundAgreementTransition{
		Id: t.ID, FundAgreementId: t.AgreementID, From: enums.Value[debtcounsellingv1.FundAgreementState](string(t.From)),
		To: enums.Value[debtcounsellingv1.FundAgreementState](string(t.To)), Date: t.Date.String(),
		Reason:     enums.Value[debtcounsellingv1.FundAgreementReason](string(t.Reason)),
		BreachRule: enums.Value[debtcounsellingv1.FundBreachRule](string(t.Rule)), DueCents: int32(t.Due),
		RevertedCents: int32(t.Reverted), WaivedCents: int32(t.Waived), ReleasedCents: int32(t.Released), Recorder: t.Recorder,
		CreateTime: timestamppb.New(t.Created),
	}
}
