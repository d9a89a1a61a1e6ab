package domain

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// IndicatorChange says what another catalogue changes in an indicator.
type IndicatorChange int

// The changes.
const (
	// Added: it is new.
	Added IndicatorChange = iota + 1
	// Removed: it is there no more.
	Removed
	// CountedOtherwise: in some year it counts otherwise, or no more, or for the first time.
	CountedOtherwise
	// ShownOtherwise: it counts as before, and is shown in other words.
	ShownOtherwise
)

// IndicatorPreview is what another catalogue would make different in an indicator (proefberekening).
type IndicatorPreview struct {
	// Indicator is its id.
	Indicator string
	Change    IndicatorChange
	// Figures are those of the years that have one, before or after, the oldest first.
	Figures []FigurePreview
}

// FigurePreview is a figure as it is and as it would be.
type FigurePreview struct {
	Year int
	// Before and After are nil where there is no value.
	Before, After *Worded
}

// Worded is a value in the words in which it is published.
type Worded struct {
	Value   int64
	Wording string
}

// Differences answers which indicators are different in next, in its order, and then those that it does not have any more.
// They are without figures.
func (c *Catalogue) Differences(next *Catalogue) (list []IndicatorPreview) {
	before, order := c.versions()
	after, nextOrder := next.versions()
	for _, id := range nextOrder {
		if change := compare(before[id], after[id]); change != 0 {
			list = append(list, IndicatorPreview{Indicator: id, Change: change})
		}
	}
	for _, id := range order {
		if len(after[id]) == 0 {
			list = append(list, IndicatorPreview{Indicator: id, Change: Removed})
		}
	}
	return list
}

// versions answers the versions of each indicator, the first years first, and the ids in the order of the catalogue.
func (c *Catalogue) versions() (of map[string][]Indicator, order []string) {
	of = map[string][]Indicator{}
	for _, in := range slices.Concat(c.indicators, c.steering) {
		if len(of[in.ID]) == 0 {
			order = append(order, in.ID)
		}
		of[in.ID] = append(of[in.ID], *in)
	}
	for _, list := range of {
		slices.SortFunc(list, func(a, b Indicator) int { return a.FromYear - b.FromYear })
	}
	return of, order
}

// compare answers what is different between the versions of an indicator, 0 where nothing is.
func compare(before, after []Indicator) IndicatorChange {
	digest := func(in Indicator) string { return in.rule().Digest() }
	switch {
	case len(before) == 0:
		return Added
	case !slices.EqualFunc(before, after, func(a, b Indicator) bool { return digest(a) == digest(b) }):
		return CountedOtherwise
	case !slices.EqualFunc(before, after, showAlike):
		return ShownOtherwise
	}
	return 0
}

// showAlike compares all that is written, whatever an indicator will have one day.
func showAlike(a, b Indicator) bool {
	a.compiled, b.compiled = filter{}, filter{}
	return reflect.DeepEqual(a, b)
}

// Preview counts facts in memory as another catalogue would. Only what that makes different is counted.
type Preview struct {
	before, after *Catalogue
	differences   []IndicatorPreview
	now           Counted // with the cells of years as a whole
	counter       *Counter
	would         Counted // what the countings of the other catalogue would be
	sums          map[Key]*sumOf
}

// sumOf is what was counted in a year: values added up, or different members.
type sumOf struct {
	value, records int64
	members        map[string]struct{}
}

// Preview begins one. Now is what is counted at the moment, of which cells of years as a whole are enough.
func (f *Filters) Preview(before, after *Catalogue, now Counted) (*Preview, error) {
	p := &Preview{before: before, after: after, differences: before.Differences(after), now: now, sums: map[Key]*sumOf{}}
	var missing []Counting
	rules := after.Rules()
	for _, d := range p.differences {
		for _, rule := range rules[d.Indicator] {
			c := Counting{ID: fmt.Sprintf("%s %d", d.Indicator, rule.FromYear), Indicator: d.Indicator, Rule: rule, State: Live}
			p.would.Countings = append(p.would.Countings, c)
			if !p.takeOver(c) {
				missing = append(missing, c)
			}
		}
	}
	if len(missing) == 0 {
		return p, nil
	}
	var err error
	if p.counter, err = f.Counter(missing, after.areas); err == nil {
		p.counter.whole = true
	}
	return p, err
}

// takeOver takes the cells of the live counting by the same rule for those of c, and says whether there is one.
func (p *Preview) takeOver(c Counting) bool {
	for _, live := range p.now.Countings {
		if live.State != Live || live.Indicator != c.Indicator || !live.CountsBy(c.Rule) {
			continue
		}
		for _, cell := range p.now.Cells {
			if cell.Counting == live.ID {
				cell.Counting = c.ID
				p.would.Cells = append(p.would.Cells, cell)
			}
		}
		return true
	}
	return false
}

// Counts says whether there is anything to count.
func (p *Preview) Counts() bool { return p.counter != nil }

// Contributions answers what f adds, as those of a Counter do.
func (p *Preview) Contributions(f Fact, l Location, path []Programme) ([]Contribution, error) {
	return p.counter.Contributions(f, l, path)
}

// Add counts contributions.
func (p *Preview) Add(contributions []Contribution) {
	for _, c := range contributions {
		for _, key := range c.Keys {
			sum := p.sums[key]
			if sum == nil {
				sum = &sumOf{members: map[string]struct{}{}}
				p.sums[key] = sum
			}
			sum.records++
			sum.value += c.Value
			if c.Member != "" {
				sum.members[c.Member] = struct{}{}
			}
		}
	}
}

// Indicators answers what is different, from what was counted and the places of the register. Year is the present one, up to
// which places are counted. An error says that a filter of a catalogue cannot be evaluated.
func (p *Preview) Indicators(places []Location, year int) ([]IndicatorPreview, error) {
	would := p.would
	would.Cells = slices.Clone(would.Cells)
	for key, sum := range p.sums {
		value := sum.value + int64(len(sum.members))
		would.Cells = append(would.Cells, Cell{Key: key, Value: value, Records: sum.records})
	}
	list := slices.Clone(p.differences)
	for _, y := range p.years(would, year) {
		before, err := p.before.worded(y, p.now, places)
		if err != nil {
			return nil, err
		}
		after, err := p.after.worded(y, would, places)
		if err != nil {
			return nil, err
		}
		for i, d := range list {
			f := FigurePreview{Year: y, Before: before[d.Indicator], After: after[d.Indicator]}
			if f.Before != nil || f.After != nil {
				list[i].Figures = append(list[i].Figures, f)
			}
		}
	}
	return list, nil
}

// years answers the years that may have figures, the oldest first.
func (p *Preview) years(would Counted, present int) []int {
	years := map[int]bool{}
	for _, in := range slices.Concat(p.before.indicators, p.after.indicators) {
		for y := in.FromYear; y <= present && in.Measure.Kind == activePlaces && in.covers(y); y++ {
			years[y] = true
		}
	}
	for _, cell := range slices.Concat(p.now.Cells, would.Cells) {
		years[cell.Year] = true
	}
	return slices.Sorted(maps.Keys(years))
}

// worded answers the figures that a year has, by indicator. What a service tells is not among them: no catalogue changes that.
func (c *Catalogue) worded(year int, counted Counted, places []Location) (map[string]*Worded, error) {
	figures, err := c.Figures(year, counted, places)
	if err != nil {
		return nil, err
	}
	of := map[string]*Worded{}
	for _, f := range figures {
		if f.Status == Recorded {
			of[f.Indicator.ID] = &Worded{f.Value, f.Wording.Text}
		}
	}
	for _, f := range c.Steering(year, counted, nil) {
		if f.Status == Recorded {
			of[f.Indicator.ID] = &Worded{f.Whole.Value, Rounding{Qualifier: Exact}.Word(f.Whole.Value).Text}
		}
	}
	return of, nil
}
