package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// Reach is how near to the work somebody must live: the names of the contract's Reach.
type Reach string

// The reaches.
const (
	WholeCity     Reach = "city"
	SameStadsdeel Reach = "stadsdeel"
	SameWijk      Reach = "wijk"
)

// CertificateKind is what somebody shows (soort bewijs).
type CertificateKind string

// The kinds.
const (
	VOG      CertificateKind = "vog" // Verklaring Omtrent het Gedrag
	Training CertificateKind = "training"
)

// RequiredCertificate is a certificate that a role asks for.
type RequiredCertificate struct {
	Kind            CertificateKind
	Training        string // which; empty for a VOG
	RiskAreas       []string
	FunctionAspects []string
	ValidityMonths  int // how long after its issue it counts; 0: as configured for its kind
}

// Role is what people do in a programme (functie).
type Role struct {
	ID           string
	Code         string // by which indicators know the work; a role keeps it
	Name         string
	ProgrammeID  string
	Certificates []RequiredCertificate
	MinAge       int // in whole years; 0: any
	Reach        Reach
	Start        civil.Date
	End          civil.Date // the last date; zero while no end is known
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// FulfilledOn says whether people do the work of the role on a date.
func (r Role) FulfilledOn(date civil.Date) bool {
	return !date.Before(r.Start) && (r.End.IsZero() || !date.After(r.End))
}
