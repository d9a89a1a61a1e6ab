package sample

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// Helper is a person who helps, as a volunteer or as an intern. Nobody of this name and birth is meant.
type Helper struct {
	RequestID string
	GivenName string
	Surname   string
	BirthDate civil.Date
	// Wijk is a CBS code in the edition of CalendarYear.
	Wijk      string
	Languages []string
}

// Engagement is what somebody is to the organisation.
type Engagement struct {
	RequestID string
	Helper    string // its request id
	Kind      volunteersv1.EngagementKind
	Start     civil.Date
}

// Role is what people do in a programme.
type Role struct {
	RequestID string
	Code      string
	Name      string
	Programme string // its code
	Start     civil.Date
}

// Assignment is that somebody fulfils a role, did, or was asked to: the others by their request ids.
type Assignment struct {
	RequestID  string
	Engagement string
	Role       string
	State      volunteersv1.AssignmentState
	Start      civil.Date
	// End is the last date; no date while it goes on.
	End civil.Date
}

// Hours is how long somebody worked on a day.
type Hours struct {
	RequestID  string
	Assignment string // its request id
	Date       civil.Date
	Minutes    int32
	State      volunteersv1.HoursState
}

// helpers makes the people who help, and what they do.
func (m *maker) helpers() {
	for _, c := range crews() {
		m.crew(c)
	}
}

func (m *maker) crew(c crew) {
	rng := m.rng("crew " + c.programme + " " + c.role)
	role := Role{
		RequestID: m.id("role", len(m.year.Roles)), Code: c.role, Name: c.name, Programme: c.programme,
		Start: m.programme(c.programme).Start,
	}
	m.year.Roles = append(m.year.Roles, role)
	second := role
	if c.also != "" {
		second.RequestID, second.Code, second.Name = m.id("role", len(m.year.Roles)), c.also, c.alsoName
		m.year.Roles = append(m.year.Roles, second)
	}
	for i := range c.persons {
		a := Assignment{State: volunteersv1.AssignmentState_ASSIGNMENT_STATE_ACTIVE, Start: longAgo(rng)}
		if i%8 == 3 {
			a.Start = day(CalendarYear, time.January, 10).AddDays(rng.IntN(240))
		}
		if i%10 == 6 {
			a.State = volunteersv1.AssignmentState_ASSIGNMENT_STATE_ENDED
			a.End = day(CalendarYear, time.October, 1).AddDays(rng.IntN(80))
		}
		e := m.engage(rng, c, a.Start)
		m.work(rng, c, m.assign(e, role, a))
		if c.also != "" && i%6 == 5 {
			m.work(rng, c, m.assign(e, second, a))
		}
	}
	for range c.former {
		start := day(CalendarYear-4, time.March, 1).AddDays(rng.IntN(600))
		m.assign(m.engage(rng, c, start), role, Assignment{
			State: volunteersv1.AssignmentState_ASSIGNMENT_STATE_ENDED, Start: start,
			End: day(CalendarYear-1, time.January, 15).AddDays(rng.IntN(340)),
		})
	}
	for range c.asked {
		start := day(CalendarYear, time.February, 1).AddDays(rng.IntN(300))
		m.assign(m.engage(rng, c, start), role, Assignment{
			State: volunteersv1.AssignmentState_ASSIGNMENT_STATE_PROPOSED, Start: start,
		})
	}
}

// longAgo answers a date in the three years before CalendarYear.
func longAgo(rng *rand.Rand) civil.Date {
	return day(CalendarYear-3, time.January, 7).AddDays(rng.IntN(1000))
}

// engage makes somebody of the crew, who came some weeks before a date.
func (m *maker) engage(rng *rand.Rand, c crew, before civil.Date) Engagement {
	h := m.helper(rng, c)
	kind := volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER
	if c.interns {
		kind = volunteersv1.EngagementKind_ENGAGEMENT_KIND_INTERN
	}
	e := Engagement{
		RequestID: m.id("engagement", len(m.year.Engagements)), Helper: h.RequestID, Kind: kind,
		Start: before.AddDays(-14 - rng.IntN(60)),
	}
	m.year.Engagements = append(m.year.Engagements, e)
	return e
}

// assign has somebody fulfil a role.
func (m *maker) assign(e Engagement, role Role, a Assignment) Assignment {
	a.RequestID, a.Engagement, a.Role = m.id("assignment", len(m.year.Assignments)), e.RequestID, role.RequestID
	m.year.Assignments = append(m.year.Assignments, a)
	return a
}

func (m *maker) helper(rng *rand.Rand, c crew) Helper {
	born := CalendarYear - c.youngest - rng.IntN(c.oldest-c.youngest+1)
	h := Helper{
		RequestID: m.id("helper", len(m.year.Helpers)),
		GivenName: pick(rng, givenNames()), Surname: pick(rng, surnames()),
		BirthDate: day(born, 1, 1).AddDays(rng.IntN(365)), Wijk: pick(rng, m.year.Locations).Wijk,
		Languages: []string{"nl"},
	}
	if second := pick(rng, []string{"", "", "", "en", "en", "tr", "ar", "es"}); second != "" {
		h.Languages = append(h.Languages, second)
	}
	m.year.Helpers = append(m.year.Helpers, h)
	return h
}

// work records the hours of an assignment in the year, each day once. Most are approved; the rest waits.
func (m *maker) work(rng *rand.Rand, c crew, a Assignment) {
	first, last := day(CalendarYear, time.January, 3), day(CalendarYear, time.December, 23)
	if a.Start.After(first) {
		first = a.Start
	}
	if !a.End.IsZero() {
		last = a.End
	}
	seen := map[civil.Date]bool{}
	for range max(1, c.days/2+rng.IntN(c.days+1)) {
		date := first.AddDays(rng.IntN(first.DaysUntil(last) + 1))
		if seen[date] {
			continue
		}
		seen[date] = true
		state := volunteersv1.HoursState_HOURS_STATE_APPROVED
		if rng.IntN(20) == 0 {
			state = volunteersv1.HoursState_HOURS_STATE_SUBMITTED
		}
		m.year.Hours = append(m.year.Hours, Hours{
			RequestID: m.id("hours", len(m.year.Hours)), Assignment: a.RequestID, Date: date,
			Minutes: 60 + 15*rng.Int32N(17), State: state,
		})
	}
}

func (m *maker) programme(code string) Programme {
	i := slices.IndexFunc(m.year.Programmes, func(p Programme) bool { return p.Code == code })
	return m.year.Programmes[i]
}
