package disclosure

import (
	"math"
	"slices"
)

// Costs of a path beside those of the counts that it would withhold.
const (
	hopCost  = 1   // so that of two free ways the shorter is taken
	sideCost = 200 // for each equation left unbalanced beside the path, which a further path has to balance
	maxTries = 8   // of a step
	maxPaths = 12  // after which a step is given up: where it goes well it mostly takes three
)

// router looks for other numbers with which all equations hold. It starts from what is true, moves one number, and balances
// each equation that this breaks by a cheapest path to another one that is broken the other way.
type router struct {
	*system
	now     []int64 // the present witness
	touched []int32 // numbers that may differ from the truth in it

	dir     []int64 // the change of one step
	moved   []int32
	member  []bool  // is in moved
	residue []int64 // by equation, what the step leaves unbalanced
	broken  []int32
	locked  int32  // the number that is moved on purpose
	hasty   bool   // gives up soon
	spent   int    // equations looked at, which is nearly all of the work
	bar     []bool // what led to nothing in an earlier try
	barred  []int32
	culprit int32 // a number that a path needs more often than it bears, or -1

	dist  []int64 // by node, an equation with a sign
	from  []int32 // the node before, and by which number
	via   []int32
	seen  []int32 // the round in which dist was set
	round int32
	queue queue
}

func newRouter(s *system) *router {
	cells, nodes := len(s.count), 2*len(s.in)
	r := &router{
		system: s, now: make([]int64, cells), dir: make([]int64, cells), residue: make([]int64, len(s.in)),
		member: make([]bool, cells), bar: make([]bool, cells),
		dist: make([]int64, nodes+1), from: make([]int32, nodes+1), via: make([]int32, nodes+1), seen: make([]int32, nodes+1),
	}
	copy(r.now, s.count)
	return r
}

// rest puts the truth back.
func (r *router) rest() {
	for _, i := range r.touched {
		r.now[i] = r.count[i]
	}
	r.touched = r.touched[:0]
}

// push moves a number by as much of amount as it can, first through what is withheld already and then, where paid, through
// what else can be. It leaves the witness in now.
func (r *router) push(cell int32, sign, amount int64, paid bool) {
	var done int64
	for _, pay := range []bool{false, true} {
		if pay && !paid {
			return
		}
		for done < amount {
			left := amount - done
			if found := r.step(cell, sign, left, pay) || r.step(cell, sign, 1, pay); !found {
				break
			}
			done += r.advance(left)
		}
	}
}

// advance takes the step up to most times, as often as no number falls below its floor.
func (r *router) advance(most int64) int64 {
	for _, i := range r.moved {
		if r.dir[i] < 0 {
			most = min(most, (r.now[i]-r.floor[i])/-r.dir[i])
		}
	}
	for _, i := range r.moved {
		r.now[i] += most * r.dir[i]
		r.touched = append(r.touched, i)
	}
	return most
}

// step looks for a change of one by which cell moves in the direction of sign and all equations hold, and which can be taken
// times times. Where it gets stuck at an equation it begins anew without what broke that one.
func (r *router) step(cell int32, sign, times int64, pay bool) bool {
	defer func() {
		for _, i := range r.barred {
			r.bar[i] = false
		}
		r.barred = r.barred[:0]
	}()
	r.locked = cell
	for range r.tries(times, pay) {
		r.clear()
		if !r.bears(cell, sign, times) {
			return false
		}
		r.move(cell, sign)
		stuck, done := r.settle(times, pay)
		if done {
			return true
		}
		if !r.avoid(stuck) {
			return false
		}
	}
	return false
}

// tries answers how often a step is begun anew: where a smaller or costlier one comes next it matters less.
func (r *router) tries(times int64, pay bool) int {
	switch {
	case times > 1 || r.hasty:
		return 1
	case pay:
		return maxTries
	}
	return maxTries / 2
}

// clear begins a step anew.
func (r *router) clear() {
	for _, i := range r.moved {
		r.dir[i], r.member[i] = 0, false
	}
	for _, e := range r.broken {
		r.residue[e] = 0
	}
	r.moved, r.broken, r.culprit = r.moved[:0], r.broken[:0], -1
}

// settle balances all equations, or answers one for which there is no way.
func (r *router) settle(times int64, pay bool) (int32, bool) {
	var e int32
	for paths := 0; paths < maxPaths+2*len(r.of[r.locked]); {
		var more bool
		if e, more = r.unbalanced(times, pay); !more {
			return 0, true
		}
		filled := r.filled(e)
		if !r.balance(e, times, pay) {
			return e, false
		}
		if r.filled(e) == filled { // filling up breaks nothing else, and ends by itself
			paths++
		}
	}
	return e, false
}

// filled answers how much the step fills an equation up.
func (r *router) filled(e int32) int64 {
	if f := r.filler[e]; f >= 0 {
		return r.dir[f]
	}
	return 0
}

// avoid keeps what moved in an equation out of the next try, and says whether there is something.
func (r *router) avoid(stuck int32) bool {
	if r.culprit >= 0 {
		r.bar[r.culprit] = true
		r.barred = append(r.barred, r.culprit)
		return true
	}
	found := false
	for _, t := range r.in[stuck] {
		if r.member[t.at] && t.at != r.locked && !r.bar[t.at] {
			r.bar[t.at], found = true, true
			r.barred = append(r.barred, t.at)
		}
	}
	return found
}

// bears says whether a number can take another change in a step that is taken times times.
func (r *router) bears(i int32, change, times int64) bool {
	after := r.dir[i] + change
	return after >= 0 || r.now[i]+after*times >= r.floor[i]
}

// move changes a number in the step.
func (r *router) move(i int32, change int64) {
	if !r.member[i] {
		r.member[i] = true
		r.moved = append(r.moved, i)
	}
	r.dir[i] += change
	for _, e := range r.of[i] {
		if r.residue[e.at] == 0 {
			r.broken = append(r.broken, e.at)
		}
		r.residue[e.at] += e.sign * change
	}
}

// unbalanced answers the equation that does not hold in the step and has the fewest ways to be balanced: what can hardly be
// done is best done while there is most choice in the rest.
func (r *router) unbalanced(times int64, pay bool) (int32, bool) {
	fewest, best := 0, int32(-1)
	left := r.broken[:0]
	for _, e := range r.broken {
		if r.residue[e] == 0 || slices.Contains(left, e) {
			continue
		}
		left = append(left, e)
		if ways := r.ways(e, times, pay); best < 0 || ways < fewest {
			fewest, best = ways, e
		}
	}
	r.broken = left
	return best, best >= 0
}

// ways counts the numbers that can balance an equation. What can be filled up comes last: it is when all else is done that it
// is known how far.
func (r *router) ways(e int32, times int64, pay bool) int {
	sign, ways := int64(1), 0
	if r.residue[e] < 0 {
		sign = -1
	}
	if f := r.filler[e]; f >= 0 && r.movable(f, -sign, times, pay) {
		return math.MaxInt
	}
	for _, t := range r.in[e] {
		if r.movable(t.at, -sign*t.sign, times, pay) {
			ways++
		}
	}
	return ways
}

// movable says whether a number can be changed further in the step. What was moved is not moved back: the paths would go
// round for ever.
func (r *router) movable(i int32, change, times int64, pay bool) bool {
	a := r.access[i]
	if a == closed || (a == candidate && !pay) || i == r.locked || r.bar[i] {
		return false
	}
	return r.dir[i]*change >= 0 && (change > 0 || r.bears(i, change, times))
}

// node is an equation that is broken upwards or downwards.
func node(e int32, sign int64) int32 {
	if sign > 0 {
		return 2*e + 1
	}
	return 2 * e
}

// balance takes one off what is unbalanced in start by a cheapest path, and says whether there is one.
func (r *router) balance(start int32, times int64, pay bool) bool {
	r.round++
	r.queue = r.queue[:0]
	sink := int32(2 * len(r.in))
	sign := int64(1)
	if r.residue[start] < 0 {
		sign = -1
	}
	first := node(start, sign)
	r.relax(first, first, -1, 0)
	for len(r.queue) > 0 {
		at := r.queue.pop()
		switch {
		case at.node == sink:
			return r.apply(first, sink, times)
		case at.dist > r.dist[at.node]:
		default:
			r.expand(at, start, times, pay)
			if r.seen[sink] == r.round && r.dist[sink] <= at.dist+hopCost { // no other way can be shorter
				return r.apply(first, sink, times)
			}
		}
	}
	return false
}

// relax notes a way to a node.
func (r *router) relax(to, from, via int32, dist int64) {
	if r.seen[to] == r.round && r.dist[to] <= dist {
		return
	}
	r.seen[to], r.dist[to], r.from[to], r.via[to] = r.round, dist, from, via
	r.queue.push(entry{dist: dist, node: to})
}

// expand notes all ways on from a node: each number that can balance its equation.
func (r *router) expand(at entry, start int32, times int64, pay bool) {
	r.spent++
	e, sign := at.node/2, int64(at.node%2)*2-1
	for _, t := range r.in[e] {
		change := -sign * t.sign
		if !r.movable(t.at, change, times, pay) {
			continue
		}
		dist := at.dist + hopCost
		if r.access[t.at] == candidate {
			dist += r.cost[t.at]
		}
		r.leave(at.node, start, t.at, change, times, dist)
	}
}

// leave notes the ways on by a number that is changed: to each other equation of it, while the rest is left for later.
func (r *router) leave(from, start, via int32, change, times, dist int64) {
	e, sink := from/2, int32(2*len(r.in))
	if len(r.of[via]) == 1 {
		r.relax(sink, from, via, dist)
		return
	}
	var sides int64
	for _, o := range r.of[via] {
		sides += r.side(o, e, change, times)
	}
	for _, o := range r.of[via] {
		if o.at == e || o.at == start {
			continue
		}
		to := dist + sides - r.side(o, e, change, times)
		if r.residue[o.at]*o.sign*change < 0 {
			r.relax(sink, from, via, to)
		} else {
			r.relax(node(o.at, o.sign*change), from, via, to)
		}
	}
}

// side answers what it costs to leave an equation for later.
func (r *router) side(o term, e int32, change, times int64) int64 {
	if o.at == e || r.residue[o.at]*o.sign*change < 0 {
		return 0
	}
	if f := r.filler[o.at]; f >= 0 && (o.sign*change < 0 || r.bears(f, -1, times)) {
		return hopCost
	}
	return sideCost
}

// apply changes the numbers of the path to sink in the step, and says whether they bear it.
func (r *router) apply(first, sink int32, times int64) bool {
	for to := sink; to != first; to = r.from[to] {
		e, i := r.from[to]/2, r.via[to]
		sign := int64(r.from[to]%2)*2 - 1
		for _, o := range r.of[i] {
			if o.at == e {
				change := -sign * o.sign
				if r.dir[i]*change < 0 || !r.bears(i, change, times) {
					r.culprit = i
					return false
				}
				r.move(i, change)
				break
			}
		}
	}
	return true
}
