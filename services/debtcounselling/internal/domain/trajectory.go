package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// TrajectoryKind is what kind of help a trajectory is: the names of the contract.
type TrajectoryKind string

// The kinds.
const (
	DebtHelp          TrajectoryKind = "debt_help"
	YouthFund         TrajectoryKind = "youth_fund"
	LongTermGuidance  TrajectoryKind = "long_term_guidance"
	SocialLegalAdvice TrajectoryKind = "social_legal_advice"
)

// Single says that a client has one running trajectory of the kind at most. Advice on rights is given for one question, and
// there may be another.
func (k TrajectoryKind) Single() bool { return k != SocialLegalAdvice }

// MostClients is how many clients a trajectory has at most: partners who are both liable.
const MostClients = 2

// RecidivismYears is how many years after a trajectory ended a new one counts as recidivism (recidive, as the NVVK counts it).
const RecidivismYears = 5

// Trajectory is the help that a household gets (schuldhulptraject).
type Trajectory struct {
	ID           string
	Kind         TrajectoryKind
	ClientIDs    []string
	Report       civil.Date // when help was asked for (melding)
	Channel      string     // the name of the contract's ReportChannel
	Crisis       bool
	CrisisGround string // the name of the contract's CrisisGround
	Municipality string // the code of the one that is responsible
	Referrer     string // the subject of the system that referred the client
	State        TrajectoryState
	StateDate    civil.Date
	End          civil.Date // the last date; zero while it runs
	ExitReason   ExitReason
	DebtFree     bool
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// TrajectoryTransition is a step of a trajectory from one state to another. Steps are never changed.
type TrajectoryTransition struct {
	ID           string
	TrajectoryID string
	Version      int64 // of the trajectory after it
	From, To     TrajectoryState
	Date         civil.Date
	ExitReason   ExitReason
	DebtFree     bool
	Recorder     string
	Created      time.Time
}

// OverlapsDates says whether two trajectories have a date in common.
func (t Trajectory) OverlapsDates(other Trajectory) bool {
	return (other.End.IsZero() || !other.End.Before(t.Report)) && (t.End.IsZero() || !t.End.Before(other.Report))
}

// IsRecidivism says whether a trajectory began within five years after an earlier one ended.
func (t Trajectory) IsRecidivism(earlier Trajectory) bool {
	return earlier.ID != t.ID && !earlier.End.IsZero() && !earlier.End.After(t.Report) &&
		!earlier.End.Before(t.Report.AddMonths(-12*RecidivismYears))
}
