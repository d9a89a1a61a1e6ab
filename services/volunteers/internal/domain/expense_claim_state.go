package domain

import (
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// ClaimState is what became of a claim.
type ClaimState string

// The states.
const (
	ClaimSubmitted ClaimState = "submitted"
	ClaimApproved  ClaimState = "approved"
	ClaimRejected  ClaimState = "rejected"
	ClaimPaid      ClaimState = "paid"
)

// claimLife is the one table of what a claim goes through. One that was approved may still be rejected until it is paid: its
// hours may be withdrawn, or the person gone.
func claimLife() lifecycle.States[ClaimState] {
	return lifecycle.States[ClaimState]{
		ClaimSubmitted: {ClaimApproved, ClaimRejected},
		ClaimApproved:  {ClaimPaid, ClaimRejected},
	}
}

// Next answers the states that can follow.
func (s ClaimState) Next() []ClaimState { return claimLife()[s] }

// refuse answers why to cannot follow: FAILED_PRECONDITION with the state it is in.
func (s ClaimState) refuse(to ClaimState) error {
	if claimLife().Allows(s, to) {
		return nil
	}
	why := map[ClaimState]struct{ reason, text string }{
		ClaimSubmitted: {"CLAIM_NOT_APPROVED", "This claim was not approved yet."},
		ClaimApproved:  {"CLAIM_APPROVED", "This claim was approved already."},
		ClaimRejected:  {"CLAIM_REJECTED", "This claim was rejected. Claim it anew."},
		ClaimPaid:      {"CLAIM_PAID", "This claim is in a payment batch already."},
	}[s]
	return fault.New(fault.FailedPrecondition, why.reason, "%s", why.text)
}
