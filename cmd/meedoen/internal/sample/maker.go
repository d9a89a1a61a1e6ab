package sample

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// maker makes the records of a seed that are more than head counts of openings.
type maker struct {
	seed uint64
	year *Year
}

// makeRest makes all of them.
func (m *maker) makeRest() {
	for _, c := range courses() {
		m.follow(c)
	}
	for _, t := range talks() {
		m.talk(t)
	}
	m.repairs()
	m.acts()
	m.initiatives()
	m.projects()
	m.rooms()
	m.helpers()
	m.debts()
	m.questions()
	m.mediations()
	m.guidance()
}

// rng answers the chance of one plan: a change of the plan leaves the records of the others as they are.
func (m *maker) rng(plan string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(plan)) // a hash takes everything
	return rand.New(rand.NewPCG(m.seed, h.Sum64()))
}

// id answers the request id of the n-th record of a kind.
func (m *maker) id(kind string, n int) string {
	return requestID(m.seed, fmt.Sprintf("%s/%d", kind, n))
}

// location answers a place that a plan names.
func (m *maker) location(name string) Location {
	for _, l := range m.year.Locations {
		if l.Name == name {
			return l
		}
	}
	panic("there is no place " + name) // a mistake in a plan, which every test of this package shows
}

// placesOf answers the names of the places of these kinds that stood there all year.
func (m *maker) placesOf(kinds ...activitiesv1.LocationKind) []string {
	var names []string
	for _, l := range m.year.Locations {
		if slices.Contains(kinds, l.Kind) && l.openOn(day(CalendarYear, time.January, 1)) && l.Closing.IsZero() {
			names = append(names, l.Name)
		}
	}
	return names
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

func partOf(t civil.Time) activitiesv1.PartOfDay {
	switch {
	case t.Hour < 12:
		return morning
	case t.Hour < 18:
		return afternoon
	}
	return evening
}
