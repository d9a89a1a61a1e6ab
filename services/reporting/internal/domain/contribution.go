package domain

// Contribution is what one fact adds to a counting: Value, and one record, in each of some cells.
type Contribution struct {
	// Keys are the cells: that of the year, and those of each breakdown.
	Keys []Key
	// Member is what a distinct count counts; empty where values are added up.
	Member string
	// Value is added up by sum and count; 0 for a distinct count, where only the member matters.
	Value int64
}

// contribution answers what the fact at a spot, which is at the place l, adds to a counting whose filter holds of it: to the year
// as a whole alone, where that is all that is asked for.
func (c Counting) contribution(at spot, l Location, whole bool) Contribution {
	m := c.Rule.Measure
	added := Contribution{Member: m.member(at.fact, l), Value: m.value(at.fact)}
	if whole {
		added.Keys = []Key{c.inYear(at.fact.Date.Year)}
	} else {
		added.Keys = c.keys(at)
	}
	return added
}
