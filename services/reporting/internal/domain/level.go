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
	// ByWijk is the wijk, with the edition of the map in which its code has that meaning, as "2022:WK003401".
	ByWijk Dimension = "wijk"
	// ByAgeBand is the age of the person on the date, as "13_to_17".
	ByAgeBand Dimension = "age_band"
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

// dimensions answers by what a measure of facts is always broken down: by age only where every fact is of a person.
func (m Measure) dimensions() []Dimension {
	all := []Dimension{ByMonth, ByStadsdeel, ByWijk}
	if m.ofPersons() {
		all = append(all, ByAgeBand)
	}
	return all
}

// ofPersons says whether every fact it looks at is of one person.
func (m Measure) ofPersons() bool {
	return len(m.Facts) > 0 && !slices.ContainsFunc(m.Facts, func(kind string) bool {
		return kind != Attendance && kind != Assignment && kind != Hours
	})
}

// spot is the parts that a fact is in, by dimension. It is in none of a dimension that it has nothing of.
type spot map[Dimension]string

func spotOf(f Fact, a Area) spot {
	s := spot{ByMonth: strconv.Itoa(int(f.Date.Month))}
	if a.Stadsdeel != "" {
		s[ByStadsdeel] = a.Stadsdeel
	}
	if a.Wijk != "" {
		s[ByWijk] = a.wijkOfMap()
	}
	if f.AgeBand != "" {
		s[ByAgeBand] = f.AgeBand
	}
	return s
}

// wijkOfMap answers the code of the wijk with the edition in which it has its meaning.
func (a Area) wijkOfMap() string { return strconv.Itoa(a.WijkYear) + ":" + a.Wijk }

// keys answers the cells of a counting that what is at the spot is in, one of each level at most.
func (c Counting) keys(year int, at spot) []Key {
	whole := Key{Counting: c.ID, Year: year, Level: Whole}
	keys := []Key{whole}
	for _, d := range c.Rule.Measure.dimensions() {
		if part, has := at[d]; has {
			key := whole
			key.Level, key.Part = d.Alone(), part
			keys = append(keys, key)
		}
	}
	for _, pair := range c.Rule.Breakdowns {
		part, has := at[pair[0]]
		other, hasOther := at[pair[1]]
		if has && hasOther {
			key := whole
			key.Level, key.Part, key.Other = pair.Level(), part, other
			keys = append(keys, key)
		}
	}
	return keys
}
