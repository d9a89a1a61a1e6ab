package domain

import (
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/iban"
	"github.com/deschoor/meedoen/platform/person"
)

// DebtKind is what a debt is for (schuldsoort): the names of the contract.
type DebtKind string

// The kinds, as the delivery to CBS tells them apart.
const (
	CareDebt      DebtKind = "care"
	PublicDebt    DebtKind = "public"
	UtilitiesDebt DebtKind = "utilities"
	OtherDebt     DebtKind = "other"
)

// Creditor is an organisation to which money is owed, or that collects it (schuldeiser, incassobureau).
type Creditor struct {
	ID       string
	Name     string
	Kind     DebtKind
	KvK      string // the number in the trade register; empty where it is not known
	IBAN     string
	Postcode string
	Version  int64
	Created  time.Time
	Updated  time.Time
}

// Check writes a creditor as it is kept and answers every rule it breaks.
func (c *Creditor) Check() []fault.Field {
	broken := checkPayee(&c.Name, &c.IBAN, &c.Postcode)
	if c.KvK != "" && !IsKvK(c.KvK) {
		broken = append(broken, violation("kvk_number", "KVK_INVALID", "A number of the trade register has eight digits."))
	}
	return broken
}

// checkPayee writes who is paid as it is kept and answers every rule it breaks.
func checkPayee(name, account, postcode *string) (broken []fault.Field) {
	*name, *postcode = strings.TrimSpace(*name), TidyPostcode(*postcode)
	number, valid := iban.Parse(*account)
	*account = number
	switch {
	case *name == "":
		broken = append(broken, violation("name", "NAME_MISSING", "Say who it is."))
	case !person.IsText(*name):
		broken = append(broken, violation("name", "TEXT_INVALID", "There are no line breaks or other control characters in it."))
	}
	if number != "" && !valid {
		broken = append(broken, violation("iban", "IBAN_INVALID",
			"This is no IBAN of the SEPA area: its length or its check digits do not fit."))
	}
	if *postcode != "" && !IsPostcode(*postcode) {
		broken = append(broken, violation("postcode", "POSTCODE_INVALID", "A postal code is as 1315 AB."))
	}
	return broken
}
