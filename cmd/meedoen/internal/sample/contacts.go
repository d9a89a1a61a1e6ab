package sample

import (
	"math/rand/v2"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	street   = activitiesv1.ContactChannel_CONTACT_CHANNEL_STREET
	inPerson = activitiesv1.ContactChannel_CONTACT_CHANNEL_IN_PERSON
	atSchool = activitiesv1.ContactChannel_CONTACT_CHANNEL_SCHOOL
	online   = activitiesv1.ContactChannel_CONTACT_CHANNEL_ONLINE
)

// Contact is a contact as it was first recorded.
type Contact struct {
	RequestID string
	Programme string // its code
	Date      civil.Date
	Part      activitiesv1.PartOfDay
	// Location is the name of the place; empty where it was in no place, and Wijk says where.
	Location string
	Wijk     string
	Channel  activitiesv1.ContactChannel
	// People is how many there were: 1 to 500.
	People int32
}

// ContactCorrection sets one contact right, or withdraws it.
type ContactCorrection struct {
	RequestID string
	Contact   string // its request id
	People    int32  // 0 where it is withdrawn
	Channel   activitiesv1.ContactChannel
	Withdrawn bool
	Reason    activitiesv1.CorrectionReason
}

// talk is the plan of the contacts of a programme through one channel: how many people are spoken to in the year, in how
// many contacts, and where. When, and how many are together, is chance.
type talk struct {
	programme string
	channel   activitiesv1.ContactChannel
	people    int64
	contacts  int64
	parts     []activitiesv1.PartOfDay
	// at are the kinds of places; none where it is in no place.
	at     []activitiesv1.LocationKind
	rhythm rhythm
}

// talks answers those of the whole year: 31,412 people in the street ("meer dan 31.000"), and 3,204 + 1,598 + 838 = 5,640
// by the youth workers elsewhere, which is part of "bijna 22.000" (see courses).
func talks() []talk {
	late := []activitiesv1.PartOfDay{afternoon, evening, evening}
	indoor := []activitiesv1.LocationKind{centre, sports}
	outside := yearRound(100, 100, 100)
	outside.months = outdoors()
	return []talk{
		{"ambulant-jongerenwerk", street, 31_412, 6_240, late, nil, outside},
		{"jongerenwerk", inPerson, 3_204, 1_105, late, indoor, yearRound(100, 90, 70)},
		{"jongerenwerk", online, 1_598, 1_127, late, nil, yearRound(100, 100, 80)},
		{"jongerenwerk", atSchool, 838, 266, []activitiesv1.PartOfDay{morning, afternoon},
			[]activitiesv1.LocationKind{school}, yearRound(100, 0, 0)},
	}
}

// talk makes the contacts of a plan. One in a hundred is written down wrong, some twice.
func (m *maker) talk(t talk) {
	rng := m.rng(t.programme + "/" + t.channel.String())
	days, places := t.workdays(), m.placesOf(t.at...)
	weights := make([]int64, t.contacts)
	for i := range weights {
		weights[i] = 20 + rng.Int64N(100) + rng.Int64N(100)
	}
	for _, n := range share(t.people-t.contacts, weights) {
		c := Contact{
			Programme: t.programme, Date: pick(rng, days).date, Part: pick(rng, t.parts), Channel: t.channel,
			People: 1 + int32(n),
		}
		if len(t.at) > 0 {
			c.Location = pick(rng, places)
		} else {
			c.Wijk = pick(rng, m.year.Locations).Wijk
		}
		if rng.IntN(100) == 0 {
			m.contactWrong(rng, c)
		} else {
			m.contact(c)
		}
	}
}

// workdays answers the weekdays and Saturdays on which the work is done, those that are busier more often.
func (t talk) workdays() []workday {
	var days []workday
	for _, d := range t.rhythm.days() {
		for range d.busy / 1000 {
			days = append(days, d)
		}
	}
	return days
}

func (m *maker) contact(c Contact) string {
	c.RequestID = m.id("contact", len(m.year.Contacts))
	m.year.Contacts = append(m.year.Contacts, c)
	return c.RequestID
}

// contactWrong records c with a mistake that is set right.
func (m *maker) contactWrong(rng *rand.Rand, c Contact) {
	fix := ContactCorrection{RequestID: m.id("contact-correction", len(m.year.ContactCorrections)), People: c.People}
	wrong := c
	switch rng.IntN(4) {
	case 0:
		m.contact(c)
		fix.People, fix.Withdrawn, fix.Reason = 0, true, countedTwice
	case 1:
		wrong.Channel, fix.Channel, fix.Reason = otherChannel(c), c.Channel, wrongRecord
	case 2:
		wrong.People, fix.Reason = c.People*10, typingError
	default:
		wrong.People, fix.Reason = c.People+1+rng.Int32N(5), countedTwice
	}
	fix.Contact = m.contact(wrong)
	m.year.ContactCorrections = append(m.year.ContactCorrections, fix)
}

// otherChannel answers a channel that c was not through.
func otherChannel(c Contact) activitiesv1.ContactChannel {
	if c.Channel == inPerson {
		return online
	}
	return inPerson
}
