package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
)

// Assignment is that a person fulfils a role, or may come to (koppeling).
type Assignment struct {
	ID           string
	EngagementID string
	RoleID       string
	VacancyID    string // where it came from; empty where there was none
	State        AssignmentState
	Start        civil.Date // of the work; before it began, of the proposal
	End          civil.Date // the last date of the work; zero while it goes on
	StateDate    civil.Date
	Wijk         areas.Wijk // of the work; zero where it has none
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// AssignmentTransition is a step of an assignment from one state to another.
type AssignmentTransition struct {
	ID           string
	AssignmentID string
	Version      int64 // of the assignment after the step
	From, To     AssignmentState
	Date         civil.Date
	DeclinedBy   string // the name of the contract's MatchSide; only of one that was declined
	Reason       string
	Recorder     string
	Created      time.Time
}

// AssignmentYear is that an assignment counts in a calendar year.
type AssignmentYear struct {
	ID           string
	AssignmentID string
	Year         int
	Date         civil.Date // the first of the assignment in that year
	AgeBand      string     // of the person on that date: the name of the contract's AgeBand
	Withdrawn    bool
	Version      int64
}
