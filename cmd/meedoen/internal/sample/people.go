package sample

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// Participant is a person to add. Nobody of this name and birth is meant.
type Participant struct {
	RequestID string
	GivenName string
	Surname   string
	// BirthDate is no date where only the year is known, or nothing.
	BirthDate civil.Date
	// BirthYear is 0 where the date is known, or nothing.
	BirthYear int
	// Wijk is a CBS code in the edition of CalendarYear; empty where it is not known.
	Wijk string
}

// Merge says that two participants were found to be one person.
type Merge struct {
	RequestID string
	// Participant stays, Duplicate becomes another name of it: the request ids of both.
	Participant, Duplicate string
}

// Erasure says that a person was erased at their own request, after the year.
type Erasure struct {
	RequestID   string
	Participant string // its request id
}

// crowd is a group of people of about one age.
type crowd struct {
	persons int64
	// attendance is how often they take part in the year, all together.
	attendance int64
	// youngest and oldest are their ages at the end of the year.
	youngest, oldest int
	// ageless is how many in a hundred are registered without any birth.
	ageless int
	// dated says that everybody's date of birth is written down. Who has only a year may be in another age band.
	dated bool
}

// person makes somebody of the crowd who lives near a place.
func (m *maker) person(rng *rand.Rand, c crowd, near Location) Participant {
	p := Participant{
		RequestID: m.id("participant", len(m.year.Participants)),
		GivenName: pick(rng, givenNames()), Surname: pick(rng, surnames()), Wijk: m.home(rng, near),
	}
	born := CalendarYear - c.youngest - rng.IntN(c.oldest-c.youngest+1)
	birth := day(born, 1, 1).AddDays(rng.IntN(365))
	switch chance := rng.IntN(100); {
	case c.dated:
		p.BirthDate = birth
	case chance < c.ageless:
	case chance < c.ageless+6:
		p.BirthYear = born
	default:
		p.BirthDate = birth
	}
	m.year.Participants = append(m.year.Participants, p)
	return p
}

// home answers the wijk somebody lives in: mostly that of the place, now and then one nobody wrote down.
func (m *maker) home(rng *rand.Rand, near Location) string {
	switch chance := rng.IntN(100); {
	case chance < 4:
		return ""
	case chance < 70:
		return near.Wijk
	}
	return pick(rng, m.year.Locations).Wijk
}

// known has somebody be registered with a name and a date of birth that nobody else has: an initial is
// written too.
func (m *maker) known(p Participant, age int) Participant {
	for i := range m.year.Participants {
		if q := &m.year.Participants[i]; q.RequestID == p.RequestID {
			q.GivenName += fmt.Sprintf(" %c.", 'A'+rune(i%26))
			if q.BirthDate.IsZero() {
				q.BirthDate, q.BirthYear = day(cmp.Or(q.BirthYear, CalendarYear-age), time.May, 1+i%28), 0
			}
			return *q
		}
	}
	return p
}

// double registers somebody a second time, as happens where a name is written down otherwise.
func (m *maker) double(of Participant) Participant {
	again := of
	again.RequestID = m.id("participant", len(m.year.Participants))
	again.Wijk = ""
	m.year.Participants = append(m.year.Participants, again)
	m.year.Merges = append(m.year.Merges, Merge{
		RequestID: m.id("merge", len(m.year.Merges)), Participant: of.RequestID, Duplicate: again.RequestID,
	})
	return again
}

func (m *maker) erase(p Participant) {
	m.year.Erasures = append(m.year.Erasures, Erasure{
		RequestID: m.id("erasure", len(m.year.Erasures)), Participant: p.RequestID,
	})
}
