package domain

import (
	"cmp"
	"fmt"
	"slices"
)

// offer gives each claim that counts its part of the pot, or answers what is wrong with the offers that there are: they are the
// pot to the cent, and no claim gets more than is owed.
func (s *Settlement) offer(d *drafting) {
	var claims []Claim
	var total int64
	for _, c := range d.Claims {
		if c.Counts() {
			claims, total = append(claims, c), total+c.Amount
		}
	}
	switch {
	case len(claims) == 0:
		d.add("offers", "CLAIMS_MISSING", "There is no claim to settle.")
	case d.potKnown && s.Pot.Net > total:
		d.add("monthly_cents", "POT_ABOVE_CLAIMS", "This pays more than the %s that is owed: that is a settlement that pays all.",
			euros(total))
	case len(s.Offers) == 0:
		s.Offers = defaultOffers(s.Pot.Net, claims)
		return
	}
	if len(s.Offers) > 0 {
		s.checkOffers(d, claims)
	}
}

// defaultOffers divides a pot as the law says. One that is all that is owed pays every claim whole.
func defaultOffers(pot int64, claims []Claim) []Offer {
	parts := make([]Part, len(claims))
	for i, c := range claims {
		parts[i] = Part{Number: c.Number, Rank: c.Rank, Amount: c.Amount}
	}
	shares, _ := Distribute(pot, parts)
	offers := make([]Offer, len(claims))
	for i, c := range claims {
		offers[i] = Offer{ClaimID: c.ID, Number: c.Number, Rank: c.Rank, Owed: c.Amount, Share: shares[i]}
	}
	return offers
}

func (s *Settlement) checkOffers(d *drafting, claims []Claim) {
	known, offered := make(map[string]Claim, len(claims)), map[string]bool{}
	for _, c := range claims {
		known[c.ID] = c
	}
	var sum int64
	for i := range s.Offers {
		o, path := &s.Offers[i], fmt.Sprintf("offers[%d]", i)
		c, is := known[o.ClaimID]
		switch {
		case !is:
			d.add(path+".claim_id", "OFFER_CLAIM_UNKNOWN", "In this trajectory no such claim is open and not left out.")
		case offered[o.ClaimID]:
			d.add(path+".claim_id", "OFFER_TWICE", "Each claim gets one offer.")
		case o.Share > c.Amount:
			d.add(path+".share_cents", "OFFER_ABOVE_CLAIM", "%s is owed.", euros(c.Amount))
		case o.Share < c.Amount && s.Kind.paysAll():
			d.add(path+".share_cents", "HUNDRED_PERCENT", "A settlement that pays all offers the whole %s.", euros(c.Amount))
		}
		o.Number, o.Rank, o.Owed = c.Number, c.Rank, c.Amount
		offered[o.ClaimID], sum = true, sum+o.Share
	}
	for _, c := range claims {
		if !offered[c.ID] {
			d.add("offers", "OFFER_MISSING", "The offer to claim %d is missing.", c.Number)
		}
	}
	if d.potKnown && sum != s.Pot.Net {
		d.add("offers", "OFFERS_NOT_POT", "They are %s together, and %s is divided.", euros(sum), euros(s.Pot.Net))
	}
	slices.SortFunc(s.Offers, func(a, b Offer) int { return cmp.Compare(a.Number, b.Number) })
}

// outdated says that what is owed is not what the offers were made on.
func (s Settlement) outdated(claims []Claim) bool {
	owed := map[string]int64{}
	for _, c := range claims {
		if c.Counts() {
			owed[c.ID] = c.Amount
		}
	}
	for _, o := range s.Offers {
		if amount, is := owed[o.ClaimID]; !is || amount != o.Owed {
			return true
		}
	}
	return len(owed) != len(s.Offers)
}
