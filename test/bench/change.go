package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/aclements/go-moremath/stats"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// sure is how sure it is that the true median of the ratios of all rounds is in the interval that is told.
const sure = 0.99

// leastRounds are the fewest of which an interval can be told at all.
const leastRounds = 8

// change is what became of a figure from one commit to the other.
type change struct {
	what       string
	base, head float64 // medians
	// ratio is the median over rounds of head ÷ base in the same round, and low and high are the interval around it. A machine that
	// gets slower does so for both.
	ratio, low, high float64
	more             bool // is better
}

// changes answers what became of each figure of a workload.
func (o commits) changes(w workload, turns [][]measure.Turn) (list []change) {
	if !w.steady {
		if c, ok := changed(w.name+" "+w.unit+"/s", turns, measure.Turn.Rate); ok {
			c.more = true
			list = append(list, c)
		}
	}
	figures := map[string]bool{}
	for _, turn := range turns[0] {
		for name := range turn.Figures {
			figures[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		if c, ok := changed(w.name+" "+name, turns, func(t measure.Turn) float64 { return t.Figures[name] }); ok {
			list = append(list, c)
		}
	}
	return list
}

// changed answers what became of a figure; false where one of the commits has none, or none of the time.
func changed(what string, turns [][]measure.Turn, of func(measure.Turn) float64) (c change, ok bool) {
	var list []float64
	for i := range turns[0] {
		list = append(list, of(turns[1][i])/of(turns[0][i]))
	}
	if slices.ContainsFunc(list, func(r float64) bool { return math.IsNaN(r) || math.IsInf(r, 0) || r == 0 }) {
		return c, false
	}
	sample := stats.Sample{Xs: list}
	c = change{what: what, base: measure.Median(turns[0], of), head: measure.Median(turns[1], of)}
	c.ratio, c.low, c.high = stats.QuantileCI(len(list), 0.5, sure).SampleCI(sample)
	return c, true
}

// verdict answers "worse" or "better" where the whole interval is, and the ratio by more than tolerance; "" where it cannot be
// told.
func (c change) verdict(tolerance float64) string {
	up, down := c.low > 1 && c.ratio >= 1+tolerance, c.high < 1 && c.ratio <= 1-tolerance
	switch {
	case up && c.more, down && !c.more:
		return "better"
	case up, down:
		return "worse"
	}
	return ""
}

// tell prints all changes. The error says what is worse.
func (o commits) tell(out io.Writer, all []change) error {
	fmt.Fprintf(out, "| what | %s | %s | ratio | %.0f %% sure | |\n|---|--:|--:|--:|---|---|\n", o.base, o.head, 100*sure)
	var worse []string
	for _, c := range all {
		verdict := c.verdict(o.tolerance)
		fmt.Fprintf(out, "| %s | %s | %s | %.3f | %.3f to %.3f | %s |\n",
			c.what, round(c.base), round(c.head), c.ratio, c.low, c.high, verdict)
		if verdict == "worse" {
			worse = append(worse, c.what)
		}
	}
	if len(worse) > 0 {
		return errors.New("worse than " + o.base + ": " + strings.Join(worse, ", "))
	}
	return nil
}
