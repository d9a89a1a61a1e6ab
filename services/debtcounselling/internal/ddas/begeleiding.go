package ddas

import (
	"cmp"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
)

// Begeleidingssoort is a kind of guidance.
type Begeleidingssoort string

// The kinds.
const (
	Budgetcoaching          Begeleidingssoort = "Budgetcoaching"
	Budgetbeheer            Begeleidingssoort = "Budgetbeheer"
	Beschermingsbewind      Begeleidingssoort = "Beschermingsbewind"
	LangeTermijnBegeleiding Begeleidingssoort = "Lange Termijn Begeleiding (DFD)"
	Budgetbegeleiding       Begeleidingssoort = "Budgetbegeleiding"
)

// Begeleiding is guidance of a kind in a period.
type Begeleiding struct {
	Soort Begeleidingssoort
	Periode
}

// Samenvoegen makes one of periods of the same kind that have a date in common, as CBS does with what it is delivered. It
// answers them by kind and date.
func Samenvoegen(list []Begeleiding) (merged []Begeleiding) {
	list = slices.SortedFunc(slices.Values(list), func(a, b Begeleiding) int {
		return cmp.Or(cmp.Compare(a.Soort, b.Soort), cmp.Compare(a.Start.String(), b.Start.String()))
	})
	for _, b := range list {
		if n := len(merged) - 1; n >= 0 && merged[n].Soort == b.Soort && merged[n].overlapt(b.Periode) {
			merged[n].Eind = laatste(merged[n], b)
			continue
		}
		merged = append(merged, b)
	}
	return merged
}

// laatste answers the later of two ends: none at all where one goes on.
func laatste(a, b Begeleiding) civil.Date {
	switch {
	case a.Eind.IsZero() || b.Eind.IsZero():
		return civil.Date{}
	case a.Eind.Before(b.Eind):
		return b.Eind
	}
	return a.Eind
}
