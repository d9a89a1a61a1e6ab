package domain

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/disclosure"
)

// Number names one number of an account: a figure as a whole, or for a part.
type Number struct {
	// Indicator is what is counted.
	Indicator string
	// Level is how fine the part is; Part is which, as an account names it, and Other too where there are two dimensions.
	Level       Level
	Part, Other string
}

// Rest is the part of everything that is in none of the parts that are shown, such as visits that have no wijk. An account
// shows it nowhere, and whoever subtracts the parts from their total has it.
const Rest = "~"

// Counts are the numbers of one figure about people.
type Counts struct {
	// Indicator is what is counted.
	Indicator string
	// Adding is how the parts make the whole.
	Adding Adding
	// Whole is the number of the year.
	Whole int64
	// Parts are the others by level, with keys as an account names them, each level in the order of its keys.
	Parts map[Level][]Part
}

// Freezing is all numbers of an account that are about people.
type Freezing struct {
	// Figures are the figures that have a value.
	Figures []Counts
	// Spread are the parts of each dimension that a reader may expect: where nothing was recorded, the number is 0.
	Spread map[Dimension][]string
	// StadsdeelOf answers the city district that a wijk lies in, and nothing where no map of the year has it.
	StadsdeelOf func(wijk string) string
}

// Withheld are the numbers that an edition does not show, and why.
type Withheld map[Number]disclosure.Reason

// LeftOut is why a number is withheld that went with all others of its level, beside the reasons of disclosure: with the editions
// before no choice among them was safe.
const LeftOut = disclosure.Coarse + 1

// Frozen is an edition as it was published.
type Frozen struct {
	// Edition is its number.
	Edition int
	Freezing
	// Withheld is what it did not show.
	Withheld Withheld
}

// Protect answers which numbers of an account not to show, so that nobody learns a number of 1 to threshold-1, or anything
// that tells one, from it and the editions before. The threshold is 1 or more.
//
// Errors: a *disclosure.ExposedError where the editions before tell one by themselves; others say that the numbers of a figure do
// not fit each other.
func Protect(threshold int, now Freezing, before []Frozen) (Withheld, error) {
	withheld := Withheld{}
	exposed := &disclosure.ExposedError{}
	rule := disclosure.Rule{Threshold: int64(threshold)}
	for _, c := range now.Figures {
		reasons, err := now.protect(rule, c, before)
		var tells *disclosure.ExposedError
		if errors.As(err, &tells) {
			exposed.Cells = append(exposed.Cells, tells.Cells...)
		} else if err != nil {
			return nil, fmt.Errorf("figure %s: %w", c.Indicator, err)
		}
		maps.Copy(withheld, reasons)
	}
	if len(exposed.Cells) > 0 {
		return nil, exposed
	}
	return withheld, nil
}

// protect answers which numbers of one figure not to show. Where with the editions before no choice among them is safe, its
// finest parts are left out as a whole, then coarser ones, in the end the figure: of what is not there nobody can say that it
// did not change.
func (f Freezing) protect(rule disclosure.Rule, c Counts, before []Frozen) (Withheld, error) {
	earlier, err := disclosure.Earlier{}, error(nil)
	for _, edition := range before {
		if e, there := edition.of(c.Indicator); there {
			earlier.Editions = append(earlier.Editions, e)
		}
	}
	all := c.related(f)
	for detail := everyPart; detail <= noPart; detail++ {
		shown := c.reduced(detail).related(f)
		if detail == noPart {
			shown = &relating{}
		}
		var result disclosure.Result
		result, err = rule.ProtectAfter(shown.tables(), earlier)
		var tells *disclosure.ExposedError
		if errors.As(err, &tells) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return all.withheld(shown, result), nil
	}
	return nil, err
}

// of answers an edition of one figure, without the levels that it left out, and whether it had the figure.
func (f Frozen) of(indicator string) (disclosure.Edition, bool) {
	i := slices.IndexFunc(f.Figures, func(c Counts) bool { return c.Indicator == indicator })
	if i < 0 || f.Withheld[Number{Indicator: indicator, Level: Whole}] == LeftOut {
		return disclosure.Edition{}, false
	}
	out := map[Level]bool{}
	for number, why := range f.Withheld {
		if number.Indicator == indicator && why == LeftOut {
			out[number.Level] = true
		}
	}
	c := f.Figures[i]
	c.Parts = maps.Clone(c.Parts)
	maps.DeleteFunc(c.Parts, func(level Level, _ []Part) bool { return out[level] })
	shown := c.related(f.Freezing)
	return disclosure.Edition{Name: fmt.Sprint(f.Edition), Tables: shown.tables(), Withheld: shown.hidden(f.Withheld)}, true
}

func (n Number) key() disclosure.Key {
	return disclosure.Key(n.Indicator + "\n" + string(n.Level) + "\n" + n.Part + "\n" + n.Other)
}

// detail is which parts of a figure an edition may show.
type detail int

const (
	everyPart detail = iota
	singleParts
	largeParts
	wholeAlone
	noPart
)

// reduced answers the figure with no more parts than a detail has: pairs go first, then wijken and ages, then all.
func (c Counts) reduced(to detail) Counts {
	parts := maps.Clone(c.Parts)
	maps.DeleteFunc(parts, func(level Level, _ []Part) bool {
		small := level == ByWijk.Alone() || level == ByAgeBand.Alone()
		return to >= singleParts && len(ReadPairs(string(level))) > 0 || to >= largeParts && small || to >= wholeAlone
	})
	c.Parts = parts
	return c
}

// related answers the numbers of a figure and what of them makes what.
func (c Counts) related(f Freezing) *relating {
	t := &relating{counts: c, at: map[Number]int64{}}
	whole := t.add(Number{Level: Whole}, c.Whole)
	for _, d := range []Dimension{ByMonth, ByStadsdeel, ByWijk, ByAgeBand} {
		if len(c.Parts[d.Alone()]) > 0 {
			t.relate(whole, t.level(d, f.Spread[d]), d.Alone())
		}
	}
	t.quarters(whole)
	t.districts(f.StadsdeelOf)
	for level := range c.Parts {
		if pairs := ReadPairs(string(level)); len(pairs) == 1 {
			t.pair(pairs[0], f.Spread)
		}
	}
	slices.SortFunc(t.relations, func(a, b disclosure.Relation) int { return slices.Compare([]byte(a.Name), []byte(b.Name)) })
	return t
}

// Sorted answers the numbers in the order of their names.
func (w Withheld) Sorted() []Number { return slices.SortedFunc(maps.Keys(w), Number.compare) }

func (n Number) compare(o Number) int {
	return cmp.Or(cmp.Compare(n.Indicator, o.Indicator), cmp.Compare(n.Level, o.Level), cmp.Compare(n.Part, o.Part),
		cmp.Compare(n.Other, o.Other))
}
