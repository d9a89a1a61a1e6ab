package disclosure

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

// level is how much is withheld to begin with.
type level uint8

const (
	asNeeded level = iota // what is small
	noParts               // all that is no total, zeros too
	noTotals              // all but what is part of nothing
	nothing               // all
)

// plan decides what is withheld.
type plan struct {
	*router
	joint     *joint
	threshold int64
	levels    []level   // of each cell
	low, high []int64   // the least and most of each number in all witnesses
	witnesses []witness // of the part that is being decided
	proven    []witness // of those that are decided
}

// witness is what differs from the truth in other numbers with which all equations hold.
type witness []change

type change struct {
	cell int32
	by   int64
}

func newPlan(threshold int64, j *joint) *plan {
	return &plan{
		router: newRouter(&j.system), joint: j, threshold: threshold, levels: make([]level, len(j.origins)),
		low: slices.Clone(j.count), high: slices.Clone(j.count),
	}
}

// solve decides for all parts, and answers the cells that nothing it could withhold keeps safe.
func (p *plan) solve() []Ref {
	of := make([]int, len(p.count))
	parts := p.components()
	needs := make([][]int32, len(parts))
	for at, part := range parts {
		for _, i := range part {
			of[i] = at
		}
	}
	for _, n := range p.joint.needs {
		needs[of[n]] = append(needs[of[n]], n)
	}
	var exposed []Ref
	for at, part := range parts {
		exposed = append(exposed, p.solvePart(part, p.order(needs[at]))...)
		p.proven = append(p.proven, p.witnesses...)
	}
	return exposed
}

// solvePart decides for one part of the system.
func (p *plan) solvePart(part []int32, needs []int32) []Ref {
	var failed []int32
	before := p.spent
	for l := asNeeded; l <= nothing; l++ {
		p.begin(part, l)
		if l == nothing && p.unknown(part) {
			return nil
		}
		if failed = p.protect(needs, mostFailed(l)); len(failed) == 0 {
			p.trim(part, l, needs, p.spent-before)
			return nil
		}
	}
	var exposed []Ref
	for _, n := range failed {
		exposed = append(exposed, p.refOf(n))
	}
	return exposed
}

// mostFailed is with how many failures a level is given up: at the last one all have to be told.
func mostFailed(l level) int {
	if l == nothing {
		return math.MaxInt
	}
	return 8
}

// order puts totals first, as in HiTaS (de Wolf, 2002): what they withhold serves their parts too. Then the smallest.
func (p *plan) order(needs []int32) []int32 {
	height := func(n int32) int64 {
		if int(n) < len(p.joint.origins) {
			return p.joint.origins[n].height
		}
		return maxHeight
	}
	slices.SortStableFunc(needs, func(a, b int32) int {
		return cmp.Or(cmp.Compare(height(b), height(a)), cmp.Compare(p.count[a], p.count[b]))
	})
	return needs
}

// refOf names what must not be told: of a difference the new cell.
func (p *plan) refOf(n int32) Ref {
	if int(n) < len(p.joint.origins) {
		return p.joint.origins[n].ref
	}
	return p.joint.changed[n]
}

// unknown says whether a reader has no number of a part but zeros. Then all equations hold with every number many times as
// large, and nothing is told.
func (p *plan) unknown(part []int32) bool {
	return !slices.ContainsFunc(part, func(i int32) bool { return p.access[i] == closed && p.count[i] != 0 })
}

// begin sets what of a part is withheld at a level, before anything is added for the sake of others.
func (p *plan) begin(part []int32, l level) {
	for _, i := range part {
		p.low[i], p.high[i] = p.count[i], p.count[i]
		if int(i) < len(p.joint.origins) {
			p.levels[i] = l
			p.access[i], p.floor[i] = p.joint.origins[i].start(p.count[i], l, p.small(p.count[i]))
		}
	}
	p.witnesses = nil
}

func (p *plan) small(n int64) bool { return 0 < n && n < p.threshold }

// whole says whether a cell goes with all of its kind at a level.
func (o origin) whole(l level) bool {
	return o.fresh && (l == nothing || l == noTotals && !o.root || l == noParts && o.height == 0)
}

// start answers what a reader has of a cell at a level, and the least that it can be if it is withheld: 1 where zeros would be
// shown. A zero is near to what an earlier edition showed only where that had a lower threshold.
func (o origin) start(count int64, l level, small bool) (access, int64) {
	whole, floor := o.whole(l), int64(1)
	if !o.nonzero && (whole || !o.fresh || (o.restated && count == 0)) {
		floor = 0
	}
	switch {
	case o.known:
		return closed, floor
	case !o.fresh && o.before, o.fresh && (small || o.restated || whole):
		return withheld, floor
	case o.fresh && count > 0 && !o.root:
		return candidate, floor
	}
	return closed, floor
}

// protect finds a witness for both ends of every need, withholding more for it where it must, and answers the needs without.
// What fails is tried again when the others have their witnesses, which may do for it too. With more than most that fail it
// gives up.
func (p *plan) protect(needs []int32, most int) []int32 {
	for again := true; again; {
		var failed []int32
		for _, n := range needs {
			if p.meet(n) {
				continue
			}
			if failed = append(failed, n); len(failed) > most {
				return failed
			}
		}
		again = len(failed) > 0 && len(failed) < len(needs)
		needs = failed
	}
	return needs
}

// met says whether the witnesses so far show an interval that is wide enough and reaches far enough.
func (p *plan) met(n int32) bool { return p.lacking(n) <= 0 }

// lacking answers how much higher a witness must come.
func (p *plan) lacking(n int32) int64 {
	return max(p.threshold, p.low[n]+p.threshold-1) - p.high[n]
}

// meet looks for the witnesses of one need: down to 1 as far as it is free, then up, and only then down at a cost.
func (p *plan) meet(n int32) bool {
	if p.met(n) {
		return true
	}
	p.reach(n, -1, p.count[n]-1, false)
	if lack := p.lacking(n); lack > 0 {
		p.reach(n, 1, p.high[n]-p.count[n]+lack, true)
	}
	if p.met(n) {
		return true
	}
	p.reach(n, -1, p.count[n]-1, true)
	return p.met(n)
}

// reach keeps a witness in which a number is as much of amount away from the truth as can be.
func (p *plan) reach(cell int32, sign, amount int64, pay bool) {
	p.push(cell, sign, amount, pay)
	var w witness
	for _, i := range p.touched {
		by := p.now[i] - p.count[i]
		if by == 0 || slices.ContainsFunc(w, func(c change) bool { return c.cell == i }) {
			continue
		}
		w = append(w, change{i, by})
		p.low[i], p.high[i] = min(p.low[i], p.now[i]), max(p.high[i], p.now[i])
		p.access[i] = withheld
	}
	if len(w) > 0 {
		p.witnesses = append(p.witnesses, w)
	}
	p.rest()
}

// trim shows again what is not needed after all, the costliest first: others that came later may do as well.
// It takes no more effort than deciding did.
func (p *plan) trim(part []int32, l level, needs []int32, effort int) {
	if l != asNeeded {
		p.release(part)
		return
	}
	var extra []int32
	for _, i := range part {
		switch {
		case p.access[i] == candidate:
			p.access[i] = closed
		case p.access[i] == withheld && p.chosen(i):
			extra = append(extra, i)
		}
	}
	slices.SortStableFunc(extra, func(a, b int32) int { return cmp.Compare(p.cost[b], p.cost[a]) })
	p.hasty = true
	defer func() { p.hasty = false }()
	for limit, at := p.spent+effort, 0; at < len(extra) && p.spent < limit; at++ {
		i := extra[at]
		before := p.save(part)
		p.close(part, i)
		if len(p.protect(needs, 0)) > 0 {
			p.restore(part, before)
		}
	}
	p.release(part)
}

// chosen says whether a number is a new cell that is withheld for the sake of others alone.
func (p *plan) chosen(i int32) bool {
	if int(i) >= len(p.joint.origins) {
		return false
	}
	o := p.joint.origins[i]
	return o.fresh && !o.restated && !p.small(p.count[i])
}

// close shows a cell, and forgets the witnesses that move it.
func (p *plan) close(part []int32, i int32) {
	p.access[i] = closed
	p.witnesses = slices.DeleteFunc(slices.Clone(p.witnesses), func(w witness) bool {
		return slices.ContainsFunc(w, func(c change) bool { return c.cell == i })
	})
	for _, i := range part {
		p.low[i], p.high[i] = p.count[i], p.count[i]
	}
	for _, w := range p.witnesses {
		for _, c := range w {
			n := p.count[c.cell] + c.by
			p.low[c.cell], p.high[c.cell] = min(p.low[c.cell], n), max(p.high[c.cell], n)
		}
	}
}

// release shows what is withheld, not small and moved by no witness, for that makes none of them untrue. Before, it looks for
// one that moves it by one.
func (p *plan) release(part []int32) {
	for _, i := range part {
		if p.access[i] != withheld || !p.chosen(i) {
			continue
		}
		for _, sign := range []int64{1, -1} {
			if p.low[i] == p.high[i] {
				p.reach(i, sign, 1, false)
			}
		}
		if p.low[i] == p.high[i] {
			p.access[i] = closed
		}
	}
}

// saved is what was decided for a part.
type saved struct {
	access    []access
	low, high []int64
	witnesses []witness
}

func (p *plan) save(part []int32) saved {
	s := saved{witnesses: p.witnesses}
	for _, i := range part {
		s.access, s.low, s.high = append(s.access, p.access[i]), append(s.low, p.low[i]), append(s.high, p.high[i])
	}
	return s
}

func (p *plan) restore(part []int32, s saved) {
	p.witnesses = s.witnesses
	for at, i := range part {
		p.access[i], p.low[i], p.high[i] = s.access[at], s.low[at], s.high[at]
	}
}

// audit checks every witness from the beginning: it changes nothing that is shown, no number falls below what the reader can
// exclude, and all equations hold. It finds no fault unless this package has one.
func (p *plan) audit() error {
	for _, w := range p.proven {
		off := map[int32]int64{}
		for _, c := range w {
			if p.access[c.cell] != withheld || p.count[c.cell]+c.by < p.floor[c.cell] {
				return errors.New("a witness changes what is shown")
			}
			for _, e := range p.of[c.cell] {
				off[e.at] += e.sign * c.by
			}
		}
		for _, by := range off {
			if by != 0 {
				return errors.New("a witness breaks an equation")
			}
		}
	}
	return nil
}

// result tells the decisions about the new edition.
func (p *plan) result(r Rule, t Tables) Result {
	res := Result{Withheld: map[Key]Reason{}}
	counts := make(map[Key]int64, len(t.Cells))
	for _, c := range t.Cells {
		counts[c.Key] = c.Count
		i := p.joint.byRef[Ref{Key: c.Key}]
		o := p.joint.origins[i]
		switch {
		case p.access[i] == withheld && o.whole(p.levels[i]):
			res.Withheld[c.Key] = Coarse
		case r.small(c.Count):
			res.Withheld[c.Key] = Small
		case o.restated:
			res.Withheld[c.Key] = Restated
		case p.access[i] != withheld:
		default:
			res.Withheld[c.Key] = Complement
		}
	}
	for _, s := range t.Percentages {
		if why := r.percentage(s, counts, res.Withheld); why != 0 {
			res.Withheld[s.Key] = why
		}
	}
	return res
}

// percentage answers why not to show one, or 0.
func (r Rule) percentage(p Percentage, counts map[Key]int64, hidden map[Key]Reason) Reason {
	if r.small(counts[p.Numerator]) || counts[p.Denominator] < r.threshold() {
		return Small
	}
	return cmp.Or(hidden[p.Numerator], hidden[p.Denominator])
}
