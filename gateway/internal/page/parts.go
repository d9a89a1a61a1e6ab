package page

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// part is the value of a figure for a part of the year, of the city or of the persons.
type part struct {
	Name     string
	Short    string
	Value    string
	Share    float64 // of the highest part, 0 to 100
	Withheld bool    // its number is not shown

	key   string
	value int32
}

// partsOf answers the parts with their numbers, and among them those that are withheld, by their keys.
func partsOf(parts []*reportingv1.FigurePart, withheld []string, nameOf func(key string) part) []part {
	var all []part
	for _, p := range parts {
		next := nameOf(p.GetKey())
		next.key, next.value, next.Value = p.GetKey(), p.GetValue(), web.Number(p.GetValue())
		all = append(all, next)
	}
	for _, key := range withheld {
		next := nameOf(key)
		next.key, next.Value, next.Withheld = key, hiddenWord, true
		all = append(all, next)
	}
	if len(withheld) > 0 {
		slices.SortStableFunc(all, byKey)
	}
	highest := highestOf(all)
	for i := range all {
		all[i].Share = share(all[i].value, highest)
	}
	return all
}

// monthPart names the month of a key such as "2022-01"; a key of another form names itself.
func monthPart(key string) part {
	t, err := time.Parse("2006-01", key)
	if err != nil {
		return part{Name: key, Short: key}
	}
	name, short := web.Month(t.Month())
	return part{Name: name, Short: short}
}

func highestOf(parts []part) int32 {
	highest := int32(0)
	for _, p := range parts {
		highest = max(highest, p.value)
	}
	return highest
}

func countOf(parts []part, value int32) int {
	n := 0
	for _, p := range parts {
		if p.value == value {
			n++
		}
	}
	return n
}

// differ says whether parts have more than one value, so that a chart of them shows something.
func differ(parts []part) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.value != parts[0].value })
}

// summariseMonths says in words what the months show, or "" where there are none.
func summariseMonths(parts []part) string {
	shown := shownOf(parts)
	switch hiddenMonths := len(parts) - len(shown); {
	case len(parts) == 0:
		return ""
	case len(shown) == 0:
		return "Per maand: afgeschermd."
	case hiddenMonths > 0:
		return summariseExtremes(shown) + fmt.Sprintf(" Van de maanden zijn er %d afgeschermd.", hiddenMonths)
	case !differ(shown):
		return fmt.Sprintf("Elke maand %s.", shown[0].Value)
	}
	return summariseExtremes(shown)
}

func summariseExtremes(shown []part) string {
	byValue := func(a, b part) int { return cmp.Compare(a.value, b.value) }
	lowest, highest := slices.MinFunc(shown, byValue), slices.MaxFunc(shown, byValue)
	return fmt.Sprintf("Het laagst in %s (%s), het hoogst in %s (%s).",
		lowest.Name, lowest.Value, highest.Name, highest.Value)
}

// summariseDistricts says in words where something is, or "" where there are no districts or they differ.
func summariseDistricts(parts []part) string {
	var names []string
	for _, p := range parts {
		names = append(names, p.Name)
	}
	switch {
	case len(parts) == 0 || differ(parts) || slices.ContainsFunc(parts, isWithheld):
		return ""
	case len(parts) == 1 || parts[0].value == 1:
		return fmt.Sprintf("In %s.", web.Enumerate(names))
	}
	return fmt.Sprintf("In %s, elk %s.", web.Enumerate(names), parts[0].Value)
}

// sumNote explains why the parts do not add up to the figure: a distinct count counts once in the year what counts in
// several parts, and what is tied to no part counts in none. Empty where they do add up, or where some are withheld, for then
// nobody can add them up.
func sumNote(parts []part, whole int32, plural, singular string) string {
	sum := int64(0)
	for _, p := range parts {
		sum += int64(p.value)
	}
	switch {
	case len(parts) == 0 || sum == int64(whole) || slices.ContainsFunc(parts, isWithheld):
		return ""
	case sum > int64(whole):
		return fmt.Sprintf("De %s zijn samen meer dan het jaarcijfer: wat in meer %s meetelt, telt in het jaar één keer.",
			plural, plural)
	}
	return fmt.Sprintf("De %s zijn samen minder dan het jaarcijfer: een deel hoort niet bij één %s.", plural, singular)
}
