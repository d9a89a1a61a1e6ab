package domain

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Key names one cell of the stored figures: the smallest part that is asked for by month and by city district.
type Key struct {
	// Counting is the id of the counting it belongs to.
	Counting string
	// Year and Month are those of the local date of the facts.
	Year  int
	Month time.Month
	// Stadsdeel is the city district of the place.
	Stadsdeel string
	// Member is what a distinct count counts, such as the id of a place; empty where values are added up.
	Member string
}

// Compare orders keys by counting, year, month, city district and member: below 0 where k comes first.
func (k Key) Compare(other Key) int {
	return cmp.Or(
		strings.Compare(k.Counting, other.Counting),
		cmp.Compare(k.Year, other.Year),
		cmp.Compare(k.Month, other.Month),
		strings.Compare(k.Stadsdeel, other.Stadsdeel),
		strings.Compare(k.Member, other.Member),
	)
}

// Cell is what stands in a cell of the stored figures, or, from Delta, what is to be added to it.
type Cell struct {
	Key
	// Value is the sum of the contributions.
	Value int64
	// Records is how many contributions there are. It tells "nobody came" from "nothing was recorded", and keeps a member
	// of a distinct count for as long as one fact speaks for it. A cell with 0 records holds nothing and may be deleted.
	Records int64
}

// Delta answers what to add to the stored cells so that the contributions before are replaced by those after, of one
// fact or of many at once. Cells that stay as they are, are left out. The cells come in the order of their keys, so
// that writers that work side by side lock them in one order and cannot wait for each other in a circle.
func Delta(before, after []Contribution) []Cell {
	changes := make(map[Key]Cell, len(before)+len(after))
	add := func(contributions []Contribution, sign int64) {
		for _, c := range contributions {
			cell := changes[c.Key]
			changes[c.Key] = Cell{Key: c.Key, Value: cell.Value + sign*c.Value, Records: cell.Records + sign}
		}
	}
	add(before, -1)
	add(after, +1)
	maps.DeleteFunc(changes, func(_ Key, c Cell) bool { return c.Value == 0 && c.Records == 0 })
	return slices.SortedFunc(maps.Values(changes), func(a, b Cell) int { return a.Compare(b.Key) })
}
