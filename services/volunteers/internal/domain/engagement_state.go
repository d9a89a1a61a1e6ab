package domain

import "slices"

// EngagementState is how far a relation has come.
type EngagementState string

// The states.
const (
	Intake    EngagementState = "intake"
	Screening EngagementState = "screening"
	Engaged   EngagementState = "active"
	Paused    EngagementState = "paused"
	Left      EngagementState = "left"
)

// Next answers the states that can follow: the one table of what a relation goes through. Who left begins anew with another.
func (s EngagementState) Next() []EngagementState {
	return map[EngagementState][]EngagementState{
		Intake:    {Screening, Left},
		Screening: {Engaged, Left},
		Engaged:   {Paused, Left},
		Paused:    {Engaged, Left},
	}[s]
}

// MayBecome says whether to can follow.
func (s EngagementState) MayBecome(to EngagementState) bool { return slices.Contains(s.Next(), to) }
