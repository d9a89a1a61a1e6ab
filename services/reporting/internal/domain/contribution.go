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

// contribution answers what f, at a place and under the programmes of path, adds to a counting whose filter holds of it.
func (c Counting) contribution(f Fact, l Location, path []Programme) Contribution {
	m := c.Rule.Measure
	return Contribution{Keys: c.keys(spot{f, l.Area, path}), Member: m.member(f, l), Value: m.value(f)}
}
