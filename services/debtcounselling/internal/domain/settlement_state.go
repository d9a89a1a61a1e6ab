package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/lifecycle"
)

// SettlementState is how far a settlement has come: the names of the contract.
type SettlementState string

// The states.
const (
	SettlementDraft           SettlementState = "draft"
	SettlementProposed        SettlementState = "proposed"
	SettlementPartlyRefused   SettlementState = "partly_refused"
	SettlementReconsideration SettlementState = "reconsideration"
	SettlementCourt           SettlementState = "court"
	SettlementAccepted        SettlementState = "accepted"
	SettlementRunning         SettlementState = "running"
	SettlementRejected        SettlementState = "rejected"
	SettlementStatutory       SettlementState = "statutory"
	SettlementCompleted       SettlementState = "completed"
	SettlementBroken          SettlementState = "broken"
	SettlementWithdrawn       SettlementState = "withdrawn"
)

// settlementLife is the whole life of a settlement. Who refused is asked again or brought before the court (Fw article 287a);
// what the court rejects, or creditors do without it, is handed over to the statutory scheme (Fw article 285) or left.
func settlementLife() lifecycle.States[SettlementState] {
	return lifecycle.States[SettlementState]{
		SettlementDraft:    {SettlementProposed, SettlementWithdrawn},
		SettlementProposed: {SettlementAccepted, SettlementPartlyRefused, SettlementWithdrawn},
		SettlementPartlyRefused: {
			SettlementReconsideration, SettlementCourt, SettlementRejected, SettlementStatutory, SettlementWithdrawn,
		},
		SettlementReconsideration: {SettlementAccepted, SettlementPartlyRefused, SettlementWithdrawn},
		SettlementCourt:           {SettlementAccepted, SettlementRejected, SettlementStatutory, SettlementWithdrawn},
		SettlementAccepted:        {SettlementRunning, SettlementWithdrawn},
		SettlementRunning:         {SettlementCompleted, SettlementBroken},
		SettlementRejected:        {SettlementStatutory},
	}
}

// Next answers the states that can follow.
func (s SettlementState) Next() []SettlementState { return settlementLife()[s] }

// Open says that the settlement has not come to an end. What was rejected can still be handed over, and stands in the way of no
// other.
func (s SettlementState) Open() bool {
	return !slices.Contains([]SettlementState{
		SettlementRejected, SettlementStatutory, SettlementCompleted, SettlementBroken, SettlementWithdrawn,
	}, s)
}

// asks says that creditors are asked, and may answer.
func (s SettlementState) asks() bool {
	return s == SettlementProposed || s == SettlementReconsideration
}
