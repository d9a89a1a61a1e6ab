package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// report is what was tried, and what was looked at.
type report struct {
	mu      sync.Mutex
	rounds  int
	faults  map[string]*suffering
	checked map[string]int
	follows time.Duration // the longest time until figures had everything
}

// suffering is how often a kind of fault happened, with what, and how long what it happened to took to be well again at most.
type suffering struct {
	times   int
	with    map[string]int
	slowest time.Duration
}

func newReport() *report { return &report{faults: map[string]*suffering{}, checked: map[string]int{}} }

func (r *report) suffered(f fault, took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.faults[f.kind]
	if s == nil {
		s = &suffering{with: map[string]int{}}
		r.faults[f.kind] = s
	}
	s.times++
	s.with[f.target]++
	s.slowest = max(s.slowest, took)
}

func (r *report) looked(invariant string, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.checked[invariant] = max(r.checked[invariant], n)
}

func (r *report) followed(took time.Duration) { r.follows = max(r.follows, took) }

// print prints the report of a trial.
func (r *report) print(w io.Writer, t *trial) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\n%s: %d rounds\n\nWHAT WENT WRONG\tTIMES\tWELL AGAIN AFTER\tWITH\n", t.name, r.rounds)
	for _, k := range t.kinds {
		s := r.faults[k.name]
		if s == nil {
			fmt.Fprintf(table, "%s\t0\t\t\n", k.name)
			continue
		}
		var with []string
		for _, target := range slices.Sorted(maps.Keys(s.with)) {
			with = append(with, fmt.Sprintf("%s×%d", target, s.with[target]))
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", k.name, s.times, s.slowest.Round(time.Millisecond), strings.Join(with, " "))
	}
	fmt.Fprintln(table, "\nCOMMANDS\tSENT\tACKNOWLEDGED\tREFUSED\tSENT AGAIN\tGIVEN UP")
	all := t.load.journal.counted()
	var sum counts
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		c := all[kind]
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\n", kind, c.sent, c.acknowledged, c.refused, c.retries, c.left)
		sum.sent, sum.acknowledged, sum.refused = sum.sent+c.sent, sum.acknowledged+c.acknowledged, sum.refused+c.refused
		sum.left, sum.retries = sum.left+c.left, sum.retries+c.retries
	}
	fmt.Fprintf(table, "all\t%d\t%d\t%d\t%d\t%d\n", sum.sent, sum.acknowledged, sum.refused, sum.retries, sum.left)
	fmt.Fprintln(table, "\nWHAT HOLDS\tLOOKED AT")
	for _, i := range invariants() {
		fmt.Fprintf(table, "%s\t%d\n", i.name, r.checked[i.name])
	}
	fmt.Fprintf(table, "figures had everything after\t%s at most\n", r.follows.Round(time.Millisecond))
	return table.Flush()
}
