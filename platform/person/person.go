// Package person holds what identifies a person: names, birth and how to reach somebody, with their rules; sealed with a key
// of each person where it is kept, and found again by keyed hashes. It has no word of why a person is known.
package person

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Person is what identifies somebody. It leaves a service only to who may know it, and is kept sealed.
type Person struct {
	GivenName string
	Surname   string
	Birth     Birth
	Email     string
	Telephone string
}

// Check answers every rule that a person breaks, by field. Values of a person stand in no text.
func (p Person) Check(today civil.Date) []fault.Field {
	return append(p.CheckNames(), p.CheckKnown(today)...)
}

// CheckNames answers what is wrong with the names of a person, who must have a surname.
func (p Person) CheckNames() []fault.Field {
	list := CheckSurname(p.Surname)
	if !IsText(p.GivenName) {
		list = append(list, broken("given_name", "NAME_INVALID", "A name has no line breaks or other control characters."))
	}
	return list
}

// CheckKnown answers every rule that what is known of a person beside the names breaks, by field, and asks for nothing.
func (p Person) CheckKnown(today civil.Date) []fault.Field {
	list := p.Birth.Check(today)
	if p.Email != "" && !isEmail(p.Email) {
		list = append(list, broken("email", "EMAIL_INVALID", "This is no address for e-mail, as name@example.nl."))
	}
	if p.Telephone != "" && !isTelephone(p.Telephone) {
		list = append(list, broken("telephone", "TELEPHONE_INVALID", "A telephone number has 8 to 15 digits."))
	}
	return list
}

// CheckSurname answers what is wrong with a surname: a person without one cannot be told from others.
func CheckSurname(surname string) []fault.Field {
	switch {
	case !strings.ContainsFunc(surname, unicode.IsLetter):
		return []fault.Field{broken("surname", "NAME_MISSING", "The surname is needed, to tell people apart.")}
	case !IsText(surname):
		return []fault.Field{broken("surname", "NAME_INVALID", "A name has no line breaks or other control characters.")}
	}
	return nil
}

// Complete answers p with what it lacks taken from duplicate, who is the same person.
func (p Person) Complete(duplicate Person) Person {
	p.GivenName = first(p.GivenName, duplicate.GivenName)
	p.Email = first(p.Email, duplicate.Email)
	p.Telephone = first(p.Telephone, duplicate.Telephone)
	p.Birth = p.Birth.Complete(duplicate.Birth)
	return p
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// IsText says whether s is one line of text.
func IsText(s string) bool { return !strings.ContainsFunc(s, unicode.IsControl) }

func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	return err == nil && address.Address == s && strings.Contains(s[strings.LastIndex(s, "@"):], ".")
}

// isTelephone: E.164 has 15 digits at most; people write them with spaces and signs between.
func isTelephone(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, r == ' ', r == '-', r == '(', r == ')', r == '.':
		default:
			return false
		}
	}
	return digits >= 8 && digits <= 15
}

func broken(path, reason, format string, args ...any) fault.Field {
	return fault.Field{Path: path, Reason: reason, Text: fmt.Sprintf(format, args...)}
}
