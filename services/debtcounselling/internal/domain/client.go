package domain

import (
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// ClientState is whether a client can still be known.
type ClientState string

// The states.
const (
	Present ClientState = "present"
	Erased  ClientState = "erased"
)

// Client is somebody with debts who is helped (cliënt).
type Client struct {
	ID string
	person.Person
	Sex       string // the name of the contract's Sex
	Address   Address
	Wijk      areas.Wijk // zero where it is not known
	Household string     // the name of the contract's Household
	BSN       string     // the citizen service number; empty where none is kept
	Recorder  string     // who added the client: the subject of the token
	State     ClientState
	Version   int64
	Created   time.Time
	Updated   time.Time
}

// Address is where somebody lives (adres), as far as it is known.
type Address struct {
	Street      string
	HouseNumber string
	Addition    string
	Postcode    string // as "1315 AB"
	City        string
}

// Check answers every rule that a client breaks, by field. Values of a client stand in no text. BSN says that a legal basis to
// keep citizen service numbers is configured.
func (c Client) Check(today civil.Date, register areas.Register, bsn bool) []fault.Field {
	broken := append(c.Person.Check(today), c.Address.check()...)
	if _, known := register.Stadsdeel(c.Wijk); !known && c.Wijk != (areas.Wijk{}) {
		broken = append(broken, violation("wijk_code", "WIJK_UNKNOWN", "This is no wijk in that edition of the map."))
	}
	switch {
	case c.BSN == "":
	case !bsn:
		broken = append(broken, violation("bsn", "BSN_NOT_ALLOWED",
			"Citizen service numbers are not kept: no legal basis is configured."))
	case !IsBSN(c.BSN):
		broken = append(broken, violation("bsn", "BSN_INVALID", "This is no citizen service number: it fails the eleven-test."))
	}
	return broken
}

func (a Address) check() (broken []fault.Field) {
	for field, text := range map[string]string{"street": a.Street, "city": a.City, "house_number_addition": a.Addition} {
		if !person.IsText(text) {
			broken = append(broken, violation(field, "TEXT_INVALID", "There are no line breaks or other control characters in it."))
		}
	}
	if a.Postcode != "" && !IsPostcode(a.Postcode) {
		broken = append(broken, violation("postcode", "POSTCODE_INVALID", "A postal code is as 1315 AB."))
	}
	if a.HouseNumber != "" && !isHouseNumber(a.HouseNumber) {
		broken = append(broken, violation("house_number", "HOUSE_NUMBER_INVALID", "The number of a house is 1 to 99999."))
	}
	return broken
}

// isHouseNumber says whether a text is a number from 1 to 99999, written without zeros before it.
func isHouseNumber(text string) bool {
	return text != "" && len(text) <= 5 && isDigits(text, len(text)) && text[0] != '0'
}

// IsBSN says whether a text is a citizen service number (burgerservicenummer): nine digits that pass the eleven-test. One of
// eight digits has a zero before it.
func IsBSN(text string) bool {
	if len(text) == 8 {
		text = "0" + text
	}
	if !isDigits(text, 9) || text == "000000000" {
		return false
	}
	sum := 0
	for i, weight := range []int{9, 8, 7, 6, 5, 4, 3, 2, -1} {
		sum += weight * int(text[i]-'0')
	}
	return sum%11 == 0
}

// IsPostcode says whether a text is written as a postal code: four digits, the first no zero, and two letters, which are none
// of those that are not given out.
func IsPostcode(text string) bool {
	if len(text) < 6 || !isDigits(text[:4], 4) || text[0] == '0' {
		return false
	}
	letters := strings.TrimPrefix(text[4:], " ")
	given := len(letters) == 2 && strings.Trim(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	return given && letters != "SA" && letters != "SD" && letters != "SS"
}

// TidyPostcode writes a postal code as 1315 AB.
func TidyPostcode(text string) string {
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	if len(text) != 6 {
		return text
	}
	return text[:4] + " " + text[4:]
}
