package domain

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/areas"
)

// wijkIn answers the wijk as the figures of a year name it: by its code in the map of the year, and else as it was
// recorded, with the edition of its own map. It is settled when a fact is counted, for numbers of different persons cannot
// be put together afterwards. Empty where there is no wijk.
func (a Area) wijkIn(register areas.Register, year int) string {
	if a.Wijk == "" {
		return ""
	}
	wijk, _ := register.Translate(areas.Wijk{Code: a.Wijk, Edition: a.WijkYear}, year)
	return wijk.String()
}

// AccountArea is a wijk as the account of a year names it.
type AccountArea struct {
	// Key names it in figures, as "2022:WK003401".
	Key string
	// Name and Stadsdeel are those of the map of the year, and empty where that does not have it.
	Name, Stadsdeel string
	// Known says whether the map of the year has it.
	Known bool
}

// AreasOf answers all wijken of the map of a year, in the order of their codes, and after them those of named that it does
// not have, which are shown as they were recorded.
func (c *Catalogue) AreasOf(year int, named []string) []AccountArea {
	var list []AccountArea
	for _, a := range c.areas.Edition(year) {
		list = append(list, AccountArea{Key: a.String(), Name: a.Name, Stadsdeel: a.Stadsdeel, Known: true})
	}
	unknown := map[string]bool{}
	for _, key := range named {
		if _, known := c.StadsdeelOf(year, key); !known {
			unknown[key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(unknown)) {
		list = append(list, AccountArea{Key: key})
	}
	return list
}

// StadsdeelOf answers in which city district the map of a year has the wijk that figures name key, as "2022:WK003401". It is not
// known of a code of another year, nor of one that the map does not have.
func (c *Catalogue) StadsdeelOf(year int, key string) (stadsdeel string, known bool) {
	edition, code, found := strings.Cut(key, ":")
	if !found || edition != strconv.Itoa(year) {
		return "", false
	}
	return c.areas.Stadsdeel(areas.Wijk{Code: code, Edition: year})
}
