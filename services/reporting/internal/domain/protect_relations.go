package domain

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/disclosure"
)

// relating makes the cells and relations of one figure.
type relating struct {
	counts    Counts
	cells     []relatedCell
	at        map[Number]int64
	relations []disclosure.Relation
}

type relatedCell struct {
	number Number
	value  int64
}

// tables answers the cells and relations.
func (t *relating) tables() disclosure.Tables {
	cells := make([]disclosure.Cell, len(t.cells))
	for i, c := range t.cells {
		cells[i] = disclosure.Cell{Key: c.number.key(), Count: c.value}
	}
	return disclosure.Tables{Cells: cells, Relations: t.relations}
}

// hidden answers what an edition did not show. No edition shows a rest, whether or not it follows from what it does.
func (t *relating) hidden(withheld Withheld) map[disclosure.Key]disclosure.Reason {
	hidden := map[disclosure.Key]disclosure.Reason{}
	for _, c := range t.cells {
		if why := withheld[c.number]; why != 0 {
			hidden[c.number.key()] = why
		} else if c.number.Part == Rest {
			hidden[c.number.key()] = disclosure.Complement
		}
	}
	return hidden
}

// withheld answers what is not shown where result is about those numbers of the figure that shown has: all others go too.
func (t *relating) withheld(shown *relating, result disclosure.Result) Withheld {
	withheld := Withheld{}
	for _, c := range shown.cells {
		if why := result.Withheld[c.number.key()]; why != 0 {
			withheld[c.number] = why
		}
	}
	for _, c := range t.cells {
		if _, there := shown.at[c.number]; !there && c.number.Part != Rest {
			withheld[c.number] = LeftOut
		}
	}
	return withheld
}

// add adds a number of the figure, once.
func (t *relating) add(n Number, value int64) Number {
	n.Indicator = t.counts.Indicator
	if _, there := t.at[n]; !there {
		t.at[n] = value
		t.cells = append(t.cells, relatedCell{n, value})
	}
	return n
}

// level adds the parts by one dimension, and a zero for each that a reader may expect beside them: where no choice among
// those with a number is safe, the zeros are withheld with them.
func (t *relating) level(d Dimension, spread []string) []Number {
	values := map[string]int64{}
	for _, key := range spread {
		values[key] = 0
	}
	for _, p := range t.counts.Parts[d.Alone()] {
		values[p.Key] = p.Value
	}
	var list []Number
	for _, key := range slices.Sorted(maps.Keys(values)) {
		list = append(list, t.add(Number{Level: d.Alone(), Part: key}, values[key]))
	}
	return list
}

// relate says that parts make a total. What is in none of them is a part too, which is shown nowhere and must not follow. A
// number of different persons gives no such rest; what it is at least, is taken for it.
func (t *relating) relate(total Number, parts []Number, rest Level) {
	var sum int64
	for _, p := range parts {
		sum += t.at[p]
	}
	if left := t.at[total] - sum; left > 0 {
		parts = append(parts, t.add(Number{Level: rest, Part: Rest, Other: total.Part}, left))
	}
	t.state(t.kind(), total, parts)
}

func (t *relating) kind() disclosure.Kind {
	if t.counts.Adding == AddsUp {
		return disclosure.Sum
	}
	return disclosure.Distinct
}

func (t *relating) state(kind disclosure.Kind, total Number, parts []Number) {
	r := disclosure.Relation{
		Name: fmt.Sprintf("%s %s %s by %s", total.Indicator, total.Level, total.Part, parts[0].Level), Kind: kind, Total: total.key(),
	}
	for _, p := range parts {
		r.Parts = append(r.Parts, p.key())
	}
	t.relations = append(t.relations, r)
}

// quarters says what the numbers up to the end of each quarter are made of: of that before and of three months. The last is
// the year.
func (t *relating) quarters(whole Number) {
	months, quarters := t.counts.Parts[ByMonth.Alone()], t.counts.Parts[ByQuarter.Alone()]
	if len(months) != 12 || len(quarters) != 4 {
		return
	}
	var before []Number
	for i, q := range quarters {
		total := t.add(Number{Level: ByQuarter.Alone(), Part: q.Key}, q.Value)
		parts := before
		for _, m := range months[3*i : 3*i+3] {
			parts = append(parts, t.add(Number{Level: ByMonth.Alone(), Part: m.Key}, m.Value))
		}
		t.relate(total, parts, ByQuarter.Alone())
		before = []Number{total}
	}
	t.state(disclosure.Sum, whole, before)
}

// districts says which wijken make which city district. Where the places of the register do not stand as the map says, the
// district has less than its wijken: then nobody can subtract them.
func (t *relating) districts(of func(string) string) {
	if of == nil || len(t.counts.Parts[ByStadsdeel.Alone()]) == 0 {
		return
	}
	wijken := map[string][]Number{}
	for _, cell := range t.cells {
		if n := cell.number; n.Level == ByWijk.Alone() && n.Part != Rest && of(n.Part) != "" {
			wijken[of(n.Part)] = append(wijken[of(n.Part)], n)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wijken)) {
		total := Number{Indicator: t.counts.Indicator, Level: ByStadsdeel.Alone(), Part: name}
		if _, there := t.at[total]; there && t.fits(total, wijken[name]) {
			t.relate(total, wijken[name], ByStadsdeel.Alone()+" "+ByWijk.Alone())
		}
	}
}

// fits says whether parts can make a total with a rest of zero or more.
func (t *relating) fits(total Number, parts []Number) bool {
	var sum, most int64
	for _, p := range parts {
		sum, most = sum+t.at[p], max(most, t.at[p])
	}
	if t.counts.Adding == AddsUp {
		return sum <= t.at[total]
	}
	return most <= t.at[total]
}

// pair says that each part of one dimension is made of its parts in the other, both ways.
func (t *relating) pair(by Pair, spread map[Dimension][]string) {
	rows, columns := t.level(by[0], spread[by[0]]), t.level(by[1], spread[by[1]])
	values := map[Number]int64{}
	for _, p := range t.counts.Parts[by.Level()] {
		values[Number{Indicator: t.counts.Indicator, Level: by.Level(), Part: p.Key, Other: p.Other}] = p.Value
	}
	in := map[Number][]Number{}
	for _, row := range rows {
		for _, column := range columns {
			n := Number{Indicator: t.counts.Indicator, Level: by.Level(), Part: row.Part, Other: column.Part}
			in[row] = append(in[row], t.add(n, values[n]))
			in[column] = append(in[column], n)
		}
	}
	for _, total := range slices.Concat(rows, columns) {
		t.relate(total, in[total], Level(strings.Join([]string{string(by.Level()), string(total.Level)}, " ")))
	}
}
