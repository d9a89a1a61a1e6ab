package sample

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// Resident is somebody who is supported. Nobody of this name and birth is meant.
type Resident struct {
	RequestID string
	GivenName string
	Surname   string
	BirthDate civil.Date
	// Wijk is a CBS code in the edition of CalendarYear.
	Wijk string
}

// Question is what a resident asks a neighbourhood team (wijkteam), or somebody asks for a resident, as it stands.
type Question struct {
	RequestID string
	// Reference is what the software of the team calls it.
	Reference string
	Resident  string // the request id; empty where the resident is not known
	Channel   supportv1.QuestionChannel
	Asker     supportv1.AskerKind
	Domains   []supportv1.LifeDomain
	// Summary is what is asked, only where the resident is known.
	Summary string
	// Wijk is a CBS code in the edition of CalendarYear; empty where it is not known.
	Wijk         string
	Team         string
	Organisation string
	Receive      civil.Date
	// TakeUp is when it was first taken up; no date where it was not.
	TakeUp    civil.Date
	State     supportv1.QuestionState
	StateDate civil.Date
	Result    supportv1.QuestionResult
	Voorveld  bool
	Reason    supportv1.QuestionReason
}

// How many questions were taken up in the year, which is the published figure of 2022, and beside them those that would spoil
// one that counts by another date: of questions of the year before that were answered in the year, of its end that were taken up
// after it, and of the year that nobody took up, whether they were closed or still wait.
const (
	takenUpInTheYear = 2560
	takenUpBefore    = 60
	takenUpAfter     = 25
	closedUnread     = 80
	waiting          = 12
)

// questions makes what residents asked, and who they are.
func (m *maker) questions() {
	rng := m.rng("questions")
	days := slices.DeleteFunc(yearRound(100, 80, 60).days(), func(d workday) bool { return d.isWeekend() })
	for range takenUpInTheYear {
		m.ask(rng, takenUpOn(rng, pick(rng, days).date))
	}
	for range takenUpBefore {
		q := takenUpOn(rng, weekday(day(CalendarYear-1, time.November, 15).AddDays(rng.IntN(40))))
		q.StateDate = day(CalendarYear, time.January, 10).AddDays(rng.IntN(60))
		m.ask(rng, q)
	}
	for range takenUpAfter {
		q := takenUpOn(rng, weekday(day(CalendarYear+1, time.January, 3).AddDays(rng.IntN(10))))
		q.Receive = day(CalendarYear, time.December, 19).AddDays(rng.IntN(5))
		m.ask(rng, q)
	}
	for range closedUnread {
		q := Question{Receive: pick(rng, days).date, State: supportv1.QuestionState_QUESTION_STATE_CLOSED}
		q.StateDate, q.Reason = q.Receive.AddDays(rng.IntN(15)), likely(rng, reasonsUnread())
		m.ask(rng, q)
	}
	for range waiting {
		q := Question{Receive: pick(rng, days).date, State: supportv1.QuestionState_QUESTION_STATE_RECEIVED}
		q.StateDate = q.Receive
		m.ask(rng, q)
	}
}

func (d workday) isWeekend() bool { return d.weekday == time.Saturday || d.weekday == time.Sunday }

// weekday answers the date, or the Monday after it.
func weekday(d civil.Date) civil.Date {
	for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		d = d.AddDays(1)
	}
	return d
}

// takenUpOn answers a question that was taken up on a date, some days after it came in, and what became of it: few were closed
// without an answer, and fewer are still at hand.
func takenUpOn(rng *rand.Rand, date civil.Date) Question {
	q := Question{Receive: date.AddDays(-min(rng.IntN(8), rng.IntN(8))), TakeUp: date}
	q.StateDate = date.AddDays(min(rng.IntN(60), rng.IntN(60)))
	switch n := rng.IntN(200); {
	case n == 0:
		q.State, q.StateDate = supportv1.QuestionState_QUESTION_STATE_TAKEN_UP, date
	case n < 14:
		q.State, q.Reason = supportv1.QuestionState_QUESTION_STATE_CLOSED, likely(rng, reasonsToClose())
	default:
		end := likely(rng, endings())
		q.State, q.Result = supportv1.QuestionState_QUESTION_STATE_ANSWERED, end.result
		q.Voorveld = rng.IntN(100) < end.voorveld
	}
	return q
}

// ask keeps a question, with who asked it, how, and about what. Of one in three the resident is known, and comes back at times.
func (m *maker) ask(rng *rand.Rand, q Question) {
	n := len(m.year.Questions)
	q.RequestID = m.id("question", n)
	q.Channel, q.Asker, q.Organisation = likely(rng, channels()), likely(rng, askers()), likely(rng, organisations())
	q.Domains = domainsOf(rng)
	q.Wijk = pick(rng, m.year.Locations).Wijk
	if rng.IntN(3) == 0 {
		r := m.resident(rng, q.Wijk)
		q.Resident, q.Wijk, q.Summary = r.RequestID, r.Wijk, pick(rng, summaries(q.Domains[0]))
	}
	q.Team = teamOf(q.Wijk)
	q.Reference = fmt.Sprintf("%s-%d-%05d", q.Team, q.Receive.Year, n+1)
	if q.Resident == "" && rng.IntN(25) == 0 {
		q.Wijk = ""
	}
	m.year.Questions = append(m.year.Questions, q)
}

// resident answers somebody who asked before, one in four times, or else somebody new of a wijk.
func (m *maker) resident(rng *rand.Rand, wijk string) Resident {
	if len(m.year.Residents) > 0 && rng.IntN(4) == 0 {
		return pick(rng, m.year.Residents)
	}
	r := Resident{
		RequestID: m.id("resident", len(m.year.Residents)), GivenName: pick(rng, givenNames()), Surname: pick(rng, surnames()),
		BirthDate: day(CalendarYear-18-rng.IntN(70), time.January, 1).AddDays(rng.IntN(365)), Wijk: wijk,
	}
	m.year.Residents = append(m.year.Residents, r)
	return r
}

// domainsOf answers what a question is about: one to three parts of a life.
func domainsOf(rng *rand.Rand) []supportv1.LifeDomain {
	several := likely(rng, []odds[int]{{1, 55}, {2, 31}, {3, 14}})
	var about []supportv1.LifeDomain
	for len(about) < several {
		if one := likely(rng, lifeDomains()); !slices.Contains(about, one) {
			about = append(about, one)
		}
	}
	return about
}

// teamOf answers the team of a wijk, as tokens would call it.
func teamOf(wijk string) string {
	switch n := wijk[len("WK0034"):]; {
	case n >= "75":
		return "hout"
	case n >= "60":
		return "poort"
	case n >= "48":
		return "buiten-oost"
	case n >= "41":
		return "buiten-west"
	case n >= "25":
		return "stad-oost"
	case n >= "17":
		return "stad-west"
	}
	return "haven"
}
