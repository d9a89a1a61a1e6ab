package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Certificate is that somebody asked for, was given or showed a certificate (bewijs): its dates, and never what it says or a
// copy of it.
type Certificate struct {
	ID              string
	PersonID        string
	Kind            CertificateKind
	Training        string     // which; empty for a VOG
	RiskAreas       []string   // that a VOG was screened for, by their two digits
	FunctionAspects []string   // the same
	Requested       civil.Date // zero where nobody knows
	Issued          civil.Date // zero until it was
	Seen            civil.Date // by the organisation; zero until it was
	SeenBy          string     // the subject of the token of who recorded that it was seen
	Withdrawn       bool       // it was recorded by mistake
	Version         int64
	Created         time.Time
	Updated         time.Time
}

// CertificateState is how far a certificate has come on a date: the names of the contract's CertificateState. It is never
// stored.
type CertificateState string

// The states.
const (
	CertificateRequested CertificateState = "requested"
	CertificateIssued    CertificateState = "issued"
	CertificateSeen      CertificateState = "seen"
	CertificateExpired   CertificateState = "expired"
	CertificateWithdrawn CertificateState = "withdrawn"
)

// CertificatePolicy is how many months after its issue a certificate counts where a role does not say; 0: for good. It is
// a choice of the organisation, for the law knows no validity of a VOG (Justis, "Geldigheidsduur VOG").
type CertificatePolicy struct {
	VOGMonths      int
	TrainingMonths int
}

// Months answers how long what a role asks for counts after its issue.
func (p CertificatePolicy) Months(r RequiredCertificate) int {
	switch {
	case r.ValidityMonths > 0:
		return r.ValidityMonths
	case r.Kind == VOG:
		return p.VOGMonths
	}
	return p.TrainingMonths
}

// ValidUntil answers the last date on which a certificate counts that is good for months. Zero: it does not run out, or
// was not issued.
func (c Certificate) ValidUntil(months int) civil.Date {
	if months == 0 || c.Issued.IsZero() {
		return civil.Date{}
	}
	return c.Issued.AddMonths(months)
}

// State answers how far the certificate had come on a date, where no role says how long it counts.
func (c Certificate) State(on civil.Date, policy CertificatePolicy) CertificateState {
	until := c.ValidUntil(policy.Months(RequiredCertificate{Kind: c.Kind}))
	switch {
	case c.Withdrawn:
		return CertificateWithdrawn
	case c.Issued.IsZero() || c.Issued.After(on):
		return CertificateRequested
	case !until.IsZero() && on.After(until):
		return CertificateExpired
	case !c.seenBy(on):
		return CertificateIssued
	}
	return CertificateSeen
}

func (c Certificate) seenBy(on civil.Date) bool { return !c.Seen.IsZero() && !c.Seen.After(on) }

// Check answers every rule the certificate breaks, by field.
func (c Certificate) Check(today civil.Date) []fault.Field {
	broken := checkKind("", c.Kind, c.Training, c.RiskAreas, c.FunctionAspects)
	if c.Requested.IsZero() && c.Issued.IsZero() {
		broken = append(broken, violation("requested_date", "DATE_MISSING", "Say when it was requested, or issued."))
	}
	if c.Issued.IsZero() && !c.Seen.IsZero() {
		broken = append(broken, violation("issued_date", "ISSUED_DATE_MISSING", "What was seen was issued before."))
	}
	broken = append(broken, checkOrder("issued_date", "ISSUED_BEFORE_REQUESTED", c.Requested, c.Issued)...)
	broken = append(broken, checkOrder("seen_date", "SEEN_BEFORE_ISSUED", c.Issued, c.Seen)...)
	for _, d := range []struct {
		path string
		date civil.Date
	}{{"requested_date", c.Requested}, {"issued_date", c.Issued}, {"seen_date", c.Seen}} {
		if d.date.After(today) {
			broken = append(broken, violation(d.path, "DATE_IN_FUTURE", "%s has not come yet.", d.date))
		}
	}
	return broken
}

// CheckChange answers every rule that is broken by becoming what it is from before.
func (c Certificate) CheckChange(before Certificate) []fault.Field {
	var broken []fault.Field
	if c.PersonID != before.PersonID {
		broken = append(broken, violation("person_id", "PERSON_FIXED", "A certificate stays with its person."))
	}
	if c.Kind != before.Kind {
		broken = append(broken, violation("kind", "KIND_FIXED", "Withdraw what was recorded by mistake, and record another."))
	}
	return broken
}

// checkKind answers what does not go together in a certificate, or in what a role asks for, at a place.
func checkKind(place string, kind CertificateKind, training string, riskAreas, aspects []string) []fault.Field {
	var broken []fault.Field
	switch {
	case kind == VOG && training != "":
		broken = append(broken, violation(place+"training", "TRAINING_FOR_VOG", "A VOG is no training."))
	case kind == Training && training == "":
		broken = append(broken, violation(place+"training", "TRAINING_MISSING", "Say which training."))
	}
	if kind == Training && len(riskAreas)+len(aspects) > 0 {
		broken = append(broken, violation(place+"risk_areas", "SCREENING_FOR_TRAINING",
			"Only a VOG has risk areas and function aspects."))
	}
	return broken
}

func checkOrder(path, reason string, first, next civil.Date) []fault.Field {
	if first.IsZero() || next.IsZero() || !next.Before(first) {
		return nil
	}
	return []fault.Field{violation(path, reason, "%s is before %s.", next, first)}
}

// lacks answers the risk areas and function aspects that a role asks for and the certificate was not screened for.
func (c Certificate) lacks(r RequiredCertificate) (areas, aspects []string) {
	return without(r.RiskAreas, c.RiskAreas), without(r.FunctionAspects, c.FunctionAspects)
}

func without(list, held []string) (missing []string) {
	for _, one := range list {
		if !slices.Contains(held, one) {
			missing = append(missing, one)
		}
	}
	return missing
}
