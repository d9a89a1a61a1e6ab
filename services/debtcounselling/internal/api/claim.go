package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// claimField is the place of what is sealed in the row of a claim.
const claimField = "claim"

// sealedClaim is what is sealed of a claim, as JSON: a field that comes later is absent from what was sealed before.
type sealedClaim struct {
	Private   *sealedCreditor `json:"private,omitempty"`
	Reference string          `json:"reference,omitempty"`
}

type sealedCreditor struct {
	Name     string `json:"name"`
	IBAN     string `json:"iban,omitempty"`
	Postcode string `json:"postcode,omitempty"`
}

// sealClaim answers a claim as it is kept. Error: NOT_FOUND (CLIENT_ERASED).
func sealClaim(keys privacy.Keys, c domain.Claim) (store.Claim, error) {
	row := store.Claim{Claim: c, Sealed: []byte{}}
	row.Private, row.Reference = nil, ""
	if c.Private == nil && c.Reference == "" {
		return row, nil
	}
	text, err := json.Marshal(sealedClaim{Private: (*sealedCreditor)(c.Private), Reference: c.Reference})
	if err != nil {
		return row, fmt.Errorf("encode a claim: %w", err)
	}
	row.Sealed, err = keys.Seal(c.ClientID, c.ID, claimField, text)
	return row, erased(err)
}

// openClaim answers a claim. What was sealed of a client who was erased is not in it.
func openClaim(keys privacy.Keys, row store.Claim) (domain.Claim, error) {
	if len(row.Sealed) == 0 {
		return row.Claim, nil
	}
	text, err := keys.Open(row.ClientID, row.ID, claimField, row.Sealed)
	if errors.Is(err, privacy.ErrErased) {
		return row.Claim, nil
	}
	if err != nil {
		return row.Claim, err
	}
	var sealed sealedClaim
	if err := json.Unmarshal(text, &sealed); err != nil {
		// The error itself may quote what it could not read.
		return row.Claim, errors.New("decode a claim: what was sealed is no claim")
	}
	row.Private, row.Reference = (*domain.PrivateCreditor)(sealed.Private), sealed.Reference
	return row.Claim, nil
}

// openClaims answers claims, whose keys it reads with one query.
func (d Deps) openClaims(ctx context.Context, rows ...store.Claim) ([]domain.Claim, error) {
	return privacy.OpenEach(ctx, d.vault(), rows, func(row store.Claim) string { return row.ClientID }, openClaim)
}

// distinct answers each text once.
func distinct(list []string) (once []string) {
	seen := map[string]bool{}
	for _, text := range list {
		if !seen[text] {
			seen[text], once = true, append(once, text)
		}
	}
	return once
}

// decodeClaim reads a claim, and answers the dates in it that do not exist.
func decodeClaim(m *debtcounsellingv1.Claim) (domain.Claim, []fault.Field) {
	var d resource.Dates
	c := domain.Claim{
		ClientID: m.GetClientId(), CreditorID: m.GetCreditorId(), Kind: domain.DebtKind(enums.Text(m.GetKind())),
		Rank: domain.ClaimRank(enums.Text(m.GetRank())), Original: int64(m.GetOriginalAmountCents()),
		Amount: int64(m.GetAmountCents()), Balance: d.Read("balance_date", m.GetBalanceDate()),
		AgencyID: m.GetCollectionAgencyId(), Reference: m.GetReference(), Business: m.GetBusiness(),
		Contested: d.Read("contested_date", m.GetContestedDate()), Exclusion: enums.Text(m.GetExclusion()),
	}
	if p := m.GetPrivateCreditor(); p != nil {
		c.Private = &domain.PrivateCreditor{Name: p.GetName(), IBAN: p.GetIban(), Postcode: p.GetPostcode()}
	}
	return c, d.Broken
}

func encodeClaim(c domain.Claim) *debtcounsellingv1.Claim {
	m := &debtcounsellingv1.Claim{
		Id: c.ID, TrajectoryId: c.TrajectoryID, Number: int32(c.Number), ClientId: c.ClientID, CreditorId: c.CreditorID,
		Kind: enums.Value[debtcounsellingv1.DebtKind](string(c.Kind)), Rank: enums.Value[debtcounsellingv1.ClaimRank](string(c.Rank)),
		OriginalAmountCents: int32(c.Original), AmountCents: int32(c.Amount), BalanceDate: c.Balance.String(),
		CollectionAgencyId: c.AgencyID, Reference: c.Reference, Business: c.Business,
		ContestedDate: resource.Optional(c.Contested), Exclusion: enums.Value[debtcounsellingv1.ClaimExclusion](c.Exclusion),
		State: enums.Value[debtcounsellingv1.ClaimState](string(c.State)), EndDate: resource.Optional(c.End),
		Etag: resource.Etag(c.Version), CreateTime: timestamppb.New(c.Created), UpdateTime: timestamppb.New(c.Updated),
	}
	if c.Private != nil {
		m.PrivateCreditor = &debtcounsellingv1.PrivateCreditor{
			Name: c.Private.Name, Iban: c.Private.IBAN, Postcode: c.Private.Postcode,
		}
	}
	return m
}
