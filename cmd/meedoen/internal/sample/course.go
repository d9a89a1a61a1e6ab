package sample

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// course is the plan of a programme whose participants are written down by name. How many sessions, people and
// attendances there are is fixed; who comes when is chance.
type course struct {
	programme string
	target    activitiesv1.TargetGroup
	// names are what its activities are called; each place offers the first, then the second.
	names  []string
	places []string
	groups int
	// sessions is how many are held in the year.
	sessions int64
	span     span
	rhythm   rhythm
	days     []time.Weekday
	times    []civil.Time
	minutes  int32
	crowds   []crowd
	// unnamed is how many people come to the sessions that are counted without giving their name; 0 where nobody counts.
	unnamed int64
	// strangers are registered by mistake and never came; doubles are registered twice; erased ask for that later.
	strangers, doubles, erased int
}

// follow makes the records of a course.
func (m *maker) follow(c course) {
	rng := m.rng(c.programme)
	groups := m.activities(rng, c)
	var members []member
	for _, crowd := range c.crowds {
		members = append(members, m.members(rng, groups, crowd)...)
	}
	names := map[string]int32{}
	for i, who := range members {
		if i < c.doubles+c.erased {
			who.person = m.known(who.person, c.crowds[0].youngest)
		}
		m.takePart(who, i < c.doubles, names)
		if rng.IntN(25) == 0 {
			m.attendByMistake(pick(rng, groups[(i+1)%len(groups)].held), who.person, wrongRecord)
		}
		if c.doubles <= i && i < c.doubles+c.erased {
			m.erase(who.person)
		}
	}
	for range c.strangers {
		g := pick(rng, groups)
		m.attendByMistake(pick(rng, g.held), m.person(rng, c.crowds[0], g.place), wrongRecord)
	}
	if c.unnamed > 0 {
		m.countSessions(rng, groups, names, c.unnamed)
	}
}

// takePart records that somebody came, and counts the names of each session. Of somebody who is registered twice, every
// second attendance is that of the double.
func (m *maker) takePart(who member, twice bool, names map[string]int32) {
	known := []Participant{who.person}
	if twice {
		known = append(known, m.double(who.person))
	}
	for i, s := range who.sessions {
		names[s.RequestID]++
		m.attend(s, known[i%len(known)])
	}
}
