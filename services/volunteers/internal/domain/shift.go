package domain

import (
	"cmp"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/period"
)

// MaxShift is how long a shift can take: a session of a day, with what is done before and after it.
const MaxShift = (24 + 4 + 4) * time.Hour

// Shift is one piece of work of one person (dienst).
type Shift struct {
	ID           string
	RoleID       string
	AssignmentID string // of who works it; empty: it is open
	PersonID     string // of the assignment
	SeriesID     string // empty where it stands alone
	SessionID    string // empty: it is free-standing
	// Confirmed says that the service activities told the times of the session when it was asked, or told of them since.
	Confirmed     bool
	MinutesBefore int
	MinutesAfter  int
	Date          civil.Date // the local date it starts on
	period.Period
	LocationID string // of its session
	Place      string
	Adjusted   bool // it was changed by itself, and does not follow its series
	State      ShiftState
	Reason     string // why it was cancelled: the name of the contract's ShiftCancellationReason
	Override   string // why it may overlap others of the same person
	Recorder   string
	Version    int64
	Created    time.Time
	Updated    time.Time
}

// ShiftChange is what happened to a shift. Changes are never changed.
type ShiftChange struct {
	ID           string
	ShiftID      string
	Version      int64 // of the shift after it
	Kind         ShiftStep
	AssignmentID string
	period.Period
	Override string
	Recorder string
	Created  time.Time
}

// Override is that a coordinator lets shifts of one person overlap. Nil: nobody does.
type Override struct{ Reason string }

// Begun says whether a shift has started.
func (s Shift) Begun(now time.Time) bool { return !s.Start.After(now) }

// InTheWay answers the others that a shift overlaps, in their order: a person is in one place at a time. What is cancelled or
// open is in nobody's way.
func (s Shift) InTheWay(others []Shift) []Shift {
	var found []Shift
	if s.State != ShiftPlanned || s.PersonID == "" {
		return nil
	}
	for _, o := range others {
		if o.ID != s.ID && o.State == ShiftPlanned && o.PersonID == s.PersonID && s.Overlaps(o.Period) {
			found = append(found, o)
		}
	}
	return found
}

// CheckOverlap answers every other shift of the same person that is in the way, unless it is overridden, which needs a reason.
// Zone is whose clocks the times are told by.
func (s *Shift) CheckOverlap(others []Shift, override *Override, zone *time.Location) []fault.Field {
	if override != nil && override.Reason == "" {
		return []fault.Field{violation("overlap_override.reason", "OVERRIDE_WITHOUT_REASON", "Say why the shifts may overlap.")}
	}
	found := s.InTheWay(others)
	if override != nil {
		if len(found) > 0 {
			s.Override = override.Reason
		}
		return nil
	}
	broken := make([]fault.Field, 0, len(found))
	for _, o := range found {
		broken = append(broken, violation("assignment_id", "OVERLAP", "The person has shift %s from %s to %s.",
			o.ID, local(o.Start, zone), local(o.End, zone)))
	}
	return broken
}

func local(at time.Time, zone *time.Location) string { return at.In(zone).Format("2006-01-02 15:04") }

// SortShifts brings shifts in the order of their start, those at one time by id.
func SortShifts(list []Shift) {
	slices.SortFunc(list, func(a, b Shift) int {
		if c := a.Start.Compare(b.Start); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
}
