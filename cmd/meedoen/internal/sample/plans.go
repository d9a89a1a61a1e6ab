package sample

import (
	"math/rand/v2"
	"slices"
	"time"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// plan is how many visits a programme has in the year, and how they come about. The total is fixed; where and when the
// visits fall is chance.
type plan struct {
	programme string
	// kind narrows the plan to places of one kind; all kinds where it is unspecified.
	kind   activitiesv1.LocationKind
	total  int64
	method activitiesv1.CountMethod
	rhythm rhythm
}

// plans answers the whole year. The totals make the published figures of 2022: 531,906 + 50,578 = 582,484 visits to the
// centres and De Glasbak, 33,669 to the rooms, 152,318 ("ruim 150.000") by children, 23,871 ("circa 24.000") to sport.
func plans() []plan {
	return []plan{
		{"buurtcentra", centre, 531_906, tally, centreRhythm()},
		{"buurtcentra", culture, 50_578, counter, theatreRhythm()},
		{"buurtkamers", anyKind, 33_669, tally, roomRhythm()},
		{"brede-scholen", anyKind, 58_240, tally, schoolRhythm(70)},
		{"kinderwerk-wijk", anyKind, 24_310, tally, childrenRhythm()},
		{"dagarrangementen", anyKind, 31_906, tally, schoolRhythm(85)},
		{"jeugdlanden", anyKind, 19_420, tally, playgroundRhythm()},
		{"speelhaven", anyKind, 8_214, counter, playgroundRhythm()},
		{"droomspeelbus", anyKind, 5_102, estimate, busRhythm()},
		{"schatkisten", anyKind, 5_126, estimate, busRhythm()},
		{"oki", anyKind, 6_412, tally, parentsRhythm()},
		{"buurtsportcoaches", anyKind, 23_871, tally, sportRhythm()},
	}
}

const (
	counter  = activitiesv1.CountMethod_COUNT_METHOD_COUNTER
	tally    = activitiesv1.CountMethod_COUNT_METHOD_TALLY
	estimate = activitiesv1.CountMethod_COUNT_METHOD_ESTIMATE
)

// entries makes the right counts of the plan: every part of a day that a place is open, with its share of the total.
func (p plan) entries(rng *rand.Rand, places []Location) []entry {
	var entries []entry
	var weights []int64
	days := p.rhythm.days()
	for _, l := range places {
		if !p.includes(l) {
			continue
		}
		size := int64(l.size) * (85 + rng.Int64N(31)) / 100
		open := p.rhythm.openings(rng)
		for _, d := range days {
			if !l.openOn(d.date) {
				continue
			}
			for _, o := range open {
				// Two openings in a hundred do not happen: somebody is ill, or the heating is.
				if o.day != d.weekday || rng.IntN(50) == 0 {
					continue
				}
				c := HeadCount{Location: l.Name, Programme: p.programme, Method: p.methodAt(l)}
				c.Date, c.Part = d.date, o.part
				entries = append(entries, entry{count: c})
				weights = append(weights, size*d.busy/100*o.busy*chance(rng)/100)
			}
		}
	}
	for i, n := range share(p.total, weights) {
		entries[i].count.Count = int32(n)
	}
	return entries
}

func (p plan) includes(l Location) bool {
	return slices.Contains(l.hosts, p.programme) && (p.kind == anyKind || p.kind == l.Kind)
}

// methodAt answers how people are counted: the big centres have a counter at the door.
func (p plan) methodAt(l Location) activitiesv1.CountMethod {
	if l.Kind == centre && p.programme == "buurtcentra" && l.size >= 100 {
		return counter
	}
	return p.method
}

// sealProgramme is the programme whose counts are recorded last, so that their presence says that the year is complete.
const sealProgramme = "almereplusbeurs"

// fair makes the one day of the AlmerePlusBeurs: 700 seniors over two parts of the day, by estimate.
func fair(rng *rand.Rand) []entry {
	date := day(2022, time.September, 29).AddDays(7 * rng.IntN(3))
	early := 250 + 10*rng.Int32N(11)
	count := HeadCount{
		Location: fairVenue, Programme: sealProgramme, Date: date, Part: morning, Count: early, Method: estimate,
	}
	late := count
	late.Part, late.Count = afternoon, 700-early
	return []entry{{count: count}, {count: late}}
}
