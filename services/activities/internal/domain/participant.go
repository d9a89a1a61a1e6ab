package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

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
	person.Person
	References []Reference // what other administrations call the person
	Wijk       areas.Wijk  // where the person lives; zero where that is not known
	State      ParticipantState
	SurvivorID string // who a merged one was found to be
	Version    int64
	Created    time.Time
	Updated    time.Time
}

// Check answers every rule that a participant breaks, by field. Values of a person stand in no text.
func (p Participant) Check(today civil.Date, register areas.Register) []fault.Field {
	return append(p.CheckNames(), p.CheckKnown(today, register)...)
}

// CheckKnown answers every rule that what is known of a participant breaks, by field, and asks for nothing: of whom only a
// reference is known, no name is.
func (p Participant) CheckKnown(today civil.Date, register areas.Register) []fault.Field {
	broken := p.Person.CheckKnown(today)
	if _, known := register.Stadsdeel(p.Wijk); !known && p.Wijk != (areas.Wijk{}) {
		broken = append(broken, violation("wijk_code", "WIJK_UNKNOWN", "This is no wijk in that edition of the map."))
	}
	return broken
}

// Complete answers p with what it lacks taken from duplicate, who is the same person.
func (p Participant) Complete(duplicate Participant) Participant {
	p.Person = p.Person.Complete(duplicate.Person)
	for _, r := range duplicate.References {
		if !slices.Contains(p.References, r) {
			p.References = append(slices.Clone(p.References), r)
		}
	}
	if p.Wijk == (areas.Wijk{}) {
		p.Wijk = duplicate.Wijk
	}
	return p
}
