package domain

import (
	"slices"
	"strconv"
	"strings"
)

// Dimension is what a figure is broken down by (uitsplitsing).
type Dimension string

// The dimensions.
const (
	// ByMonth is the month of the date, as "3".
	ByMonth Dimension = "month"
	// ByStadsdeel is the city district, as "haven".
	ByStadsdeel Dimension = "stadsdeel"
	// ByWijk is the wijk in the map of the year, with the edition of that map, as "2022:WK003401". A code of another edition that
	// nothing translates keeps its own.
	ByWijk Dimension = "wijk"
	// ByAgeBand is the age of the person on the date, as "13_to_17".
	ByAgeBand Dimension = "age_band"
	// ByProgramme is the programme, by its id. What is under a programme is also in each that it is part of.
	ByProgramme Dimension = "programme"
	// ByQuarter is from the first of January up to the end of a quarter, as "2". What happened is in each quarter that ends after
	// it. Only of distinct counts, which cannot be added up from months; the fourth is the year, and is not counted again.
	ByQuarter Dimension = "quarter"
)

// Level is how finely a figure is counted: as a whole, by one dimension, or by two. A distinct count is counted at each
// level for itself: who is in two parts of it counts once in the whole.
type Level string

// Whole is the level of the year as a whole.
const Whole Level = "year"

// Alone answers the level of one dimension.
func (d Dimension) Alone() Level { return Level(d) }

// Pair is a breakdown by two dimensions at once.
type Pair [2]Dimension

// Level answers the level of the pair.
func (p Pair) Level() Level { return Level(string(p[0]) + " " + string(p[1])) }

// Pairs are breakdowns of an indicator, beside those by one dimension that every one has.
type Pairs []Pair

// String answers the pairs as they are stored: "stadsdeel age_band, month stadsdeel".
func (p Pairs) String() string {
	texts := make([]string, len(p))
	for i, pair := range p {
		texts[i] = string(pair.Level())
	}
	return strings.Join(texts, ", ")
}

// ReadPairs reads what String answered.
func ReadPairs(text string) (pairs Pairs) {
	for one := range strings.SplitSeq(text, ", ") {
		if first, second, found := strings.Cut(one, " "); found {
			pairs = append(pairs, Pair{Dimension(first), Dimension(second)})
		}
	}
	return pairs
}

// dimensions answers by what single ones facts are broken down: by age where every fact is of a person, by quarter where what is
// counted does not add up, and by programme
// where a pair has it, for the parts of a pair do not add up to it.
func (r Rule) dimensions() []Dimension {
	all := []Dimension{ByMonth, ByStadsdeel, ByWijk}
	if r.Measure.ofPersons() {
		all = append(all, ByAgeBand)
	}
	if r.Measure.Kind == distinct {
		all = append(all, ByQuarter)
	}
	if slices.ContainsFunc(r.Breakdowns, func(p Pair) bool { return slices.Contains(p[:], ByProgramme) }) {
		all = append(all, ByProgramme)
	}
	return all
}

// ofPersons says whether every fact it looks at is of one person.
func (m Measure) ofPersons() bool {
	return len(m.Facts) > 0 && !slices.ContainsFunc(m.Facts, func(kind string) bool {
		return kind != Attendance && kind != Assignment && kind != Hours && kind != Trajectory && kind != Guidance
	})
}

// spot is where a fact is counted.
type spot struct {
	fact Fact
	area Area
	wijk string // as figures of the year name it
	path []Programme
}

// parts answers the parts of a dimension that a fact is in: none where it has nothing of it, several of programmes and quarters.
func (s spot) parts(d Dimension) []string {
	part := ""
	switch d {
	case ByMonth:
		part = strconv.Itoa(int(s.fact.Date.Month))
	case ByStadsdeel:
		part = s.area.Stadsdeel
	case ByWijk:
		part = s.wijk
	case ByAgeBand:
		part = s.fact.AgeBand
	case ByProgramme:
		ids := make([]string, len(s.path))
		for i, p := range s.path {
			ids[i] = p.ID
		}
		return ids
	case ByQuarter:
		return quartersFrom(s.fact.Date.Month)
	}
	if part == "" {
		return nil
	}
	return []string{part}
}

// inYear answers the cell of a year as a whole.
func (c Counting) inYear(year int) Key { return Key{Counting: c.ID, Year: year, Level: Whole} }

// keys answers the cells of a counting that what is at the spot is in: one of each level, several of programmes and quarters.
func (c Counting) keys(at spot) []Key {
	whole := c.inYear(at.fact.Date.Year)
	keys := []Key{whole}
	for _, d := range c.Rule.dimensions() {
		for _, part := range at.parts(d) {
			key := whole
			key.Level, key.Part = d.Alone(), part
			keys = append(keys, key)
		}
	}
	for _, pair := range c.Rule.Breakdowns {
		others := at.parts(pair[1])
		for _, part := range at.parts(pair[0]) {
			for _, other := range others {
				key := whole
				key.Level, key.Part, key.Other = pair.Level(), part, other
				keys = append(keys, key)
			}
		}
	}
	return keys
}
