// Package domain holds the rules of the account: what a recorded fact adds to which figure, how a figure is made of
// what was added, and in which words it is published. It is pure: no clock, no storage, no messages.
package domain

import "github.com/deschoor/meedoen/platform/civil"

// HeadCount is the kind of a fact that says how many people came, without saying who (telling).
const HeadCount = "head_count"

// Fact is something that was recorded and may count towards figures, as it stands now.
type Fact struct {
	// ID is the identifier that the recording service gave it.
	ID string
	// Kind is what sort of fact it is: HeadCount.
	Kind string
	// Date is the local date it happened on; its year and month are those it counts in.
	Date civil.Date
	// LocationID is where, ProgrammeID for which programme.
	LocationID, ProgrammeID string
	// Quantity is how many, 0 or more. A head count of 0 is an opening that nobody came to.
	Quantity int64
	// Method is how it was counted: counter, tally or estimate.
	Method string
	// PartOfDay is morning, afternoon, evening or whole_day.
	PartOfDay string
	// Withdrawn says that it should never have been recorded and counts nowhere.
	Withdrawn bool
}

// Location is a place as the register has it now (locatie). When a place changes, its facts count anew.
type Location struct {
	// ID is the identifier.
	ID string
	// Kind is what it is: the name of the LocationKind in lower case without its prefix, such as "community_centre".
	Kind string
	// Wijk is the CBS code of its wijk, which means what it meant in the CBS map of WijkYear: codes change meaning.
	Wijk     string
	WijkYear int
	// Stadsdeel is its city district, such as "haven".
	Stadsdeel string
	// Opening and Closing are the first and the last local date it was open. No Closing: it still is.
	Opening, Closing civil.Date
}

// openBetween says whether the place was open on at least one day from first to last, both included.
func (l Location) openBetween(first, last civil.Date) bool {
	return !l.Opening.After(last) && (l.Closing.IsZero() || !l.Closing.Before(first))
}

// Programme is a line of work that facts are recorded under (programma).
type Programme struct {
	// ID is the identifier, Code the short name that filters use.
	ID, Code string
	// Theme is the id of its theme as the catalogue has it, such as "ontmoeting_verbinding".
	Theme string
	// ParentID is the programme it is part of, empty at the top.
	ParentID string
	// Start and End are its first and last local date. No End: it still runs.
	Start, End civil.Date
}
