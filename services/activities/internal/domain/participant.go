package domain

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Person is what identifies a participant. It leaves the service only to who may know it, and is kept sealed.
type Person struct {
	GivenName string
	Surname   string
	Birth     Birth
	Email     string
	Telephone string
	// References are what other administrations call the person.
	References []Reference
}

// Reference is what an administration calls a person: its number there (deelnemersnummer).
type Reference struct {
	Source string // the administration (bron)
	Number string
}

// IsGiven says whether there is a reference.
func (r Reference) IsGiven() bool { return r != Reference{} }

// ParticipantState is what became of a participant.
type ParticipantState string

// The states. Nothing leads back to active.
const (
	Active ParticipantState = "active"
	Merged ParticipantState = "merged" // found to be another
	Erased ParticipantState = "erased" // AVG article 17
)

// Participant is a person who takes part (deelnemer).
type Participant struct {
	ID string
	Person
	Wijk       Wijk // where the person lives; zero where that is not known
	State      ParticipantState
	SurvivorID string // who a merged one was found to be
	Version    int64
	Created    time.Time
	Updated    time.Time
}

// Check answers every rule that a participant breaks, by field. Values of a person stand in no text.
func (p Participant) Check(today civil.Date, areas Areas) []fault.Field {
	return append(p.checkNames(), p.CheckKnown(today, areas)...)
}

// CheckKnown answers every rule that what is known of a participant breaks, by field, and asks for nothing: of whom only a
// reference is known, no name is.
func (p Participant) CheckKnown(today civil.Date, areas Areas) []fault.Field {
	broken := p.Birth.Check(today)
	if p.Email != "" && !isEmail(p.Email) {
		broken = append(broken, violation("email", "EMAIL_INVALID", "This is no address for e-mail, as name@example.nl."))
	}
	if p.Telephone != "" && !isTelephone(p.Telephone) {
		broken = append(broken, violation("telephone", "TELEPHONE_INVALID", "A telephone number has 8 to 15 digits."))
	}
	if _, known := areas.Stadsdeel(p.Wijk); !known && p.Wijk != (Wijk{}) {
		broken = append(broken, violation("wijk_code", "WIJK_UNKNOWN", "This is no wijk in that edition of the map."))
	}
	return broken
}

func (p Participant) checkNames() []fault.Field {
	broken := CheckSurname(p.Surname)
	if !isText(p.GivenName) {
		broken = append(broken, violation("given_name", "NAME_INVALID", "A name has no line breaks or other control characters."))
	}
	return broken
}

// CheckSurname answers what is wrong with a surname: a person without one cannot be told from others.
func CheckSurname(surname string) []fault.Field {
	switch {
	case !strings.ContainsFunc(surname, unicode.IsLetter):
		return []fault.Field{violation("surname", "NAME_MISSING", "The surname is needed, to tell people apart.")}
	case !isText(surname):
		return []fault.Field{violation("surname", "NAME_INVALID", "A name has no line breaks or other control characters.")}
	}
	return nil
}

// Complete answers p with what it lacks taken from duplicate, who is the same person.
func (p Participant) Complete(duplicate Participant) Participant {
	p.GivenName = first(p.GivenName, duplicate.GivenName)
	p.Email = first(p.Email, duplicate.Email)
	p.Telephone = first(p.Telephone, duplicate.Telephone)
	p.Birth = p.Birth.complete(duplicate.Birth)
	for _, r := range duplicate.References {
		if !slices.Contains(p.References, r) {
			p.References = append(slices.Clone(p.References), r)
		}
	}
	if p.Wijk == (Wijk{}) {
		p.Wijk = duplicate.Wijk
	}
	return p
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func isText(s string) bool { return !strings.ContainsFunc(s, unicode.IsControl) }

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
