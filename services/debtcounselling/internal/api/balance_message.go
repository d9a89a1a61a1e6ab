package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// GetBalanceRequestMessage answers what is sent to whom was asked for a balance.
func (s *BalanceRequests) GetBalanceRequestMessage(
	ctx context.Context, req *debtcounsellingv1.GetBalanceRequestMessageRequest,
) (*debtcounsellingv1.BalanceRequestMessage, error) {
	r, t, err := s.openCaseOfRequest(ctx, req.GetBalanceRequestId())
	if err != nil {
		return nil, err
	}
	if err := r.MaySend(t); err != nil {
		return nil, err
	}
	asked := make(map[string]bool, len(r.ClaimIDs))
	for _, id := range r.ClaimIDs {
		asked[id] = true
	}
	claims, err := s.claimsByID(ctx, asked)
	if err != nil {
		return nil, err
	}
	creditors, err := s.creditors(ctx, map[string]bool{r.CreditorID: true})
	if err != nil {
		return nil, err
	}
	creditor := creditors[r.CreditorID]
	m := &debtcounsellingv1.BalanceRequestMessage{
		BalanceRequestId: r.ID, TrajectoryId: t.ID, CreditorName: creditor.Name, Date: r.Date.String(),
		DueDate: resource.Optional(r.Due),
	}
	owing := map[string]bool{}
	for _, id := range r.ClaimIDs {
		m.Claims = append(m.Claims, &debtcounsellingv1.MessageClaim{ClaimId: id, Reference: claims[id].Reference})
		owing[claims[id].ClientID] = true
	}
	clients, err := s.openAll(ctx, owing)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(clients, func(a, b domain.Client) int { return cmp.Compare(a.ID, b.ID) })
	var told []string
	for _, c := range clients {
		told = append(told, c.ID)
		m.Clients = append(m.Clients, encodeMessageClient(c, s.BSN && creditor.Kind == domain.PublicDebt))
	}
	return m, s.logRead(ctx, identity, "balance-request/"+r.ID+"/message", told...)
}

// encodeMessageClient answers a client as a creditor is told of one. The citizen service number goes to public bodies alone,
// which may use it (Wet algemene bepalingen burgerservicenummer, article 10).
func encodeMessageClient(c domain.Client, public bool) *debtcounsellingv1.MessageClient {
	m := &debtcounsellingv1.MessageClient{
		GivenName: c.GivenName, Surname: c.Surname, BirthDate: resource.Optional(c.Birth.Date), Street: c.Address.Street,
		HouseNumber: c.Address.HouseNumber, HouseNumberAddition: c.Address.Addition, Postcode: c.Address.Postcode,
		City: c.Address.City,
	}
	if public {
		m.Bsn = c.BSN
	}
	return m
}
