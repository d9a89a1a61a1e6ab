package domain

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// The directions of a target.
const (
	// AtLeast: more is better.
	AtLeast = "at_least"
	// AtMost: less is better.
	AtMost = "at_most"
)

// defaultMargin is how far from a target a figure is still nearly there, in percent, where the target does not say.
const defaultMargin = 10

// Target is what was agreed with the city about the figure of a year (streefwaarde).
type Target struct {
	// Value is for the whole year, Unit that of the indicator: a number without one is of nothing.
	Value int64  `yaml:"value"`
	Unit  string `yaml:"unit"`
	// Direction is AtLeast or AtMost.
	Direction string `yaml:"direction"`
	// Quarters are the values that are expected by the end of the first three quarters; empty where a quarter of Value is
	// expected of each.
	Quarters []int64 `yaml:"quarters"`
	// Margin is how far from what is expected a figure is nearly there, in percent of that.
	Margin *int64 `yaml:"margin"`
	// Source is who agreed it and where, in Dutch.
	Source string `yaml:"source"`
}

// Expected answers the value that is expected by the end of quarter q, 1 to 4; of the last one it is that of the year.
func (t Target) Expected(q int) int64 {
	switch {
	case q >= quarters:
		return t.Value
	case len(t.Quarters) > 0:
		return t.Quarters[q-1]
	}
	return (t.Value*int64(q) + quarters/2) / quarters // half a unit is rounded up
}

// Target answers what was agreed about the figure of a year.
func (in *Indicator) Target(year int) (t Target, agreed bool) {
	t, agreed = in.Targets[year]
	if t.Direction == "" {
		t.Direction = AtLeast
	}
	return t, agreed
}

// checkTargets holds the targets of an indicator against what it counts.
func checkTargets(doc *document, in *Indicator, at []string) {
	for _, year := range slices.Sorted(maps.Keys(in.Targets)) {
		t, here := in.Targets[year], append(at[:len(at):len(at)], "targets", strconv.Itoa(year))
		if !in.covers(year) {
			doc.complain("is not a year in which it is counted", here...)
		}
		if t.Unit != "" && t.Unit != in.Unit {
			doc.complain(fmt.Sprintf("the indicator is in %s", in.Unit), join(here, "unit")...)
		}
		if len(t.Quarters) > 0 && in.ofWholeYears() {
			doc.complain("does not belong here: what it counts is known of a year as a whole", join(here, "quarters")...)
		}
		before := int64(0)
		for q, value := range t.Quarters {
			switch path := join(join(here, "quarters"), strconv.Itoa(q)); {
			case value < before:
				doc.complain(fmt.Sprintf(
					"is less than %d, that of the quarter before: these are from the first of January", before), path...)
			case value > t.Value:
				doc.complain(fmt.Sprintf("is more than %d, that of the year", t.Value), path...)
			}
			before = value
		}
	}
}
