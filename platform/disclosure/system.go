package disclosure

import (
	"cmp"
	"math/bits"
	"slices"
)

// access is what a reader has of a number.
type access uint8

const (
	closed    access = iota // known, or not to be touched: it stays as it is in every witness
	candidate               // shown for now; can be withheld at its cost
	withheld                // unknown to the reader
)

// term is one number in an equation, or one equation of a number.
type term struct {
	at   int32
	sign int64 // 1 or -1
}

// system is what a reader computes with: numbers, and equations among them whose signed terms add up to zero. Beside the
// counts there are numbers that nobody shows: what a distinct total falls short of its bounds, and differences of editions.
type system struct {
	count  []int64 // what is true
	floor  []int64 // the least that the reader cannot exclude for a number that is withheld
	cost   []int64 // of withholding it
	access []access
	of     [][]term // the equations of each number
	in     [][]term // the numbers of each equation
	filler []int32  // what fills each equation up that was an inequality, or -1
}

// add answers a new number.
func (s *system) add(count, floor, cost int64, a access) int32 {
	s.count = append(s.count, count)
	s.floor = append(s.floor, floor)
	s.cost = append(s.cost, cost)
	s.access = append(s.access, a)
	s.of = append(s.of, nil)
	return int32(len(s.count) - 1)
}

// equate adds the equation that terms add up to zero.
func (s *system) equate(terms ...term) {
	e := int32(len(s.in))
	s.in = append(s.in, terms)
	s.filler = append(s.filler, -1)
	for _, t := range terms {
		s.of[t.at] = append(s.of[t.at], term{at: e, sign: t.sign})
	}
}

// bound adds the inequality that terms add up to at most zero, as an equation with a number that fills it up.
func (s *system) bound(count int64, terms ...term) {
	i := s.add(count, 0, 0, withheld)
	s.equate(append(terms, term{at: i, sign: 1})...)
	s.filler[len(s.filler)-1] = i
}

// relate adds a relation among numbers. A total that is a part of its own, as an unchanged number is of itself in an earlier
// edition, is left out on both sides.
func (s *system) relate(r relation) {
	var terms []term
	rest := -s.count[r.total]
	if !slices.Contains(r.parts, r.total) {
		terms = append(terms, term{r.total, 1})
	}
	for _, p := range r.parts {
		rest += s.count[p]
		switch {
		case p == r.total:
		case r.kind == Distinct:
			s.bound(s.count[r.total]-s.count[p], term{r.total, -1}, term{p, 1})
			terms = append(terms, term{p, -1})
		default:
			terms = append(terms, term{p, -1})
		}
	}
	switch {
	case r.kind == Distinct:
		s.bound(rest, terms...)
	case len(terms) > 0:
		s.equate(terms...)
	}
}

// relation is a Relation or Link among numbers of a system, with its parts in order.
type relation struct {
	kind  Kind
	total int32
	parts []int32
}

// compare orders relations, so that the order in which they were given does not matter and doubles are found.
func (r relation) compare(o relation) int {
	return cmp.Or(cmp.Compare(r.kind, o.kind), cmp.Compare(r.total, o.total), slices.Compare(r.parts, o.parts))
}

// heights answers of each number how many steps of totals are under it: 0 for one that is no total.
func heights(numbers int, relations []relation) []int64 {
	above := make([]int64, numbers)
	for range relations { // as many rounds as the longest chain, which ends before where relations form no ring
		changed := false
		for _, r := range relations {
			for _, p := range r.parts {
				if above[r.total] < above[p]+1 && above[p] < maxHeight {
					above[r.total], changed = above[p]+1, true
				}
			}
		}
		if !changed {
			break
		}
	}
	return above
}

// maxHeight ends the counting of steps where relations form a ring.
const maxHeight = 20

// costOf answers the cost of withholding a count: more for larger ones, by doublings as tau-ARGUS does with its logarithm, and
// many times more for each step of totals that it stands above.
func costOf(count, height int64) int64 {
	return 100 * int64(1+bits.Len64(uint64(count))) * (1 + height) * (1 + height)
}

// components answers the numbers of each part of the system that has no equation with another part.
func (s *system) components() [][]int32 {
	var all [][]int32
	seen := make([]bool, len(s.count))
	for i := range s.count {
		if seen[i] {
			continue
		}
		seen[i] = true
		part := []int32{int32(i)}
		for at := 0; at < len(part); at++ {
			for _, e := range s.of[part[at]] {
				for _, t := range s.in[e.at] {
					if !seen[t.at] {
						seen[t.at] = true
						part = append(part, t.at)
					}
				}
			}
		}
		slices.Sort(part)
		all = append(all, part)
	}
	return all
}
