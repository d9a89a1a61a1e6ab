package sample

import (
	"math/rand/v2"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// Guidance is a trajectory of a resident (begeleidingstraject), as it stands.
type Guidance struct {
	RequestID string
	Kind      supportv1.GuidanceKind
	Resident  string // the request id
	Team      string
	Referrer  supportv1.AskerKind
	Register  civil.Date
	// Start is when it began; no date where it never did.
	Start       civil.Date
	State       supportv1.GuidanceState
	StateDate   civil.Date
	Destination supportv1.GuidanceDestination
	DropOut     supportv1.GuidanceDropOutReason
}

// GuidanceContact is a contact in a trajectory.
type GuidanceContact struct {
	RequestID string
	Guidance  string // the request id
	Date      civil.Date
	Channel   supportv1.GuidanceContactChannel
	Minutes   int32
}

// How many young people took part in Learn2Work in the year ("more than 75"), and how many completed it, which is published, and
// beside them those that would spoil a figure that counts trajectories, another year, or who never began.
const (
	l2wParticipants  = 77
	l2wDone          = 43
	l2wLeft          = 12
	l2wTwice         = 3 // of those who completed it, after an earlier trajectory in the year that they left
	l2wFormer        = 10
	l2wLater         = 8
	l2wNoStart       = 6
	patients         = 97 // prescribed by a general practice, and spoken to in the year: published
	patientsOfOthers = 9  // prescribed by others in health care
	patientsUnspoken = 7  // who were only written to
	patientsBefore   = 5  // spoken to in the year before alone
	participants     = 40 // of the Participatiefabriek
	wayfinders       = 60 // of WegWijs
)

// guidance makes who is guided, and what they said to each other at times.
func (m *maker) guidance() {
	m.learn2Work(m.rng("learn2work"))
	m.prescriptions(m.rng("welzijn op recept"))
	rng := m.rng("guidance")
	for _, of := range []struct {
		kind supportv1.GuidanceKind
		many int
	}{
		{supportv1.GuidanceKind_GUIDANCE_KIND_PARTICIPATION_FACTORY, participants},
		{supportv1.GuidanceKind_GUIDANCE_KIND_WAYFINDING, wayfinders},
	} {
		for range of.many {
			g := m.guide(rng, of.kind, 18+rng.IntN(60))
			g.Referrer = likely(rng, askers())
			m.spoken(rng, m.keepGuidance(completed(rng, began(g, inYear(rng, CalendarYear, 150)), 30+rng.IntN(120))))
		}
	}
}

func (m *maker) learn2Work(rng *rand.Rand) {
	young := func() Guidance {
		g := m.guide(rng, supportv1.GuidanceKind_GUIDANCE_KIND_LEARN2WORK, 18+rng.IntN(9))
		g.Referrer = supportv1.AskerKind_ASKER_KIND_MUNICIPALITY
		return g
	}
	for i := range l2wParticipants {
		g := young()
		switch {
		case i < l2wTwice:
			m.keepGuidance(left(rng, began(g, inYear(rng, CalendarYear, 60)), 20))
			g = completed(rng, began(g, day(CalendarYear, time.May, 2)), 100+rng.IntN(90))
		case i < l2wDone:
			g = began(g, day(CalendarYear-1, time.September, 1).AddDays(rng.IntN(200)))
			g = completed(rng, g, 130+rng.IntN(120))
			if g.StateDate.Year < CalendarYear {
				g.StateDate = day(CalendarYear, time.January, 11).AddDays(rng.IntN(20))
			}
		case i < l2wDone+l2wLeft:
			g = left(rng, began(g, inYear(rng, CalendarYear, 200)), 20+rng.IntN(100))
		default:
			g = began(g, inYear(rng, CalendarYear, 340))
			g = completed(rng, g, 366)
		}
		m.spoken(rng, m.keepGuidance(g))
	}
	for range l2wFormer {
		m.spoken(rng, m.keepGuidance(completed(rng, began(young(), inYear(rng, CalendarYear-1, 150)), 30+rng.IntN(150))))
	}
	for range l2wLater {
		m.spoken(rng, m.keepGuidance(completed(rng, began(young(), inYear(rng, CalendarYear+1, 150)), 30+rng.IntN(150))))
	}
	for range l2wNoStart {
		g := young()
		g.Register = inYear(rng, CalendarYear, 300)
		m.keepGuidance(left(rng, g, 14+rng.IntN(30)))
	}
}

func (m *maker) prescriptions(rng *rand.Rand) {
	patient := func(by supportv1.AskerKind) Guidance {
		g := m.guide(rng, supportv1.GuidanceKind_GUIDANCE_KIND_SOCIAL_PRESCRIPTION, 25+rng.IntN(60))
		g.Referrer = by
		return began(g, inYear(rng, CalendarYear, 250))
	}
	for range patients {
		m.spoken(rng, m.keepGuidance(completed(rng, patient(supportv1.AskerKind_ASKER_KIND_GP), 30+rng.IntN(80))))
	}
	for range patientsOfOthers {
		m.spoken(rng, m.keepGuidance(completed(rng, patient(supportv1.AskerKind_ASKER_KIND_HEALTH_CARE), 30+rng.IntN(80))))
	}
	for range patientsUnspoken {
		g := m.keepGuidance(left(rng, patient(supportv1.AskerKind_ASKER_KIND_GP), 30))
		m.contactIn(g, g.Start.AddDays(3), supportv1.GuidanceContactChannel_GUIDANCE_CONTACT_CHANNEL_MESSAGE, 5)
	}
	for range patientsBefore {
		g := began(patient(supportv1.AskerKind_ASKER_KIND_GP), day(CalendarYear-1, time.November, 1).AddDays(rng.IntN(20)))
		g = m.keepGuidance(left(rng, g, 90))
		m.contactIn(g, g.Start.AddDays(7), supportv1.GuidanceContactChannel_GUIDANCE_CONTACT_CHANNEL_OFFICE, 45)
	}
}

// inYear answers one of the first days of a year, so many, from the tenth of January.
func inYear(rng *rand.Rand, year, days int) civil.Date {
	return day(year, time.January, 10).AddDays(rng.IntN(days))
}

// guide answers a trajectory of somebody new of an age.
func (m *maker) guide(rng *rand.Rand, kind supportv1.GuidanceKind, age int) Guidance {
	r := Resident{
		RequestID: m.id("resident", len(m.year.Residents)), GivenName: pick(rng, givenNames()), Surname: pick(rng, surnames()),
		BirthDate: day(CalendarYear-age, time.January, 1).AddDays(rng.IntN(365)), Wijk: pick(rng, m.year.Locations).Wijk,
	}
	m.year.Residents = append(m.year.Residents, r)
	return Guidance{Kind: kind, Resident: r.RequestID, Team: teamOf(r.Wijk)}
}

// began has a trajectory begin on a date, some days after it was registered.
func began(g Guidance, on civil.Date) Guidance {
	g.Register, g.Start = on.AddDays(-7), on
	return g
}

// completed has a trajectory end well, so many days after it began.
func completed(rng *rand.Rand, g Guidance, days int) Guidance {
	g.State, g.StateDate = supportv1.GuidanceState_GUIDANCE_STATE_COMPLETED, g.Start.AddDays(days)
	g.Destination, g.DropOut = supportv1.GuidanceDestination(1+rng.IntN(7)), 0
	return g
}

// left has somebody leave a trajectory, so many days after it began, or was registered where it never did.
func left(rng *rand.Rand, g Guidance, days int) Guidance {
	g.State, g.StateDate = supportv1.GuidanceState_GUIDANCE_STATE_DROPPED_OUT, g.Register.AddDays(7+days)
	g.DropOut = supportv1.GuidanceDropOutReason(1 + rng.IntN(5))
	return g
}

func (m *maker) keepGuidance(g Guidance) Guidance {
	g.RequestID = m.id("guidance", len(m.year.Guidance))
	m.year.Guidance = append(m.year.Guidance, g)
	return g
}

// spoken has somebody spoken to in a trajectory: soon after it began, and at times later.
func (m *maker) spoken(rng *rand.Rand, g Guidance) {
	at := g.Start.AddDays(rng.IntN(7))
	for range 2 + rng.IntN(4) {
		m.contactIn(g, at, supportv1.GuidanceContactChannel(1+rng.IntN(4)), int32(30+15*rng.IntN(4)))
		if at = at.AddDays(7 + rng.IntN(14)); at.After(g.StateDate) {
			return
		}
	}
}

func (m *maker) contactIn(g Guidance, on civil.Date, channel supportv1.GuidanceContactChannel, minutes int32) {
	m.year.GuidanceContacts = append(m.year.GuidanceContacts, GuidanceContact{
		RequestID: m.id("guidance contact", len(m.year.GuidanceContacts)), Guidance: g.RequestID, Date: on, Channel: channel,
		Minutes: minutes,
	})
}
