package disclosure

import (
	"cmp"
	"slices"
)

// origin is where a number of the system comes from, and what was done with it.
type origin struct {
	ref      Ref   // the new cell, or else the latest earlier one
	fresh    bool  // is a cell of the new edition
	known    bool  // an earlier edition shows it
	before   bool  // an earlier edition withholds it
	nonzero  bool  // in a way that tells that it is not zero
	restated bool  // differs by a few from what an earlier edition shows
	height   int64 // steps of totals under it, in the new edition
	root     bool  // part of nothing, in the new edition
}

// joint is the system of a new edition and all earlier ones.
type joint struct {
	system
	origins []origin // of the cells, which come first
	byRef   map[Ref]int32
	byKey   map[Key][]int32 // one for each count that it had
	changed map[int32]Ref   // the cell of each small difference
	needs   []int32         // what a reader must not find out
}

// small says whether a count or difference is one that nobody may read.
func (r Rule) small(n int64) bool { return 0 < n && n < r.threshold() }

// join makes the system. All is checked already.
func (r Rule) join(fresh Tables, e Earlier) *joint {
	j := &joint{byRef: map[Ref]int32{}, byKey: map[Key][]int32{}, changed: map[int32]Ref{}}
	for _, c := range sorted(fresh.Cells) {
		j.cell(Ref{Key: c.Key}, c.Count, origin{fresh: true})
	}
	for i := len(e.Editions) - 1; i >= 0; i-- {
		j.edition(e.Editions[i])
	}
	j.link(fresh, e)
	for i, o := range j.origins {
		if !o.known && (o.fresh || o.before) && r.small(j.count[i]) {
			j.needs = append(j.needs, int32(i))
		}
	}
	r.differences(j, fresh, e)
	return j
}

// sorted answers the cells by key.
func sorted(cells []Cell) []Cell {
	cells = slices.Clone(cells)
	slices.SortFunc(cells, func(a, b Cell) int { return cmp.Compare(a.Key, b.Key) })
	return cells
}

// cell adds a cell as a number of its own.
func (j *joint) cell(ref Ref, count int64, o origin) int32 {
	i := j.add(count, 0, 0, closed)
	o.ref = ref
	j.origins = append(j.origins, o)
	j.byRef[ref] = i
	j.byKey[ref.Key] = append(j.byKey[ref.Key], i)
	return i
}

// edition adds the cells of an earlier edition. One with the key and the count of a cell that is there already is that cell:
// a reader takes it that nothing happened to a number that did not change.
func (j *joint) edition(e Edition) {
	for _, c := range sorted(e.Tables.Cells) {
		ref := Ref{Edition: e.Name, Key: c.Key}
		i, there := j.same(c)
		if !there {
			i = j.cell(ref, c.Count, origin{})
		}
		j.byRef[ref] = i
		o := &j.origins[i]
		why := e.Withheld[c.Key]
		o.known = o.known || why == 0
		o.before = o.before || why != 0
		o.nonzero = o.nonzero || why == Small || why == Complement
	}
}

// same answers the number that is there already with the key and count of a cell.
func (j *joint) same(c Cell) (int32, bool) {
	for _, i := range j.byKey[c.Key] {
		if j.count[i] == c.Count {
			return i, true
		}
	}
	return 0, false
}

// link adds all relations, each once.
func (j *joint) link(fresh Tables, e Earlier) {
	own := j.relations("", fresh)
	above := heights(len(j.count), own)
	part := make([]bool, len(j.count))
	for _, r := range own {
		for _, p := range r.parts {
			part[p] = true
		}
	}
	for i := range j.origins {
		j.origins[i].height, j.origins[i].root = above[i], !part[i]
		j.cost[i] = costOf(j.count[i], above[i])
		if j.origins[i].before {
			j.cost[i] /= 10 // nobody misses what was not there before
		}
	}
	all := own
	for _, edition := range e.Editions {
		all = append(all, j.relations(edition.Name, edition.Tables)...)
	}
	for _, l := range e.Links {
		all = append(all, j.relation(l.Kind, l.Total, l.Parts))
	}
	slices.SortFunc(all, relation.compare)
	for _, r := range slices.CompactFunc(all, func(a, b relation) bool { return a.compare(b) == 0 }) {
		j.relate(r)
	}
}

func (j *joint) relations(edition string, t Tables) []relation {
	all := make([]relation, 0, len(t.Relations))
	for _, r := range t.Relations {
		parts := make([]Ref, len(r.Parts))
		for i, p := range r.Parts {
			parts[i] = Ref{edition, p}
		}
		all = append(all, j.relation(r.Kind, Ref{edition, r.Total}, parts))
	}
	return all
}

func (j *joint) relation(kind Kind, total Ref, parts []Ref) relation {
	r := relation{kind: kind, total: j.byRef[total]}
	for _, p := range parts {
		r.parts = append(r.parts, j.byRef[p])
	}
	slices.Sort(r.parts)
	return r
}

// differences adds how much more or less the new edition counts than an earlier one. That is a count too, of records that came
// late or went, and the reader is taken to know which of both.
func (r Rule) differences(j *joint, fresh Tables, e Earlier) {
	for _, c := range sorted(fresh.Cells) {
		now := j.byRef[Ref{Key: c.Key}]
		for _, edition := range e.Editions {
			before, there := j.byRef[Ref{edition.Name, c.Key}]
			if !there || before == now {
				continue
			}
			more, less := now, before
			if j.count[more] < j.count[less] {
				more, less = less, more
			}
			by := j.add(j.count[more]-j.count[less], 0, 0, withheld)
			j.equate(term{more, 1}, term{less, -1}, term{by, -1})
			if r.small(j.count[by]) {
				j.origins[now].restated = j.origins[now].restated || j.origins[before].known
				j.needs = append(j.needs, by)
				j.changed[by] = j.origins[now].ref
			}
		}
	}
}
