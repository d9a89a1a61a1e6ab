package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// Owing is what a claim is checked against.
type Owing struct {
	Today     civil.Date
	Clients   []string            // of the trajectory
	Creditors map[string]Creditor // those that the claim names, where there are
}

// Check completes a claim that is new and answers every rule it breaks.
func (c *Claim) Check(in Owing) []fault.Field {
	if c.ClientID == "" && len(in.Clients) > 0 {
		c.ClientID = in.Clients[0]
	}
	broken := append(c.checkCreditor(in.Creditors), c.checkChangeable(in)...)
	if !slices.Contains(in.Clients, c.ClientID) {
		broken = append(broken, violation("client_id", "CLIENT_NOT_IN_TRAJECTORY", "This is no client of the trajectory."))
	}
	if c.Balance.After(in.Today) {
		broken = append(broken, violation("balance_date", "DATE_IN_FUTURE", "%s has not come yet.", c.Balance))
	}
	return broken
}

// checkCreditor answers what is wrong with who is owed: an organisation or a person.
func (c *Claim) checkCreditor(known map[string]Creditor) (broken []fault.Field) {
	creditor, is := known[c.CreditorID]
	switch {
	case c.CreditorID == "" && c.Private == nil:
		broken = append(broken, violation("creditor_id", "CREDITOR_MISSING", "Say to whom it is owed."))
	case c.CreditorID != "" && c.Private != nil:
		broken = append(broken, violation("creditor_id", "CREDITOR_TWICE", "It is owed to an organisation or a person, not to both."))
	case c.CreditorID != "" && !is:
		broken = append(broken, violation("creditor_id", "CREDITOR_UNKNOWN", "There is no creditor with this id."))
	}
	if c.Kind == "" {
		c.Kind = creditor.Kind
	}
	if c.Kind == "" {
		c.Kind = OtherDebt
	}
	if c.Private != nil {
		for _, f := range checkPayee(&c.Private.Name, &c.Private.IBAN, &c.Private.Postcode) {
			f.Path = "private_creditor." + f.Path
			broken = append(broken, f)
		}
	}
	return broken
}

// checkChangeable answers what is wrong with what may change while the claim is open.
func (c Claim) checkChangeable(in Owing) (broken []fault.Field) {
	if _, is := in.Creditors[c.AgencyID]; c.AgencyID != "" && !is {
		broken = append(broken, violation("collection_agency_id", "COLLECTION_AGENCY_UNKNOWN", "There is no creditor with this id."))
	}
	if !person.IsText(c.Reference) {
		broken = append(broken, violation("reference", "TEXT_INVALID", "There are no line breaks or other control characters in it."))
	}
	if c.Contested.After(in.Today) {
		broken = append(broken, violation("contested_date", "DATE_IN_FUTURE", "%s has not come yet.", c.Contested))
	}
	return broken
}

// CheckChange answers why the claim cannot become what is wanted. Errors: FAILED_PRECONDITION (CLAIM_NOT_OPEN), and
// INVALID_ARGUMENT with every violation: what it was stays, and its amount changes with a balance.
func (c Claim) CheckChange(wanted Claim, in Owing) error {
	if err := c.mustBeOpen(); err != nil {
		return err
	}
	broken := wanted.checkChangeable(in)
	for field, changes := range map[string]bool{
		"client_id": wanted.ClientID != c.ClientID, "creditor_id": wanted.CreditorID != c.CreditorID,
		"private_creditor":      !samePerson(wanted.Private, c.Private),
		"original_amount_cents": wanted.Original != c.Original, "amount_cents": wanted.Amount != c.Amount,
		"balance_date": wanted.Balance != c.Balance,
	} {
		if changes {
			broken = append(broken, violation(field, "FIELD_FIXED", "This stays as it was recorded."))
		}
	}
	return fault.Violations(broken)
}

func samePerson(a, b *PrivateCreditor) bool { return a == b || (a != nil && b != nil && *a == *b) }
