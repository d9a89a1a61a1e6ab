package domain

// Contribution is what one fact adds to a counting: Value, and one record, in each of some cells.
type Contribution struct {
	// Keys are the cells: that of the year, and those of each breakdown. Others have the same slice: it is not changed.
	Keys []Key
	// Member is what a distinct count counts; empty where values are added up.
	Member string
	// Value is added up by sum and count; 0 for a distinct count, where only the member matters.
	Value int64
}

// cells answers the cells of a counting that a fact at a spot is in: that of the year as a whole alone, where no more is asked.
func (c Counting) cells(at spot, whole bool) []Key {
	if whole {
		return []Key{c.inYear(at.fact.Date.Year)}
	}
	return c.keys(at)
}
