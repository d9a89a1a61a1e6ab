package domain

// Contribution is what one fact adds to one cell: Value, and one record.
type Contribution struct {
	Key
	// Value is added up by sum and count; 0 for a distinct count, where only the record matters.
	Value int64
}

// contribution answers what f adds to a counting whose filter holds of it.
func (c Counting) contribution(f Fact, l Location) Contribution {
	m := c.Rule.Measure
	key := Key{Counting: c.ID, Year: f.Date.Year, Month: f.Date.Month, Stadsdeel: l.Stadsdeel, Member: m.member(f, l)}
	return Contribution{Key: key, Value: m.value(f)}
}
