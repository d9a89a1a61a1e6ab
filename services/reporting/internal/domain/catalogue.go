package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/areas"
)

// Theme is one of the themes of the account (doelstelling).
type Theme struct {
	// ID is stable, such as "ontmoeting_verbinding".
	ID string `yaml:"id"`
	// Name is the heading, in Dutch.
	Name string `yaml:"name"`
}

// Indicator is what one figure counts, of the account or to steer by (indicator), in some years: a catalogue has another of
// the same id for the years in which it counts otherwise, or goes by other words. They are its versions (versies).
type Indicator struct {
	// ID is stable and that of all versions, such as "centre-visits"; Theme is the id of the theme it stands under. A steering
	// figure has no theme and no programme.
	ID    string `yaml:"id"`
	Theme string `yaml:"theme"`
	// Programme is the programme it speaks of, Label what is counted, Definition how: all for people, in Dutch.
	Programme  string `yaml:"programme"`
	Label      string `yaml:"label"`
	Definition string `yaml:"definition"`
	// Unit is the unit, such as "visits"; Service the service that records what is counted.
	Unit    string `yaml:"unit"`
	Service string `yaml:"service"`
	// Measure is how it counts, Filter what: a CEL expression. Both are empty where the suite does not record it.
	Measure Measure `yaml:"measure"`
	Filter  string  `yaml:"filter"`
	// Breakdowns are the pairs of dimensions it is counted by, beside month, city district, wijk and, of persons, age.
	Breakdowns Pairs `yaml:"breakdowns"`
	// Per is how many of what is summed make one of the unit, such as 60 minutes an hour; 0 where they are one. Only of a
	// steering figure.
	Per int64 `yaml:"per"`
	// Wording is how the figure is published, by the first year it is published so.
	Wording map[int]Rounding `yaml:"wording"`
	// FromYear and ToYear are the first and the last year it is counted. No ToYear (0): it still is.
	FromYear int `yaml:"from_year"`
	ToYear   int `yaml:"to_year"`
	// Responsible is who answers for it: a function or a team, in Dutch, and no person. Empty of a steering figure.
	Responsible string `yaml:"responsible"`
	// Targets are what was agreed about it with the city, by year.
	Targets map[int]Target `yaml:"targets"`

	compiled filter
	areas    string // the digest of the register of wijken
}

// covers says whether the indicator is part of the account of year.
func (in *Indicator) covers(year int) bool { return in.rule().covers(year) }

// rounding answers how the figure of year is published: as that year's wording says, else as the newest earlier year's,
// for the words of a page stay until somebody chooses others; exactly where no year so far has words of its own.
func (in *Indicator) rounding(year int) Rounding {
	rounding, newest := Rounding{Qualifier: Exact}, 0
	for from, r := range in.Wording {
		if from <= year && from > newest {
			rounding, newest = r, from
		}
	}
	return rounding
}

// Catalogue is what the figures of the account count, and those to steer by. It does not change after it was parsed.
type Catalogue struct {
	themes     []Theme
	indicators []*Indicator
	steering   []*Indicator
	goals      []Goal
	firstYear  int
	areas      areas.Register
}

// On answers the catalogue that counts wijken by a register: each under its code in the map of the year. Without a
// register they are counted under the codes they were recorded with.
func (c *Catalogue) On(register areas.Register) *Catalogue {
	on := func(list []*Indicator) []*Indicator {
		list = slices.Clone(list)
		for i, in := range list {
			with := *in
			with.areas = register.Digest()
			list[i] = &with
		}
		return list
	}
	with := *c
	with.indicators, with.steering, with.areas = on(c.indicators), on(c.steering), register
	return &with
}

// Areas answers the register by which wijken are counted.
func (c *Catalogue) Areas() areas.Register { return c.areas }

// Themes answers the themes, in the order of the page.
func (c *Catalogue) Themes() []Theme { return slices.Clone(c.themes) }

// Covers says whether there is an account of year: whether any indicator counts in it.
func (c *Catalogue) Covers(year int) bool {
	return slices.ContainsFunc(c.indicators, func(in *Indicator) bool { return in.covers(year) })
}

// Indicators answers how many indicators of the account there are, over all years. The versions of one are one.
func (c *Catalogue) Indicators() int {
	ids := map[string]bool{}
	for _, in := range c.indicators {
		ids[in.ID] = true
	}
	return len(ids)
}
