package domain

// ShownEarlier is how many earlier years are shown beside a figure: together with its own those of a term of the city council.
const ShownEarlier = 3

// Earlier is the value of an indicator in an earlier year.
type Earlier struct {
	Year    int
	Value   int64
	Wording Wording
	// SameDefinition says that it was counted by what the indicator counts now.
	SameDefinition bool
}

// past answers the cells of earlier years, by year and by the counting they belong to.
func (c Counted) past() map[int]map[string][]Cell {
	years := map[int]map[string][]Cell{}
	for _, cell := range c.Earlier {
		if years[cell.Year] == nil {
			years[cell.Year] = map[string][]Cell{}
		}
		years[cell.Year][cell.Counting] = append(years[cell.Year][cell.Counting], cell)
	}
	return years
}

// ruleOf answers the rule by which the figure of an indicator in a year is made now, which may be older than that of the
// catalogue.
func (c Counted) ruleOf(in *Indicator, year int) Rule {
	if live, _ := c.of(in, year); live != nil {
		return live.Rule
	}
	return in.rule()
}

// earlier answers those of the years before in which the indicator has a value, the newest first.
func (c *Catalogue) earlier(
	now *Indicator, year int, counted Counted, past map[int]map[string][]Cell, places []Location,
) (list []Earlier, err error) {
	rule := counted.ruleOf(now, year)
	for y := year - 1; y >= max(c.firstYear, year-ShownEarlier); y-- {
		in := c.indicator(now.ID, y)
		if in == nil {
			continue
		}
		var t tally
		switch in.Measure.Kind {
		case "":
			continue // nobody recorded it then
		case activePlaces:
			if t, err = in.countActive(y, places, c.areas, false); err != nil {
				return nil, err
			}
		default:
			if t, _ = counted.made(in, y, past[y]); t == nil {
				continue
			}
		}
		if whole, recorded := t[Whole]; recorded {
			value := whole[parts{}]
			list = append(list, Earlier{
				Year: y, Value: value, Wording: in.rounding(y).Word(value),
				SameDefinition: counted.ruleOf(in, y).countsAlike(rule),
			})
		}
	}
	return list, nil
}

// indicator answers the indicator with id that counts in a year, nil where there is none.
func (c *Catalogue) indicator(id string, year int) *Indicator {
	for _, in := range c.indicators {
		if in.ID == id && in.covers(year) {
			return in
		}
	}
	return nil
}
