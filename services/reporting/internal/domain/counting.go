package domain

// State is how far a counting is.
type State string

// The states, in the order in which a counting goes through them.
const (
	// Building: its pass over all facts goes on.
	Building State = "building"
	// Live: all facts are in it, and it makes the figure. An indicator has one at most for each year.
	Live State = "live"
	// Retired: another has replaced it, or nobody wants it any more. It does not come back.
	Retired State = "retired"
)

// Counting is one way in which one indicator is counted (telling van een indicator), in the years of its rule. Its cells hold
// what that gives.
type Counting struct {
	// ID is the identifier, under which its cells stand.
	ID string
	// Indicator is what is counted, Rule how.
	Indicator string
	Rule      Rule
	State     State
	// Cursor is the id of the last fact that its pass has counted, in the order of ids. The pass will meet what is beyond.
	Cursor string
}

// Counted is what was counted at a moment: the countings that are live or being built, and the cells of the live ones.
type Counted struct {
	Countings []Counting
	Cells     []Cell
	// Earlier are the cells of the live ones for earlier years as a whole.
	Earlier []Cell
}

// cellsOf answers the cells of year by the counting they belong to.
func (c Counted) cellsOf(year int) map[string][]Cell {
	cells := make(map[string][]Cell)
	for _, cell := range c.Cells {
		if cell.Year == year && cell.Records > 0 {
			cells[cell.Counting] = append(cells[cell.Counting], cell)
		}
	}
	return cells
}

// of answers the live counting of a year of an indicator, nil where it has none, and whether another is to take its place.
// It may count more years than the indicator, as that of a version which is being parted does.
func (c Counted) of(in *Indicator, year int) (live *Counting, recounting bool) {
	wanted := in.rule()
	for i, one := range c.Countings {
		switch {
		case one.Indicator != in.ID || !one.Rule.covers(year):
		case one.State == Building:
			recounting = true
		case one.State == Live:
			live = &c.Countings[i]
			recounting = recounting || !one.Rule.Same(wanted)
		}
	}
	return live, recounting
}

// CountsBy says whether it counts as rule says.
func (c Counting) CountsBy(rule Rule) bool { return c.Rule.Same(rule) }

// Replaces says whether c, once it is counted, takes the place of old: both count an indicator in the same year.
func (c Counting) Replaces(old Counting) bool {
	return c.Indicator == old.Indicator && c.Rule.Overlaps(old.Rule)
}

// has says whether the fact with id is in its cells: an event about another one is left to the pass.
func (c Counting) has(id string) bool {
	return c.State == Live || (c.State == Building && id <= c.Cursor)
}

// awaits says whether its pass is still to count the fact with id.
func (c Counting) awaits(id string) bool { return c.State == Building && id > c.Cursor }
