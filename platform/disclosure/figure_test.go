package disclosure_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/deschoor/meedoen/platform/disclosure"
)

// dimension is a tree of categories: each but the first has a parent before it.
type dimension struct {
	names   []string
	parents []int // of the first -1
}

// flat answers a dimension of a total and n categories.
func flat(name string, n int) dimension { return tree(name, n) }

// tree answers a dimension with steps: tree("w", 5, 6) is a total of 5 groups of 6.
func tree(name string, steps ...int) dimension {
	d := dimension{names: []string{"*"}, parents: []int{-1}}
	level := []int{0}
	for _, n := range steps {
		var next []int
		for _, parent := range level {
			for i := range n {
				d.names = append(d.names, fmt.Sprintf("%s.%s%d", d.names[parent], name, i))
				d.parents = append(d.parents, parent)
				next = append(next, len(d.names)-1)
			}
		}
		level = next
	}
	return d
}

func (d dimension) children(of int) []int {
	var all []int
	for i, p := range d.parents {
		if p == of {
			all = append(all, i)
		}
	}
	return all
}

func (d dimension) leaves() []int {
	var all []int
	for i := range d.names {
		if len(d.children(i)) == 0 {
			all = append(all, i)
		}
	}
	return all
}

func (d dimension) ancestors(of int) []int {
	var all []int
	for ; of >= 0; of = d.parents[of] {
		all = append(all, of)
	}
	return all
}

// figure makes tables of each pair of dimensions from records, or of one dimension where there is one.
type figure struct {
	name       string
	dimensions []dimension
}

func (f figure) key(at []int) disclosure.Key {
	var b strings.Builder
	b.WriteString(f.name)
	for i, n := range at {
		b.WriteString("|" + f.dimensions[i].names[n])
	}
	return disclosure.Key(b.String())
}

// places answers the categories of each cell: at most two dimensions differ from their total.
func (f figure) places() [][]int {
	var all [][]int
	at := make([]int, len(f.dimensions))
	var walk func(d, used int)
	walk = func(d, used int) {
		if d == len(at) {
			all = append(all, append([]int(nil), at...))
			return
		}
		for i := range f.dimensions[d].names {
			if i > 0 && used == 2 {
				break
			}
			at[d] = i
			walk(d+1, used+min(i, 1))
		}
		at[d] = 0
	}
	walk(0, 0)
	return all
}

// tables counts the records; each is a leaf of every dimension.
func (f figure) tables(records [][]int) disclosure.Tables { return f.persons(records, 1) }

// persons counts different persons, of whom each has so many records one after another.
func (f figure) persons(records [][]int, each int) disclosure.Tables {
	kind := disclosure.Distinct
	if each == 1 {
		kind = disclosure.Sum
	}
	counts, last := map[disclosure.Key]int64{}, map[disclosure.Key]int{}
	for i, r := range records {
		f.each(r, func(key disclosure.Key) {
			if person := i/each + 1; last[key] != person {
				last[key] = person
				counts[key]++
			}
		})
	}
	var t disclosure.Tables
	for _, at := range f.places() {
		t.Cells = append(t.Cells, disclosure.Cell{Key: f.key(at), Count: counts[f.key(at)]})
		t.Relations = append(t.Relations, f.relations(at, kind)...)
	}
	return t
}

// each calls do for each cell in which a record counts.
func (f figure) each(record []int, do func(disclosure.Key)) {
	at := make([]int, len(record))
	var walk func(d, used int)
	walk = func(d, used int) {
		if d == len(at) {
			do(f.key(at))
			return
		}
		for _, a := range f.dimensions[d].ancestors(record[d]) {
			if a > 0 && used == 2 {
				continue
			}
			at[d] = a
			walk(d+1, used+min(a, 1))
		}
		at[d] = 0
	}
	walk(0, 0)
}

func (f figure) relations(at []int, kind disclosure.Kind) []disclosure.Relation {
	var all []disclosure.Relation
	used := 0
	for _, n := range at {
		used += min(n, 1)
	}
	for d, n := range at {
		children := f.dimensions[d].children(n)
		if len(children) == 0 || (n == 0 && used == 2) {
			continue
		}
		r := disclosure.Relation{Kind: kind, Total: f.key(at)}
		r.Name = string(r.Total) + " by dimension " + fmt.Sprint(d)
		for _, c := range children {
			part := append([]int(nil), at...)
			part[d] = c
			r.Parts = append(r.Parts, f.key(part))
		}
		all = append(all, r)
	}
	return all
}

// records answers n records, some categories many times as frequent as others, as wijken are.
func (f figure) records(seed uint64, n int) [][]int {
	random := rand.New(rand.NewPCG(seed, 1))
	all := make([][]int, n)
	for i := range all {
		for _, d := range f.dimensions {
			leaves := d.leaves()
			u := random.Float64()
			all[i] = append(all[i], leaves[int(u*u*float64(len(leaves)))])
		}
	}
	return all
}
