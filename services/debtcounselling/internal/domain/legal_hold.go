package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// LegalHold is that a trajectory, or all of a client, has to be kept for now (bewaarplicht). One of the two is named.
type LegalHold struct {
	ID           string
	TrajectoryID string
	ClientID     string
	Reason       string // the name of the contract's LegalHoldReason
	Reference    string // what it is known by: it may name somebody
	Start        civil.Date
	End          civil.Date // from then on it holds no more; zero while it runs
	Recorder     string
	Created      time.Time
}

// Check answers every rule that a new hold breaks.
func (h LegalHold) Check(today civil.Date) (broken []fault.Field) {
	switch {
	case h.TrajectoryID == "" && h.ClientID == "":
		broken = append(broken, violation("trajectory_id", "HOLD_OF_NOTHING", "Say which trajectory, or which client."))
	case h.TrajectoryID != "" && h.ClientID != "":
		broken = append(broken, violation("client_id", "HOLD_OF_BOTH", "A hold is of a trajectory, or of all of a client."))
	}
	if h.Start.After(today) {
		broken = append(broken, violation("start_date", "DATE_IN_FUTURE", "%s has not come yet.", h.Start))
	}
	return broken
}

// Refuses answers that nothing is removed while a hold runs. Error: FAILED_PRECONDITION (LEGAL_HOLD) with the hold.
func (h LegalHold) Refuses() error {
	return fault.New(fault.FailedPrecondition, "LEGAL_HOLD", "It has to be kept since %s.", h.Start).With("legal_hold_id", h.ID)
}
