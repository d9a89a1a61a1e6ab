// Package sepa writes credit transfers as banks in the SEPA area read them: ISO 20022 pain.001.001.09, with the rules of the
// European Payments Council (EPC132-08).
package sepa

import "regexp"

// IsBIC says whether a text is written as the code of a bank (ISO 9362).
func IsBIC(text string) bool {
	return regexp.MustCompile(`^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$`).MatchString(text)
}
