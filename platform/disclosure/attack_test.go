package disclosure_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/disclosure"
)

// grid is a two-way table with its totals: keys "r0c1", "r0", "c1" and "all".
func grid(counts [][]int64) disclosure.Tables {
	var t disclosure.Tables
	all := disclosure.Relation{Name: "rows", Kind: disclosure.Sum, Total: "all"}
	columns := make([]disclosure.Relation, len(counts[0]))
	sums := make([]int64, len(counts[0]))
	var sum int64
	for r, line := range counts {
		row := disclosure.Relation{Name: fmt.Sprint("row ", r), Kind: disclosure.Sum, Total: disclosure.Key(fmt.Sprint("r", r))}
		var total int64
		for c, n := range line {
			key := disclosure.Key(fmt.Sprintf("r%dc%d", r, c))
			t.Cells = append(t.Cells, disclosure.Cell{Key: key, Count: n})
			row.Parts = append(row.Parts, key)
			columns[c].Parts = append(columns[c].Parts, key)
			sums[c] += n
			total += n
		}
		sum += total
		t.Cells = append(t.Cells, disclosure.Cell{Key: row.Total, Count: total})
		t.Relations = append(t.Relations, row)
		all.Parts = append(all.Parts, row.Total)
	}
	across := disclosure.Relation{Name: "columns", Kind: disclosure.Sum, Total: "all"}
	for c, r := range columns {
		r.Name, r.Kind, r.Total = fmt.Sprint("column ", c), disclosure.Sum, disclosure.Key(fmt.Sprint("c", c))
		t.Cells = append(t.Cells, disclosure.Cell{Key: r.Total, Count: sums[c]})
		t.Relations = append(t.Relations, r)
		across.Parts = append(across.Parts, r.Total)
	}
	t.Cells = append(t.Cells, disclosure.Cell{Key: "all", Count: sum})
	t.Relations = append(t.Relations, all, across)
	return t
}

// above answers keys that are withheld and at least a floor.
func above(floor int64, keys ...disclosure.Key) map[disclosure.Key]int64 {
	set := map[disclosure.Key]int64{}
	for _, k := range keys {
		set[k] = floor
	}
	return set
}

// The attacker must be able to succeed, or its failure would mean nothing.
func TestAttackerCracksWhatIsNotProtected(t *testing.T) {
	table := grid([][]int64{{20, 50, 30}, {7, 80, 25}, {40, 60, 90}})
	t.Run("a lone cell follows from its row", func(t *testing.T) {
		a := attack(table, above(0, "r1c0"))
		require.True(t, a.derives("r1c0"))
		low, high := a.bounds("r1c0")
		require.InDelta(t, 7, low, 1e-6)
		require.InDelta(t, 7, high, 1e-6)
	})
	t.Run("two in a row follow from their columns", func(t *testing.T) {
		require.True(t, attack(table, above(0, "r1c0", "r1c1")).derives("r1c0"))
	})
	t.Run("two in each row and column, and still one follows from two rows less two columns", func(t *testing.T) {
		wide := grid([][]int64{{7, 20, 30, 60}, {20, 70, 40, 30}, {30, 50, 90, 20}, {80, 90, 40, 60}})
		hidden := above(0, "r0c0", "r0c1", "r1c0", "r1c1", "r1c2", "r2c2", "r2c3", "r3c2", "r3c3")
		a := attack(wide, hidden)
		require.True(t, a.derives("r1c2"))
		require.False(t, a.derives("r0c0"))
	})
	t.Run("a rectangle of small ones is told within a few", func(t *testing.T) {
		a := attack(grid([][]int64{{3, 2}, {1, 4}}), above(0, "r0c0", "r0c1", "r1c0", "r1c1"))
		require.False(t, a.derives("r0c0"))
		low, high := a.bounds("r0c0")
		require.InDelta(t, 0, low, 1e-6)
		require.InDelta(t, 4, high, 1e-6)
	})
	t.Run("a distinct total is at most the sum", func(t *testing.T) {
		visitors := disclosure.Tables{
			Cells: []disclosure.Cell{{Key: "all", Count: 100}, {Key: "a", Count: 95}, {Key: "b", Count: 8}},
			Relations: []disclosure.Relation{{
				Name: "visitors", Kind: disclosure.Distinct, Total: "all", Parts: []disclosure.Key{"a", "b"},
			}},
		}
		low, high := attack(visitors, above(1, "b")).bounds("b")
		require.InDelta(t, 5, low, 1e-6)
		require.InDelta(t, 100, high, 1e-6)
	})
}

// resists fails where the attacker finds out something of what an edition withholds.
func resists(t require.TestingT, rule disclosure.Rule, tables disclosure.Tables) disclosure.Result {
	res, err := rule.Protect(tables)
	require.NoError(t, err)
	k := rule.Threshold
	if k == 0 {
		k = 10
	}
	a := attack(tables, floors(res))
	for _, c := range tables.Cells {
		why, small := res.Withheld[c.Key], 0 < c.Count && c.Count < k
		if small {
			require.Contains(t, []disclosure.Reason{disclosure.Small, disclosure.Coarse}, why, "%s", c.Key)
		}
		if c.Count == 0 {
			require.Contains(t, []disclosure.Reason{0, disclosure.Coarse}, why, "%s", c.Key)
		}
		if why == 0 {
			continue
		}
		require.False(t, a.derives(c.Key), "%s of %v", c.Key, res.Withheld)
		low, high := a.bounds(c.Key)
		require.Less(t, low, high-0.5, "%s", c.Key)
		if small {
			require.GreaterOrEqual(t, high, float64(k)-1e-6, "%s from %v to %v", c.Key, low, high)
			require.GreaterOrEqual(t, high-low, float64(k-1)-1e-6, "%s from %v to %v", c.Key, low, high)
		}
	}
	return res
}

// floors answers what is withheld, with the least that it can be: of what did not go with its zeros, 1.
func floors(res disclosure.Result) map[disclosure.Key]int64 {
	all := map[disclosure.Key]int64{}
	for key, why := range res.Withheld {
		all[key] = 1
		if why == disclosure.Coarse {
			all[key] = 0
		}
	}
	return all
}

func TestNothingFollowsFromATwoWayTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int64{1, 3, 9, 30, 500}).Draw(t, "most")
		width := rapid.IntRange(1, 5).Draw(t, "width")
		counts := rapid.SliceOfN(rapid.SliceOfN(rapid.Int64Range(0, most), width, width), 1, 5).Draw(t, "counts")
		resists(t, disclosure.Rule{Threshold: rapid.SampledFrom([]int64{0, 2, 5, 25}).Draw(t, "threshold")}, grid(counts))
	})
}

func TestNothingFollowsFromOneRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Int64Range(0, rapid.SampledFrom([]int64{1, 12, 100}).Draw(t, "most")), 1, 12).Draw(t, "counts")
		row := disclosure.Relation{Name: "row", Kind: disclosure.Sum, Total: "all"}
		tables := disclosure.Tables{Cells: []disclosure.Cell{{Key: "all"}}}
		for i, n := range counts {
			key := disclosure.Key(fmt.Sprint("part ", i))
			row.Parts = append(row.Parts, key)
			tables.Cells = append(tables.Cells, disclosure.Cell{Key: key, Count: n})
			tables.Cells[0].Count += n
		}
		tables.Relations = append(tables.Relations, row)
		resists(t, disclosure.Rule{}, tables)
	})
}

// Tables of pairs of dimensions are linked by their margins; trees are hierarchies; and persons are in several places at once.
func TestNothingFollowsFromLinkedHierarchies(t *testing.T) {
	shapes := [][]dimension{
		{tree("w", 3, 2)},
		{tree("m", 2, 2), tree("w", 2, 2)},
		{flat("m", 3), flat("w", 3), flat("a", 2)},
		{tree("m", 2, 2), flat("w", 3), flat("a", 2)},
	}
	rapid.Check(t, func(t *rapid.T) {
		f := figure{name: "f", dimensions: rapid.SampledFrom(shapes).Draw(t, "dimensions")}
		n := rapid.SampledFrom([]int{0, 3, 12, 40, 120, 400, 2_000}).Draw(t, "records")
		records := f.records(rapid.Uint64().Draw(t, "seed"), n)
		resists(t, disclosure.Rule{}, f.persons(records, rapid.SampledFrom([]int{1, 3}).Draw(t, "records of a person")))
	})
}
