package disclosure_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/disclosure"
)

func TestTablesThatDoNotAddUpAreRefusedByName(t *testing.T) {
	cells := []disclosure.Cell{{Key: "all", Count: 30}, {Key: "a", Count: 10}, {Key: "b", Count: 15}}
	relation := func(kind disclosure.Kind, total disclosure.Key, parts ...disclosure.Key) disclosure.Relation {
		return disclosure.Relation{Name: "places", Kind: kind, Total: total, Parts: parts}
	}
	for text, r := range map[string]disclosure.Relation{
		`its parts do not add up to "all"`:          relation(disclosure.Sum, "all", "a", "b"),
		`"all" is more than all its parts together`: relation(disclosure.Distinct, "all", "a", "b"),
		`"a" is less than one of its parts`:         relation(disclosure.Distinct, "a", "b"),
		`its part "c" is not there`:                 relation(disclosure.Sum, "all", "a", "c"),
		`its total "c" is not there`:                relation(disclosure.Sum, "c", "a"),
		`"a" is in it twice`:                        relation(disclosure.Sum, "all", "a", "a"),
		`"all" is in it twice`:                      relation(disclosure.Sum, "all", "all"),
		`has no parts`:                              relation(disclosure.Sum, "all"),
		`is of no known kind`:                       relation(0, "all", "a"),
	} {
		tables := disclosure.Tables{Cells: cells, Relations: []disclosure.Relation{r}}
		_, err := disclosure.Rule{}.Protect(tables)
		var wrong *disclosure.InconsistentError
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, disclosure.InconsistentError{Relation: "places", Text: text}, *wrong)
		e := disclosure.Earlier{Editions: []disclosure.Edition{{Name: "first", Tables: tables}}}
		_, err = disclosure.Rule{}.ProtectAfter(disclosure.Tables{}, e)
		require.EqualError(t, err, `edition "first": relation "places": `+text)
	}
}

func TestEverythingThatIsWrongIsToldAtOnce(t *testing.T) {
	_, err := disclosure.Rule{Threshold: -1}.ProtectAfter(disclosure.Tables{
		Cells:       []disclosure.Cell{{Key: "a", Count: -1}, {Key: "a"}, {Key: ""}},
		Percentages: []disclosure.Percentage{{Key: "a", Numerator: "a", Denominator: "x"}},
	}, disclosure.Earlier{
		Editions: []disclosure.Edition{{Name: ""}, {Name: "e", Withheld: because(disclosure.Small, "y")}},
		Links: []disclosure.Link{{
			Name: "over", Kind: disclosure.Sum, Total: disclosure.Ref{Key: "z"}, Parts: []disclosure.Ref{{Key: "a"}},
		}},
	})
	require.EqualError(t, err, `a threshold is 1 to 1000000, or 0 for 10
edition "": cell "a" counts less than 0 or too much
edition "": cell "a" is there twice
edition "": a cell has no key
edition "": percentage "a" is of cell "x", which is not there
edition "": percentage "a" needs a key of its own
edition "" needs a name of its own
edition "e": withheld cell "y" is not there
relation "over": its total "z" is not there`)
}

func TestPercentageGoesWithWhatItIsOf(t *testing.T) {
	tables := grid([][]int64{{4, 70, 60}, {50, 30, 90}, {80, 0, 55}})
	tables.Percentages = []disclosure.Percentage{
		{Key: "small numerator", Numerator: "r0c0", Denominator: "r0"},
		{Key: "small denominator", Numerator: "r2c1", Denominator: "r0c0"},
		{Key: "no denominator", Numerator: "r2c1", Denominator: "r2c1"},
		{Key: "withheld numerator", Numerator: "r1c1", Denominator: "r1"},
		{Key: "withheld denominator", Numerator: "r2c1", Denominator: "r1c1"},
		{Key: "none of many", Numerator: "r2c1", Denominator: "r2"},
		{Key: "some of many", Numerator: "r2c0", Denominator: "all"},
	}
	res, err := disclosure.Rule{}.Protect(tables)
	require.NoError(t, err)
	got := map[disclosure.Key]disclosure.Reason{}
	for _, p := range tables.Percentages {
		if why := res.Withheld[p.Key]; why != 0 {
			got[p.Key] = why
		}
	}
	require.Equal(t, map[disclosure.Key]disclosure.Reason{
		"small numerator": disclosure.Small, "small denominator": disclosure.Small, "no denominator": disclosure.Small,
		"withheld numerator": disclosure.Complement, "withheld denominator": disclosure.Complement,
	}, got)
}

// The order in which cells and relations are given says nothing, nor how often a relation is.
func TestResultDoesNotDependOnOrder(t *testing.T) {
	f := figure{name: "f", dimensions: []dimension{flat("m", 6), tree("w", 3, 3), flat("a", 4)}}
	tables := f.tables(f.records(1, 800))
	first, err := disclosure.Rule{}.Protect(tables)
	require.NoError(t, err)
	require.NotEmpty(t, first.Withheld)
	slices.Reverse(tables.Cells)
	slices.Reverse(tables.Relations)
	for _, r := range tables.Relations {
		slices.Reverse(r.Parts)
	}
	tables.Relations = append(tables.Relations, tables.Relations...)
	second, err := disclosure.Rule{}.Protect(tables)
	require.NoError(t, err)
	require.Equal(t, first, second)
}

// Others go only as far as needed: grand totals never, zeros never, and of large counts few.
func TestLittleIsLost(t *testing.T) {
	f := figure{name: "f", dimensions: []dimension{tree("m", 4, 3), tree("w", 5, 6), flat("a", 8)}}
	tables := f.tables(f.records(7, 3_000))
	res, err := disclosure.Rule{}.Protect(tables)
	require.NoError(t, err)
	per := map[disclosure.Reason]int{}
	for _, why := range res.Withheld {
		per[why]++
	}
	require.Zero(t, per[disclosure.Coarse])
	require.NotContains(t, res.Withheld, f.key([]int{0, 0, 0}))
	require.Less(t, per[disclosure.Complement], per[disclosure.Small]/4)
}

func FuzzProtect(f *testing.F) {
	f.Add([]byte{10, 4, 3, 7, 10, 2, 1, 2, 0, 1})
	f.Add([]byte{3, 3, 0, 0, 0, 1, 0, 1, 2, 1, 1, 0, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		tables, e, rule := decode(data)
		res, err := rule.ProtectAfter(tables, e)
		var refused *disclosure.ExposedError
		var wrong *disclosure.InconsistentError
		if errors.As(err, &wrong) {
			require.NotEmpty(t, wrong.Relation)
			return
		}
		if errors.As(err, &refused) {
			require.NotEmpty(t, refused.Cells)
			return
		}
		if err != nil {
			require.ErrorContains(t, err, "cannot be withheld for this reason")
			return
		}
		for _, c := range tables.Cells {
			if k := max(rule.Threshold, 1); 0 < c.Count && c.Count < k {
				require.NotZero(t, res.Withheld[c.Key])
			}
		}
		if len(e.Editions) == 0 {
			resists(t, rule, tables)
		}
	})
}

// decode makes tables of bytes: a threshold, cells, relations of which the total is what the parts make it or a byte more, and
// half of the time an earlier edition of the same with a part withheld.
func decode(data []byte) (disclosure.Tables, disclosure.Earlier, disclosure.Rule) {
	next := func() int64 {
		if len(data) == 0 {
			return 0
		}
		b := data[0]
		data = data[1:]
		return int64(b)
	}
	rule := disclosure.Rule{Threshold: 1 + next()%20}
	counts := make([]int64, 1+next()%8)
	for i := range counts {
		counts[i] = next() % 40
	}
	var t disclosure.Tables
	key := func(i int64) disclosure.Key { return disclosure.Key(fmt.Sprint("c", i)) }
	for len(data) > 0 && len(t.Relations) < 6 {
		r := disclosure.Relation{Name: fmt.Sprint("r", len(t.Relations)), Kind: disclosure.Kind(1 + next()%2)}
		sum := int64(0)
		for range 1 + next()%4 {
			p := next() % int64(len(counts))
			r.Parts = append(r.Parts, key(p))
			sum += counts[p]
		}
		r.Total = key(int64(len(counts)))
		counts = append(counts, sum+max(0, next()-250))
		if next()%4 == 0 {
			r.Total = key(next() % int64(len(counts)))
		}
		t.Relations = append(t.Relations, r)
	}
	for i, n := range counts {
		t.Cells = append(t.Cells, disclosure.Cell{Key: key(int64(i)), Count: n})
	}
	if next()%2 == 0 {
		return t, disclosure.Earlier{}, rule
	}
	return t, before(t, next), rule
}

// before makes an earlier edition, with counts that are a little more and some withheld.
func before(t disclosure.Tables, next func() int64) disclosure.Earlier {
	e := disclosure.Edition{Name: "e", Withheld: map[disclosure.Key]disclosure.Reason{}}
	e.Tables.Cells = slices.Clone(t.Cells)
	for i := range e.Tables.Cells {
		if next()%3 == 0 {
			e.Withheld[e.Tables.Cells[i].Key] = disclosure.Reason(1 + next()%4)
		}
		e.Tables.Cells[i].Count += next() % 3
	}
	return disclosure.Earlier{Editions: []disclosure.Edition{e}}
}
