package domain

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Key names one cell of the stored figures: a counting in a year, as a whole or for a part.
type Key struct {
	// Counting is the id of the counting it belongs to.
	Counting string
	// Year is that of the local date of the facts.
	Year int
	// Level is how fine the part is; Part is which, and Other too where the level has two dimensions.
	Level       Level
	Part, Other string
}

// Compare orders keys by counting, year, level and part: below 0 where k comes first.
func (k Key) Compare(other Key) int {
	return cmp.Or(
		strings.Compare(k.Counting, other.Counting),
		cmp.Compare(k.Year, other.Year),
		strings.Compare(string(k.Level), string(other.Level)),
		strings.Compare(k.Part, other.Part),
		strings.Compare(k.Other, other.Other),
	)
}

// Cell is what stands in a cell of the stored figures, or what is to be added to it.
type Cell struct {
	Key
	// Value is the figure for the part: the sum of the contributions, or how many members there are.
	Value int64
	// Records is how many contributions there are. It tells "nobody came" from "nothing was recorded". A cell with 0 records
	// holds nothing and may be deleted.
	Records int64
}

// MemberKey names a member of a distinct count in a cell.
type MemberKey struct {
	Key
	// Member is what is counted, such as the id of a place or the pseudonym of a person; never empty.
	Member string
}

// Member is one of the things that a distinct count counts in a cell, or what is to be added to it.
type Member struct {
	MemberKey
	// Records is how many contributions speak for it: it is a member for as long as one does.
	Records int64
}

// Difference is what to add to what is stored so that the contributions before are replaced by those after. Whoever writes it
// keeps to the order of keys, so that writers that work side by side lock rows in one order and cannot wait for each other in a
// circle.
type Difference struct {
	// Cells are the changes of the cells, without those that members make when they come and go, in the order of their keys.
	Cells []Cell
	// Members are the changes of the members, in the order in which they came up.
	Members []Member
}

// manyCells is how many cells a large batch changes, more or less. Few facts change few, and room for many would be most of what
// counting them takes.
const manyCells = 256

// Delta answers what to add so that contributions of one fact or of many at once are replaced. What stays as it is, is
// left out.
func Delta(before, after []Contribution) Difference {
	room := min(manyCells, 4*(len(before)+len(after)))
	d := delta{cellAt: make(map[Key]int, room), cellsAt: map[*Key][]int{}, memberAt: map[memberIn]int{}}
	d.add(before, -1)
	d.add(after, +1)
	return Difference{
		Cells:   sorted(d.cells),
		Members: slices.DeleteFunc(d.members, func(m Member) bool { return m.Records == 0 }),
	}
}

// delta is a difference that is being added up. Cells are few and members are many: a member is looked up by the number of its
// cell, for the key of that takes longer to hash than all the rest. Facts that are alike share their keys, and those are looked
// up once, by where they stand.
type delta struct {
	cells    []Cell
	cellAt   map[Key]int
	cellsAt  map[*Key][]int
	members  []Member
	memberAt map[memberIn]int
}

type memberIn struct {
	cell   int
	member string
}

func (d *delta) add(contributions []Contribution, sign int64) {
	for _, c := range contributions {
		for _, cell := range d.numbers(c.Keys) {
			d.cells[cell].Value += sign * c.Value
			d.cells[cell].Records += sign
			if c.Member != "" {
				d.addMember(memberIn{cell, c.Member}, sign)
			}
		}
	}
}

// numbers answers the numbers of the cells with keys.
func (d *delta) numbers(keys []Key) []int {
	if len(keys) == 0 {
		return nil
	}
	if known := d.cellsAt[&keys[0]]; len(known) == len(keys) {
		return known
	}
	list := make([]int, len(keys))
	for i, key := range keys {
		cell, known := d.cellAt[key]
		if !known {
			cell = len(d.cells)
			d.cellAt[key], d.cells = cell, append(d.cells, Cell{Key: key})
		}
		list[i] = cell
	}
	d.cellsAt[&keys[0]] = list
	return list
}

func (d *delta) addMember(in memberIn, sign int64) {
	at, known := d.memberAt[in]
	if !known {
		at = len(d.members)
		d.memberAt[in] = at
		d.members = append(d.members, Member{MemberKey: MemberKey{d.cells[in.cell].Key, in.member}})
	}
	d.members[at].Records += sign
}

// Turned answers what to add to the cells once the changes of the members are made, of which now tells how many records
// each has: a cell goes up by one for a member that was none before, and down by one for one that is none any more.
func (d Difference) Turned(now map[MemberKey]int64) []Cell {
	cells := make(map[Key]Cell, len(d.Cells))
	for _, c := range d.Cells {
		cells[c.Key] = c
	}
	for _, m := range d.Members {
		is := now[m.MemberKey] > 0
		if was := now[m.MemberKey]-m.Records > 0; is == was {
			continue
		}
		cell := cells[m.Key]
		cell.Key = m.Key
		if is {
			cell.Value++
		} else {
			cell.Value--
		}
		cells[m.Key] = cell
	}
	return sorted(slices.Collect(maps.Values(cells)))
}

// sorted answers the changes that change something, in the order of their keys.
func sorted(cells []Cell) []Cell {
	cells = slices.DeleteFunc(cells, func(c Cell) bool { return c.Value == 0 && c.Records == 0 })
	slices.SortFunc(cells, func(a, b Cell) int { return a.Compare(b.Key) })
	return cells
}
