package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// goalsField is the place of the goals in the row of an agreement.
const goalsField = "goals"

// sealAgreement answers an agreement as it is kept. Error: NOT_FOUND (CLIENT_ERASED).
func sealAgreement(keys privacy.Keys, a domain.FundAgreement) (store.FundAgreement, error) {
	row := store.FundAgreement{FundAgreement: a, Sealed: []byte{}}
	row.Goals = nil
	text, err := json.Marshal(a.Goals)
	if err != nil {
		return row, fmt.Errorf("encode goals: %w", err)
	}
	row.Sealed, err = keys.Seal(a.ClientID, a.ID, goalsField, text)
	return row, erased(err)
}

// openAgreement answers an agreement. The goals of a client who was erased are not in it.
func openAgreement(keys privacy.Keys, row store.FundAgreement) (domain.FundAgreement, error) {
	if len(row.Sealed) == 0 {
		return row.FundAgreement, nil
	}
	text, err := keys.Open(row.ClientID, row.ID, goalsField, row.Sealed)
	if errors.Is(err, privacy.ErrErased) {
		return row.FundAgreement, nil
	}
	if err != nil {
		return row.FundAgreement, err
	}
	if err := json.Unmarshal(text, &row.Goals); err != nil {
		// The error itself may quote what it could not read.
		return row.FundAgreement, errors.New("decode an agreement: what was sealed are no goals")
	}
	return row.FundAgreement, nil
}

// openAgreements answers agreements, whose keys it reads with one query.
func (d Deps) openAgreements(ctx context.Context, rows ...store.FundAgreement) ([]domain.FundAgreement, error) {
	return privacy.OpenEach(ctx, d.vault(), rows, func(row store.FundAgreement) string { return row.ClientID }, openAgreement)
}

// answerAgreement answers an agreement as it is kept.
func (d Deps) answerAgreement(ctx context.Context, row store.FundAgreement) (*debtcounsellingv1.FundAgreement, error) {
	list, err := d.openAgreements(ctx, row)
	if err != nil {
		return nil, err
	}
	return encodeAgreement(list[0]), nil
}

// decodeAgreement reads what a request says of an agreement, and answers the dates in it that do not exist.
func decodeAgreement(m *debtcounsellingv1.FundAgreement) (domain.FundAgreement, []fault.Field) {
	var d resource.Dates
	a := domain.FundAgreement{
		ClientID: m.GetClientId(), Start: d.Read("start_date", m.GetStartDate()), Residence: enums.Text(m.GetResidence()),
		Motive: enums.Text(m.GetMotive()), Referrer: enums.Text(m.GetReferrer()), Goals: m.GetGoals(),
		FundTotals: domain.FundTotals{Obligation: int64(m.GetBuyOffCents())},
	}
	for _, r := range m.GetPlannedReturns() {
		a.Returns = append(a.Returns, domain.PlannedReturn{Effort: domain.Effort{
			Kind: domain.ReturnKind(enums.Text(r.GetKind())), Minutes: int64(r.GetMinutes()), Sessions: int64(r.GetSessions()),
		}})
	}
	for i, text := range m.GetReviews() {
		a.Reviews = append(a.Reviews, d.Read(fmt.Sprintf("reviews[%d]", i), text))
	}
	slices.SortFunc(a.Reviews, func(one, other civil.Date) int { return other.DaysUntil(one) })
	return a, d.Broken
}

func encodeAgreement(a domain.FundAgreement) *debtcounsellingv1.FundAgreement {
	included, excluded := a.Included()
	m := &debtcounsellingv1.FundAgreement{
		Id: a.ID, TrajectoryId: a.TrajectoryID, ClientId: a.ClientID, StartDate: a.Start.String(),
		Residence: enums.Value[debtcounsellingv1.FundResidence](a.Residence),
		Motive:    enums.Value[debtcounsellingv1.FundMotive](a.Motive),
		Referrer:  enums.Value[debtcounsellingv1.FundReferrer](a.Referrer), Goals: a.Goals, BuyOffCents: int32(a.Obligation),
		ClaimIds: a.ClaimIDs(), IncludedCents: int32(included), ExcludedCents: int32(excluded), ShareBasisPoints: int32(a.Share()),
		State:     enums.Value[debtcounsellingv1.FundAgreementState](string(a.State)),
		StateDate: resource.Optional(a.StateDate), SignDate: resource.Optional(a.Signed),
		BreachRule: enums.Value[debtcounsellingv1.FundBreachRule](string(a.BreachRule)), PaidCents: int32(a.Paid),
		RepaidCents: int32(a.Repaid), RedeemedCents: int32(a.Redeemed), RevertedCents: int32(a.Reverted),
		WaivedCents: int32(a.Waived), ReleasedCents: int32(a.Released), OwedCents: int32(a.Owed()), Recorder: a.Recorder,
		Etag: resource.Etag(a.Version), CreateTime: timestamppb.New(a.Created), UpdateTime: timestamppb.New(a.Updated),
	}
	for _, r := range a.Returns {
		m.PlannedReturns = append(m.PlannedReturns, &debtcounsellingv1.PlannedReturn{
			Kind: enums.Value[debtcounsellingv1.FundReturnKind](string(r.Kind)), Minutes: int32(r.Minutes),
			Sessions: int32(r.Sessions), ValueCents: int32(r.Value),
		})
	}
	for _, c := range a.Claims {
		m.Claims = append(m.Claims, &debtcounsellingv1.FundAgreementClaim{
			ClaimId: c.ClaimID, Included: c.Included, Exclusion: enums.Value[debtcounsellingv1.ClaimExclusion](c.Exclusion),
			AmountCents: int32(c.Amount),
		})
	}
	for _, date := range a.Reviews {
		m.Reviews = append(m.Reviews, date.String())
	}
	return m
}
