package domain

import (
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Missing answers what somebody who holds certificates lacks of what a role asks on a date: CERTIFICATE_MISSING for what is
// not held, was not seen by then, or was not screened for all that the role asks; CERTIFICATE_EXPIRED for what has run out.
// It names the certificate, the role and the date, and nobody.
func Missing(role Role, held []Certificate, on civil.Date, policy CertificatePolicy) []fault.Field {
	var broken []fault.Field
	for _, r := range role.Certificates {
		_, until, found := r.lasting(held, on, policy)
		switch {
		case !found:
			broken = append(broken, violation("role_id", "CERTIFICATE_MISSING", "The role %q asks for %s that was seen by %s. %s",
				role.Name, r.words(), on, r.shortfall(held)))
		case !until.IsZero() && on.After(until):
			broken = append(broken, violation("role_id", "CERTIFICATE_EXPIRED",
				"The role %q asks for %s that counts on %s. The one that was seen ran out after %s.", role.Name, r.words(), on, until))
		}
	}
	return broken
}

// Expiry is that a certificate which a role needs counts no longer after a date.
type Expiry struct {
	Certificate Certificate
	RoleID      string
	ProgrammeID string
	Until       civil.Date // the last date on which it counts
}

// Expiries answers which of the certificates that somebody holds a role needs, as they are known on a date: for each that
// it asks for the one that counts longest. What is missing is not among them, nor what does not run out.
func Expiries(role Role, held []Certificate, on civil.Date, policy CertificatePolicy) (list []Expiry) {
	for _, r := range role.Certificates {
		c, until, found := r.lasting(held, on, policy)
		if found && !until.IsZero() {
			list = append(list, Expiry{Certificate: c, RoleID: role.ID, ProgrammeID: role.ProgrammeID, Until: until})
		}
	}
	return list
}

// Fulfilment is that somebody fulfils a role: an active assignment.
type Fulfilment struct {
	AssignmentID string
	PersonID     string
	RoleID       string
}

// lasting answers the certificate that counts longest among those that are what is asked for and were seen by a date, and
// the last date on which it does (zero: it does not run out). Of two that count as long it is the one recorded first.
func (r RequiredCertificate) lasting(
	held []Certificate, on civil.Date, policy CertificatePolicy,
) (best Certificate, until civil.Date, found bool) {
	months := policy.Months(r)
	for _, c := range held {
		if !r.answeredBy(c) || !c.seenBy(on) {
			continue
		}
		if last := c.ValidUntil(months); !found || last.After(until) || last == until && c.ID < best.ID {
			best, until, found = c, last, true
		}
	}
	return best, until, found
}

// answeredBy says whether a certificate is what is asked for, seen or not.
func (r RequiredCertificate) answeredBy(c Certificate) bool {
	areas, aspects := c.lacks(r)
	return r.sameAs(c) && len(areas)+len(aspects) == 0
}

func (r RequiredCertificate) sameAs(c Certificate) bool {
	return !c.Withdrawn && c.Kind == r.Kind && c.Training == r.Training
}

// words names what is asked for.
func (r RequiredCertificate) words() string {
	if r.Kind == Training {
		return "the training " + r.Training
	}
	return "a VOG" + screening(r.RiskAreas, r.FunctionAspects)
}

// shortfall says what comes nearest to what is asked for, and what is wrong with it.
func (r RequiredCertificate) shortfall(held []Certificate) string {
	nearest, least := "There is none.", -1
	for _, c := range held {
		if !r.sameAs(c) {
			continue
		}
		areas, aspects := c.lacks(r)
		count := len(areas) + len(aspects)
		if least >= 0 && count >= least {
			continue
		}
		least = count
		nearest = "The one there is was not seen by then."
		if count > 0 {
			nearest = "The one there is was not screened" + screening(areas, aspects) + "."
		}
	}
	return nearest
}

// screening names risk areas and function aspects: " for risk area 08 and function aspect 84, 85".
func screening(areas, aspects []string) string {
	var parts []string
	if len(areas) > 0 {
		parts = append(parts, "risk area "+strings.Join(areas, ", "))
	}
	if len(aspects) > 0 {
		parts = append(parts, "function aspect "+strings.Join(aspects, ", "))
	}
	if len(parts) == 0 {
		return ""
	}
	return " for " + strings.Join(parts, " and ")
}
