package sample

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// Activity is an activity to add and to publish. Its sessions lie in the past and are recorded one by one.
type Activity struct {
	RequestID string
	// PublicationRequestID is the request id under which it is published.
	PublicationRequestID string
	Programme            string // its code
	Location             string // its name
	Name                 string
	Target               activitiesv1.TargetGroup
	Start, End           civil.Date
	Time                 civil.Time
	Minutes              int32
	// Rule is a recurrence rule of RFC 5545.
	Rule string
}

// Session is a session to record.
type Session struct {
	RequestID string
	Activity  string // its request id
	Date      civil.Date
	// Held says that it was held; otherwise it was planned, and Cancellations has it.
	Held bool
}

// Cancellation says why a session was not held.
type Cancellation struct {
	RequestID string
	Session   string // its request id
	Reason    activitiesv1.CancellationReason
}

// series is an activity with the sessions of it that were held.
type series struct {
	activity Activity
	place    Location
	held     []Session
}

// activities makes the activities of a plan with their sessions: as many are held as the plan says, and some are
// cancelled, which count nowhere.
func (m *maker) activities(rng *rand.Rand, c course) []series {
	list := make([]series, c.groups)
	dates := make([][]civil.Date, c.groups)
	weights := make([]int64, c.groups)
	for i := range list {
		place := m.location(c.places[i%len(c.places)])
		weekday := c.days[(i+i/len(c.days))%len(c.days)]
		list[i] = series{activity: m.activity(c, i, place, weekday), place: place}
		dates[i] = c.dates(place, weekday)
		weights[i] = int64(len(dates[i])) * (95 + rng.Int64N(11))
	}
	for i, n := range share(c.sessions, weights) {
		rng.Shuffle(len(dates[i]), func(a, b int) { dates[i][a], dates[i][b] = dates[i][b], dates[i][a] })
		off := min(int(n)+1+rng.IntN(3), len(dates[i]))
		m.cancel(rng, list[i].activity, dates[i][n:off])
		slices.SortFunc(dates[i][:n], inOrderOfDate)
		for _, d := range dates[i][:n] {
			list[i].held = append(list[i].held, m.session(list[i].activity, d, true))
		}
	}
	return list
}

func (m *maker) activity(c course, i int, place Location, weekday time.Weekday) Activity {
	n := len(m.year.Activities)
	a := Activity{
		RequestID: m.id("activity", n), PublicationRequestID: m.id("activity-publication", n),
		Programme: c.programme, Location: place.Name, Name: c.names[i/len(c.places)%len(c.names)], Target: c.target,
		Start: c.span.first, End: c.span.last, Time: c.times[i%len(c.times)], Minutes: c.minutes,
		Rule: fmt.Sprintf("FREQ=WEEKLY;BYDAY=%s;UNTIL=%04d1231", twoLetters(weekday), CalendarYear),
	}
	if place.Opening.After(a.Start) {
		a.Start = place.Opening
	}
	m.year.Activities = append(m.year.Activities, a)
	return a
}

func (m *maker) session(a Activity, d civil.Date, held bool) Session {
	s := Session{RequestID: m.id("session", len(m.year.Sessions)), Activity: a.RequestID, Date: d, Held: held}
	m.year.Sessions = append(m.year.Sessions, s)
	return s
}

func (m *maker) cancel(rng *rand.Rand, a Activity, dates []civil.Date) {
	for _, d := range dates {
		m.year.Cancellations = append(m.year.Cancellations, Cancellation{
			RequestID: m.id("cancellation", len(m.year.Cancellations)),
			Session:   m.session(a, d, false).RequestID,
			Reason: pick(rng, []activitiesv1.CancellationReason{
				activitiesv1.CancellationReason_CANCELLATION_REASON_LEADER_AWAY,
				activitiesv1.CancellationReason_CANCELLATION_REASON_LEADER_AWAY,
				activitiesv1.CancellationReason_CANCELLATION_REASON_TOO_FEW_PARTICIPANTS,
				activitiesv1.CancellationReason_CANCELLATION_REASON_PLACE_UNAVAILABLE,
			}),
		})
	}
}

// dates answers on which dates an activity on a weekday could be held at a place.
func (c course) dates(place Location, weekday time.Weekday) []civil.Date {
	var dates []civil.Date
	for _, d := range c.rhythm.days() {
		if d.weekday == weekday && c.span.holds(d.date) && place.openOn(d.date) {
			dates = append(dates, d.date)
		}
	}
	return dates
}

// twoLetters answers a day of the week as RFC 5545 writes it.
func twoLetters(d time.Weekday) string {
	return []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[d]
}
