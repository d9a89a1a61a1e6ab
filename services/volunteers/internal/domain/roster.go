package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
)

// Roster is the planned shifts of people, by person (rooster): those around the shifts that are held against it.
type Roster map[string][]Shift

// Check answers every rule that a shift breaks where it stands, in.Others being what its person has. One that breaks none is in
// the way of those that are checked after it. One that was elsewhere is released first.
func (r Roster) Check(s *Shift, in Shifting) []fault.Field {
	in.Others = r[s.PersonID]
	broken := s.Check(in)
	if len(broken) == 0 {
		r[s.PersonID] = append(r[s.PersonID], *s)
	}
	return broken
}

// Release takes a shift from who has it: it is in nobody's way where it was.
func (r Roster) Release(s Shift) {
	for person, list := range r {
		r[person] = slices.DeleteFunc(list, func(other Shift) bool { return other.ID == s.ID })
	}
}

// Exchange answers of each of the shifts that change hands what stands in the way of it, as Check does: all are held against
// what everybody has when all of them are given away. So two people can swap shifts that overlap each other. Each shift is of
// its new person already; of answers what is known of that person.
func (r Roster) Exchange(given []Shift, of func(i int) Shifting) [][]fault.Field {
	for _, s := range given {
		r.Release(s)
	}
	broken := make([][]fault.Field, len(given))
	for i := range given {
		broken[i] = r.Check(&given[i], of(i))
	}
	return broken
}
