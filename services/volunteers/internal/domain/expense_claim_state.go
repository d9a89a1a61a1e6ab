package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
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

// Next answers the states that can follow: the one table of what a claim goes through. One that was approved may still be
// rejected until it is paid: its hours may be withdrawn, or the person gone.
func (s ClaimState) Next() []ClaimState {
	return map[ClaimState][]ClaimState{
		ClaimSubmitted: {ClaimApproved, ClaimRejected},
		ClaimApproved:  {ClaimPaid, ClaimRejected},
	}[s]
}

// refuse answers why to cannot follow: FAILED_PRECONDITION with the state it is in.
func (s ClaimState) refuse(to ClaimState) error {
	if slices.Contains(s.Next(), to) {
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
