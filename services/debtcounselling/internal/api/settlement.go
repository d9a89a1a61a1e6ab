package api

import (
	"context"
	"errors"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// noteField is the place of the note in the row of a settlement.
const noteField = "note"

// sealNote answers the note of a settlement as it is kept. Error: NOT_FOUND (CLIENT_ERASED).
func (d Deps) sealNote(ctx context.Context, m domain.Settlement, clientID string) (store.SealedText, error) {
	text := store.SealedText{ClientID: clientID, Sealed: []byte{}}
	if m.Note == "" {
		return text, nil
	}
	keys, err := d.vault().Keys(ctx, clientID)
	if err != nil {
		return text, err
	}
	text.Sealed, err = keys.Seal(clientID, m.ID, noteField, []byte(m.Note))
	return text, erased(err)
}

// openNotes answers settlements with their notes, but for those that are sealed for who was erased.
func (d Deps) openNotes(ctx context.Context, rows ...store.Settlement) ([]domain.Settlement, error) {
	return privacy.OpenEach(ctx, d.vault(), rows, func(row store.Settlement) string { return row.Sealed.ClientID }, openNote)
}

func openNote(keys privacy.Keys, row store.Settlement) (domain.Settlement, error) {
	m := row.Settlement
	m.Note = ""
	if len(row.Sealed.Sealed) == 0 {
		return m, nil
	}
	text, err := keys.Open(row.Sealed.ClientID, m.ID, noteField, row.Sealed.Sealed)
	if errors.Is(err, privacy.ErrErased) {
		return m, nil
	}
	m.Note = string(text)
	return m, err
}

func (d Deps) answerSettlement(ctx context.Context, row store.Settlement) (*debtcounsellingv1.Settlement, error) {
	list, err := d.openNotes(ctx, row)
	if err != nil {
		return nil, err
	}
	return encodeSettlement(list[0]), nil
}

// decodeSettlement reads a settlement, and answers what in it cannot be.
func decodeSettlement(m *debtcounsellingv1.Settlement) (domain.Settlement, []fault.Field) {
	var d resource.Dates
	s := domain.Settlement{
		Kind: domain.SettlementKind(enums.Text(m.GetKind())), Date: d.Read("date", m.GetDate()),
		Basis:  domain.SettlementBasis{CalculationID: m.GetCalculationId(), ProtectedID: m.GetProtectedEarningsId()},
		Months: int(m.GetMonths()), Extra: int64(m.GetExtraCents()), Note: m.GetNote(),
	}
	for _, o := range m.GetOffers() {
		s.Offers = append(s.Offers, domain.Offer{ClaimID: o.GetClaimId(), Share: int64(o.GetShareCents())})
	}
	broken := d.Broken
	if !person.IsText(strings.ReplaceAll(s.Note, "\n", "")) {
		broken = append(broken, fault.Field{
			Path: "note", Reason: "TEXT_INVALID", Text: "There are no control characters in it but the ends of lines.",
		})
	}
	return s, broken
}

func encodeSettlement(s domain.Settlement) *debtcounsellingv1.Settlement {
	b, l := s.Basis, s.Life
	m := &debtcounsellingv1.Settlement{
		Id: s.ID, TrajectoryId: s.TrajectoryID, Kind: enums.Value[debtcounsellingv1.SettlementKind](string(s.Kind)),
		Date: s.Date.String(), CalculationId: b.CalculationID, ProtectedEarningsId: b.ProtectedID,
		MonthlyCents: proto.Int32(int32(s.Monthly)), Months: int32(s.Months), ExtraCents: int32(s.Extra),
		PaidInCents: int32(s.Pot.PaidIn), FeeCents: int32(s.Pot.Fee), ManagementCents: int32(s.Pot.Management),
		PotCents: int32(s.Pot.Net), Note: s.Note, State: enums.Value[debtcounsellingv1.SettlementState](string(l.State)),
		StateDate: l.Since.String(), ProposalDate: resource.Optional(l.Proposed),
		ReconsiderationDate: resource.Optional(l.Reconsidered), CourtRequestDate: resource.Optional(l.CourtAsked),
		AcceptanceDate: resource.Optional(l.Accepted), ForcedAgreement: l.Forced, RejectionDate: resource.Optional(l.Rejected),
		WithdrawalDate: resource.Optional(l.Withdrawn), DeclarationDate: resource.Optional(l.Declared),
		StartDate: resource.Optional(l.Start), EndDate: resource.Optional(l.End), AnswerDueDate: resource.Optional(l.AnswerDue),
		Recorder: s.Recorder, Etag: resource.Etag(s.Version), CreateTime: timestamppb.New(s.Created),
		UpdateTime: timestamppb.New(s.Updated),
	}
	for _, o := range s.Offers {
		m.Offers = append(m.Offers, &debtcounsellingv1.SettlementOffer{
			ClaimId: o.ClaimID, Number: int32(o.Number), Rank: enums.Value[debtcounsellingv1.ClaimRank](string(o.Rank)),
			ClaimCents: int32(o.Owed), ShareCents: int32(o.Share), ShareBasisPoints: int32(o.BasisPoints()),
			Outcome: enums.Value[debtcounsellingv1.OfferOutcome](string(o.Outcome)),
			Reason:  enums.Value[debtcounsellingv1.OfferRefusal](o.Reason), AnswerDate: resource.Optional(o.Answered),
		})
	}
	return m
}
