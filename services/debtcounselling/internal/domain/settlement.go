package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// SettlementKind is how creditors are paid: the names of the contract.
type SettlementKind string

// The kinds.
const (
	RestructuringLoan  SettlementKind = "restructuring_loan"  // saneringskrediet (SK)
	DebtMediation      SettlementKind = "debt_mediation"      // schuldbemiddeling (SB)
	PaymentArrangement SettlementKind = "payment_arrangement" // betalingsregeling
	Refinancing        SettlementKind = "refinancing"         // herfinanciering
	WithoutCapacity    SettlementKind = "without_capacity"    // schuldregeling zonder afloscapaciteit (SA)
)

// paysAll says that every claim is paid whole.
func (k SettlementKind) paysAll() bool { return k == PaymentArrangement || k == Refinancing }

// repays says that creditors get what can be repaid in the months of the norm.
func (k SettlementKind) repays() bool { return k == RestructuringLoan || k == DebtMediation }

// Settlement is what is offered to the creditors of a trajectory (regeling). Amounts are in cents. What was drawn up never
// changes.
type Settlement struct {
	ID           string
	TrajectoryID string
	Kind         SettlementKind
	Date         civil.Date // whose norms and fees hold
	Basis        SettlementBasis
	Monthly      int64 // what the client pays in each month
	Months       int
	Extra        int64 // what is paid in at once beside that
	Pot          Pot
	Offers       []Offer // by the number of the claim
	Note         string
	Life         SettlementLife
	Recorder     string
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// SettlementBasis are the calculations that a settlement rests on, with their figures as they were.
type SettlementBasis struct {
	CalculationID string // of the capacity; empty where what pays all rests on none
	Free          int64  // the vtlb of that calculation
	Capacity      int64
	ProtectedID   string // of the protected earnings; empty where nothing is paid in each month
	Income        int64  // that they are of
	Protected     int64
}

// SettlementLife is how far a settlement has come. Dates are zero where they did not come.
type SettlementLife struct {
	State        SettlementState
	Since        civil.Date
	Round        int        // how often it was proposed
	Proposed     civil.Date // at first
	Reconsidered civil.Date // when it was last proposed again
	AnswerDue    civil.Date // the last date on which answers are in time; zero where no term held
	CourtAsked   civil.Date
	Accepted     civil.Date // when all agreed, or the court made them
	Forced       bool       // the court did
	Rejected     civil.Date
	Withdrawn    civil.Date
	Declared     civil.Date // the declaration for the statutory scheme
	Start        civil.Date // from which it is paid
	End          civil.Date // when it was completed or broken off
}

// OfferOutcome is what became of an offer: the names of the contract.
type OfferOutcome string

// The outcomes.
const (
	OfferAccepted   OfferOutcome = "accepted"
	OfferRefused    OfferOutcome = "refused"
	OfferUnanswered OfferOutcome = "no_answer"
)

// Offer is what a claim is offered, of what was owed then, with the last answer to it.
type Offer struct {
	ClaimID  string
	Number   int
	Rank     ClaimRank
	Owed     int64
	Share    int64
	Round    int          // of the last answer; 0 while there is none
	Outcome  OfferOutcome // empty while there is none
	Reason   string       // the name of the contract's OfferRefusal
	Answered civil.Date
}

// BasisPoints answers what is offered of what is owed, in hundredths of a percent, rounded half up.
func (o Offer) BasisPoints() int64 {
	if o.Owed == 0 {
		return 0
	}
	return (o.Share*100_00 + o.Owed/2) / o.Owed
}

// OfferAnswer is what was answered about one claim. Answers are never changed.
type OfferAnswer struct {
	ID           string
	SettlementID string
	ClaimID      string
	Round        int
	Outcome      OfferOutcome
	Reason       string
	Date         civil.Date
	Recorder     string
	Created      time.Time
}

// SettlementTransition is a step of a settlement from one state to another. Steps are never changed.
type SettlementTransition struct {
	ID           string
	SettlementID string
	Version      int64 // of the settlement after it
	From, To     SettlementState
	Date         civil.Date
	Recorder     string
	Created      time.Time
}
