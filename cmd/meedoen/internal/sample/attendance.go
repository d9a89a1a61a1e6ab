package sample

import (
	"math/rand/v2"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// Attendance is that a participant took part in a session: both by their request ids.
type Attendance struct {
	RequestID   string
	Session     string
	Participant string
}

// Withdrawal says that an attendance should not have been recorded.
type Withdrawal struct {
	RequestID  string
	Attendance string // its request id
	Reason     activitiesv1.CorrectionReason
}

// member is somebody with the sessions they take part in.
type member struct {
	person   Participant
	group    series
	sessions []Session
}

// members makes the people of a crowd. Each belongs to one activity and comes to it at least once; how often is chance.
func (m *maker) members(rng *rand.Rand, groups []series, c crowd) []member {
	list := make([]member, c.persons)
	weights, most := make([]int64, c.persons), make([]int64, c.persons)
	for i := range list {
		group := groups[i%len(groups)]
		list[i] = member{person: m.person(rng, c, group.place), group: group}
		weights[i], most[i] = 20+rng.Int64N(81), int64(len(group.held))-1
	}
	for i, n := range shareWithin(c.attendance-c.persons, weights, most) {
		held := list[i].group.held
		for _, s := range rng.Perm(len(held))[:n+1] {
			list[i].sessions = append(list[i].sessions, held[s])
		}
	}
	return list
}

func (m *maker) attend(s Session, p Participant) {
	m.year.Attendance = append(m.year.Attendance, Attendance{
		RequestID: m.id("attendance", len(m.year.Attendance)), Session: s.RequestID, Participant: p.RequestID,
	})
}

// attendByMistake records an attendance that will be withdrawn.
func (m *maker) attendByMistake(s Session, p Participant, reason activitiesv1.CorrectionReason) {
	m.attend(s, p)
	m.year.Withdrawals = append(m.year.Withdrawals, Withdrawal{
		RequestID:  m.id("withdrawal", len(m.year.Withdrawals)),
		Attendance: m.year.Attendance[len(m.year.Attendance)-1].RequestID, Reason: reason,
	})
}

// countSessions has somebody count the people in some of the sessions, which leads there: those whose names were written
// down, and all together so many unnamed ones.
func (m *maker) countSessions(rng *rand.Rand, groups []series, names map[string]int32, unnamed int64) {
	var counted []HeadCount
	for _, g := range groups {
		for _, s := range g.held {
			if rng.IntN(10) == 0 {
				counted = append(counted, HeadCount{
					Session: s.RequestID, Location: g.place.Name, Programme: g.activity.Programme, Date: s.Date,
					Part: partOf(g.activity.Time), Count: names[s.RequestID], Method: tally,
				})
			}
		}
	}
	weights := make([]int64, len(counted))
	for i := range weights {
		weights[i] = chance(rng)
	}
	for i, n := range share(unnamed, weights) {
		counted[i].RequestID = m.id("session-count", len(m.year.SessionCounts))
		counted[i].Count += int32(n)
		m.year.SessionCounts = append(m.year.SessionCounts, counted[i])
	}
}
