package main

import (
	"context"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// comparison is ways to do the same. The first side is what is measured against, the last is what has a goal.
type comparison struct {
	// name is what --only calls it, and the marker of its table: small letters, digits and hyphens.
	name string
	// about is one sentence on what each side does, for whoever reads the table.
	about string
	// unit is what a side does, in the plural: "calls", "rows", "events".
	unit string
	// goal is what the rate of the last side is to be of that of the first, at least; 0: no more is asked than to know.
	goal float64
	// most are figures of the last side, by name, and what each is to be at most.
	most map[string]float64
	// all says that it takes long, or what not everybody has, and is left out where not all is asked for.
	all bool
	// open starts whatever the sides need, in env, which ends it.
	open func(ctx context.Context, env *env) (sides []measure.Side, err error)
}

// goals answers how many there are.
func (c comparison) goals() int {
	if c.goal == 0 {
		return len(c.most)
	}
	return len(c.most) + 1
}

// result is a comparison with what came of it.
type result struct {
	comparison
	names []string         // of the sides
	turns [][]measure.Turn // of each side, round by round
}

// run compares: everything that the comparison starts has ended when it returns.
func (c comparison) run(ctx context.Context, o options, env *env) (r result, err error) {
	defer func() { err = env.close(err) }()
	sides, err := c.open(ctx, env)
	if err != nil {
		return r, err
	}
	r.comparison = c
	for i, side := range sides {
		r.names = append(r.names, side.Name)
		sides[i].Take = env.told(c, side)
	}
	r.turns, err = measure.Compare(ctx, o.rounds, o.turn, sides...)
	return r, err
}

// told has each turn of a side be said when it is over, for a run takes minutes, and be summed up.
func (e *env) told(c comparison, side measure.Side) func(context.Context, duration) (measure.Turn, error) {
	return func(ctx context.Context, d duration) (measure.Turn, error) {
		turn, err := side.Take(ctx, d)
		if err == nil && turn.Took > 0 {
			e.say("%-24s %-24s %10.0f %s/s", c.name, side.Name, turn.Rate(), c.unit)
		}
		return turn.Summed(), err
	}
}

// rate answers the median rate of a side, in units a second.
func (r result) rate(side int) float64 { return measure.Median(r.turns[side], measure.Turn.Rate) }

// last answers the number of the last side.
func (r result) last() int { return len(r.turns) - 1 }

// ratio answers what the rate of a side is of that of the first.
func (r result) ratio(side int) float64 { return r.rate(side) / r.rate(0) }

// figure answers the median of a figure of a side, by its name.
func (r result) figure(side int, name string) float64 {
	return measure.Median(r.turns[side], func(t measure.Turn) float64 { return t.Figures[name] })
}
