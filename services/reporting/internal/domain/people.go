package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// Adding is how the parts of a figure about people make its whole (optelling).
type Adding string

// The ways of adding.
const (
	// AddsUp is a number of visits, contacts or questions: the parts add up to the whole.
	AddsUp Adding = "sum"
	// AddsDifferent is a number of different persons: who is in two parts counts once in the whole.
	AddsDifferent Adding = "distinct"
)

// AboutPeople answers how the parts make the whole of a figure about people, and nothing of one that is not: then a small
// number points at nobody and is shown. Not about people are numbers of places and of city districts, whatever they are
// counted from, and of sessions that were held and things that were done or made. All else is: also visits and contacts, of
// which one may well be somebody's.
func (m Measure) AboutPeople() Adding {
	things := !slices.ContainsFunc(m.Facts, func(kind string) bool { return kind != Session && kind != Output })
	switch {
	case !m.countsFacts() || things || m.Of == ofLocation || m.Of == ofStadsdeel:
		return ""
	case m.Kind == distinct:
		return AddsDifferent
	}
	return AddsUp
}

// AboutPeople answers how the parts of each figure about people make its whole, by indicator, for the account of a year.
func (c *Catalogue) AboutPeople(year int) map[string]Adding {
	all := map[string]Adding{}
	for _, in := range c.indicators {
		if adding := in.Measure.AboutPeople(); in.covers(year) && adding != "" {
			all[in.ID] = adding
		}
	}
	return all
}

// FromRegister says whether an indicator of the account is counted from the register of places: it has a value in a year of
// which nothing was recorded.
func (c *Catalogue) FromRegister(indicator string) bool {
	return slices.ContainsFunc(c.indicators, func(in *Indicator) bool {
		return in.ID == indicator && in.Measure.Kind == activePlaces
	})
}

// Over says whether a year has ended at a moment, in the zone of the organisation.
func Over(year int, now time.Time, zone *time.Location) bool {
	return civil.Today(now, zone).Year > year
}
