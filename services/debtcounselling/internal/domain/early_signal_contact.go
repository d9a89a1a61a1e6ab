package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// EarlyContactKind is how contact was sought: the names of the contract.
type EarlyContactKind string

// Administrative is that a case was handled without contact. It takes a case up, and meets no term.
const Administrative EarlyContactKind = "administrative"

// EarlySignalContact is that contact was sought (contactpoging). Rows are never changed.
type EarlySignalContact struct {
	ID       string
	CaseID   string
	Kind     EarlyContactKind
	Reached  bool // there was contact
	Date     civil.Date
	DayPart  string // the name of the contract's EarlySignalDayPart
	Recorder string
	Created  time.Time
}
