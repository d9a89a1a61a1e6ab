package page

import (
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// part is the value of a figure for a month or a city district.
type part struct {
	Name  string
	Short string
	Value string
	Share float64 // of the highest part, 0 to 100

	value int32
}

func partsOf(parts []*reportingv1.FigurePart, nameOf func(key string) part) []part {
	var all []part
	for _, p := range parts {
		next := nameOf(p.GetKey())
		next.value, next.Value = p.GetValue(), web.Number(p.GetValue())
		all = append(all, next)
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
	if len(parts) == 0 {
		return ""
	}
	if !differ(parts) {
		return fmt.Sprintf("Elke maand %s.", parts[0].Value)
	}
	byValue := func(a, b part) int { return int(a.value) - int(b.value) }
	lowest, highest := slices.MinFunc(parts, byValue), slices.MaxFunc(parts, byValue)
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
	case len(parts) == 0 || differ(parts):
		return ""
	case len(parts) == 1 || parts[0].value == 1:
		return fmt.Sprintf("In %s.", web.Enumerate(names))
	}
	return fmt.Sprintf("In %s, elk %s.", web.Enumerate(names), parts[0].Value)
}

// sumNote explains why the parts do not add up to the figure: a distinct count counts once in the year what counts in
// several parts, and what is tied to no part counts in none. Empty where they do add up.
func sumNote(parts []part, whole int32, plural, singular string) string {
	sum := int64(0)
	for _, p := range parts {
		sum += int64(p.value)
	}
	switch {
	case len(parts) == 0 || sum == int64(whole):
		return ""
	case sum > int64(whole):
		return fmt.Sprintf("De %s zijn samen meer dan het jaarcijfer: wat in meer %s meetelt, telt in het jaar één keer.",
			plural, plural)
	}
	return fmt.Sprintf("De %s zijn samen minder dan het jaarcijfer: een deel hoort niet bij één %s.", plural, singular)
}
