package domain

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// countingRules goes up whenever the code counts otherwise from the same catalogue, so that everything is counted anew, and
// when it counts at levels that the code before would leave out without a word: 3 counts by programme, and 4 by quarter and
// by the wijken of the map of the year.
const countingRules = 4

// Rule is all that decides how an indicator counts facts. What it is called and in which words it is published does not.
type Rule struct {
	// Measure is how it counts, Filter what: a CEL expression.
	Measure Measure
	Filter  string
	// Breakdowns are the pairs of dimensions it is counted by, beside the single ones.
	Breakdowns Pairs
	// FromYear and ToYear are the first and the last year it is counted. No ToYear (0): it still is.
	FromYear, ToYear int
	// Code is the number of the counting rules of the code that counts by it.
	Code int
	// Areas is the digest of the register of wijken by which it counts them; empty where that is none.
	Areas string
}

// Digest answers a short text that differs between rules that count differently.
func (r Rule) Digest() string {
	facts := strings.Join(slices.Sorted(slices.Values(r.Measure.Facts)), " ")
	hash := sha256.Sum256(fmt.Appendf(nil, "%d %q %q %q %q %q %d %d %q",
		r.Code, r.Measure.Kind, r.Measure.Of, facts, r.Filter, r.Breakdowns, r.FromYear, r.ToYear, r.Areas))
	return hex.EncodeToString(hash[:])
}

// Same says whether other counts as r does: exactly where their digests are equal, and in a hundredth of the time of those.
func (r Rule) Same(other Rule) bool {
	return r.Code == other.Code && r.FromYear == other.FromYear && r.ToYear == other.ToYear && r.Areas == other.Areas &&
		slices.Equal(r.Breakdowns, other.Breakdowns) && r.countsAlike(other)
}

// countsAlike says whether both give one value of a year, where both count it by the same code and register.
func (r Rule) countsAlike(other Rule) bool {
	return r.Filter == other.Filter && r.Measure.Kind == other.Measure.Kind && r.Measure.Of == other.Measure.Of &&
		sameKinds(r.Measure.Facts, other.Measure.Facts)
}

// sameKinds compares lists of kinds of facts, whose order means nothing.
func sameKinds(a, b []string) bool {
	return slices.Equal(a, b) || slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// covers says whether it counts in year.
func (r Rule) covers(year int) bool {
	return year >= r.FromYear && (r.ToYear == 0 || year <= r.ToYear)
}

// Overlaps says whether there is a year that both count.
func (r Rule) Overlaps(other Rule) bool {
	return r.covers(r.firstShared(other)) && other.covers(r.firstShared(other))
}

// firstShared answers the first year that both count, where there is one.
func (r Rule) firstShared(other Rule) int { return max(r.FromYear, other.FromYear) }

// rule answers how the indicator counts, as this code does it.
func (in *Indicator) rule() Rule {
	return Rule{
		Measure: in.Measure, Filter: in.Filter, Breakdowns: in.Breakdowns, FromYear: in.FromYear, ToYear: in.ToYear,
		Code: countingRules, Areas: in.areas,
	}
}

// Rules answers how each indicator that counts facts does so, by its id: a rule for each of its versions, the first years
// first, no two of which count the same year. Those that are not recorded yet, and those that are counted from the
// register, are not among them.
func (c *Catalogue) Rules() map[string][]Rule {
	rules := map[string][]Rule{}
	for _, in := range slices.Concat(c.indicators, c.steering) {
		if in.Measure.countsFacts() {
			rules[in.ID] = append(rules[in.ID], in.rule())
		}
	}
	for _, list := range rules {
		slices.SortFunc(list, func(a, b Rule) int { return cmp.Compare(a.FromYear, b.FromYear) })
	}
	return rules
}
