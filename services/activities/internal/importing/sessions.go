package importing

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// Sessions finds the session that a row of a presence list means. What there is not it makes, once for all rows of the file
// that mean it.
type Sessions struct {
	// Make answers the session that a row means and that is new, or every rule it breaks; nil for who may not add one.
	Make func(Presence) (domain.Session, []fault.Field)
	Zone *time.Location
	Now  time.Time

	byID  map[string]domain.Session
	byDay map[day][]string
	timed map[day]bool // the days of which a row says when a session began
	made  []domain.Session
}

// day is one day of one activity.
type day struct {
	activityID string
	date       civil.Date
}

// NewSessions answers those there are: with the ids, and on the days of the activities that rows speak of.
func NewSessions(list map[string]domain.Session) *Sessions {
	s := &Sessions{byID: map[string]domain.Session{}, byDay: map[day][]string{}, timed: map[day]bool{}}
	for _, one := range list {
		s.add(one)
	}
	return s
}

func (s *Sessions) add(one domain.Session) {
	s.byID[one.ID] = one
	on := day{one.ActivityID, one.Date}
	s.byDay[on] = append(s.byDay[on], one.ID)
}

// Expect hears of a row before any is found. Where one row says when a session began, all rows of that day must: otherwise it
// would be the order of the rows that says which session the others mean, and another one when the file comes again.
func (s *Sessions) Expect(p Presence) {
	if p.Present && p.At != nil {
		s.timed[day{p.ActivityID, p.Date}] = true
	}
}

// Made answers the sessions that are new, in the order of the file.
func (s *Sessions) Made() []domain.Session { return s.made }

// ByID answers all sessions, also those that are new.
func (s *Sessions) ByID() map[string]domain.Session { return s.byID }

// The reasons why a row does not say which session it is about, beside those of the domain.
const (
	reasonActivityMissing    = "ACTIVITY_MISSING"
	reasonActivityUnknown    = "ACTIVITY_UNKNOWN"
	reasonActivityAmbiguous  = "ACTIVITY_AMBIGUOUS"
	reasonSessionUnknown     = "SESSION_UNKNOWN"
	reasonSessionAmbiguous   = "SESSION_AMBIGUOUS"
	reasonSessionOnOtherDate = "SESSION_ON_OTHER_DATE"
)

const (
	fieldSession = "session_id"
	fieldStart   = "start_time"
)

// Find completes a row with its session and answers every rule that it breaks.
func (s *Sessions) Find(p *Presence) []fault.Field {
	if p.SessionID != "" {
		return s.check(p)
	}
	standing, cancelled := s.candidates(*p)
	switch {
	case len(standing) > 1, p.At == nil && s.timed[day{p.ActivityID, p.Date}]:
		return []fault.Field{{Path: fieldStart, Reason: reasonSessionAmbiguous}}
	case len(standing) == 1:
		p.SessionID = standing[0]
		return s.check(p)
	case cancelled:
		return []fault.Field{{Path: fieldSession, Reason: "SESSION_CANCELLED"}}
	case s.Make == nil:
		return []fault.Field{{Path: fieldSession, Reason: reasonSessionUnknown}}
	}
	made, broken := s.Make(*p)
	if len(broken) > 0 {
		return broken
	}
	s.add(made)
	s.made = append(s.made, made)
	p.SessionID = made.ID
	return nil
}

// check answers every rule that is broken by attendance of the session that a row names.
func (s *Sessions) check(p *Presence) []fault.Field {
	one, known := s.byID[p.SessionID]
	switch {
	case !known:
		return []fault.Field{{Path: fieldSession, Reason: reasonSessionUnknown}}
	case one.Date != p.Date:
		return []fault.Field{{Path: fieldSession, Reason: reasonSessionOnOtherDate}}
	case one.State == domain.SessionCancelled:
		return []fault.Field{{Path: fieldSession, Reason: "SESSION_CANCELLED"}}
	case !one.Begun(s.Now):
		return []fault.Field{{Path: fieldSession, Reason: "SESSION_NOT_BEGUN"}}
	}
	return nil
}

// candidates answers the sessions that a row can mean, without those that were cancelled, and whether there are such.
func (s *Sessions) candidates(p Presence) (standing []string, cancelled bool) {
	for _, id := range s.byDay[day{p.ActivityID, p.Date}] {
		one := s.byID[id]
		elsewhere := p.LocationID != "" && one.LocationID != p.LocationID
		if elsewhere || (p.At != nil && !s.begins(one, *p.At)) {
			continue
		}
		if one.State == domain.SessionCancelled {
			cancelled = true
			continue
		}
		standing = append(standing, id)
	}
	return standing, cancelled
}

func (s *Sessions) begins(one domain.Session, at civil.Time) bool {
	local := one.Start.In(s.Zone)
	return civil.Time{Hour: local.Hour(), Minute: local.Minute()} == at
}
