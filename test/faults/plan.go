package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"text/tabwriter"
	"time"
)

// fault is one thing that goes wrong: of which kind, with what, from when in its round, and for how long.
type fault struct {
	kind   string
	target string
	at     time.Duration
	lasts  time.Duration
	number uint64 // what else of it is random
}

func (f fault) String() string {
	return fmt.Sprintf("%s of %s, from %s for %s", f.kind, f.target, f.at, f.lasts)
}

// round is some time of load in which things go wrong. After it everything is mended and looked at.
type round struct {
	number int
	lasts  time.Duration
	faults []fault
}

// draw draws a plan: the same for the same seed, shape and kinds. Faults are dealt as cards are, so that each kind comes before
// one comes again; no two of a round have the same target.
func draw(seed uint64, rounds, each int, lasts time.Duration, kinds []kind) []round {
	r := rand.New(rand.NewPCG(seed, 0))
	var deck []kind
	var plan []round
	for number := range rounds {
		made := round{number: number + 1, lasts: lasts}
		for tries := 0; len(made.faults) < each && tries < 100; tries++ {
			if len(deck) == 0 {
				deck = slices.Clone(kinds)
				r.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
			}
			card := deck[0]
			deck = deck[1:]
			target := one(r, card.targets)
			if slices.ContainsFunc(made.faults, func(f fault) bool { return f.target == target }) {
				deck = append(deck, card) // it comes in a later round
				continue
			}
			made.faults = append(made.faults, fault{
				kind: card.name, target: target, number: r.Uint64(),
				at:    (lasts/10 + time.Duration(r.Int64N(int64(lasts/2)))).Round(100 * time.Millisecond),
				lasts: (time.Second + time.Duration(r.Int64N(int64(lasts/3)))).Round(100 * time.Millisecond),
			})
		}
		slices.SortStableFunc(made.faults, func(a, b fault) int { return int(a.at - b.at) })
		plan = append(plan, made)
	}
	return plan
}

// printPlan prints what will go wrong.
func printPlan(w io.Writer, plan []round) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ROUND\tAT\tFOR\tFAULT\tOF")
	for _, r := range plan {
		for _, f := range r.faults {
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\n", r.number, f.at, f.lasts, f.kind, f.target)
		}
	}
	return table.Flush()
}
