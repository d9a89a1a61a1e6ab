// Package domain holds the rules of people who help: how far a relation and an assignment have come, what a role asks, who
// fits a vacancy, what hours and allowances may be. It is pure: no clock, no storage, no messages.
package domain

import "github.com/deschoor/meedoen/platform/civil"

// Programme is a line of work of the service activities (programma), as far as its events tell of it.
type Programme struct {
	ID       string
	Code     string
	ParentID string // what it is part of; empty at the top
	Start    civil.Date
	End      civil.Date // the last date; zero while it runs
	Version  int64
}

// RunsOn says whether the programme runs on a date.
func (p Programme) RunsOn(date civil.Date) bool {
	return !date.Before(p.Start) && (p.End.IsZero() || !date.After(p.End))
}
