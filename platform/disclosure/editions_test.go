package disclosure_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/disclosure"
)

// published is an edition as it went out.
func published(name string, t disclosure.Tables, res disclosure.Result) disclosure.Edition {
	return disclosure.Edition{Name: name, Tables: t, Withheld: res.Withheld}
}

// because answers keys that are withheld for a reason.
func because(why disclosure.Reason, keys ...disclosure.Key) map[disclosure.Key]disclosure.Reason {
	all := map[disclosure.Key]disclosure.Reason{}
	for _, k := range keys {
		all[k] = why
	}
	return all
}

// union is what the reader of two editions has, as tables of one: a key with the same count is one cell, and one with another
// count has three, of which one is the difference.
func union(old, now disclosure.Tables) disclosure.Tables {
	var t disclosure.Tables
	counts := map[disclosure.Key]int64{}
	for _, c := range old.Cells {
		counts[c.Key] = c.Count
	}
	t.Cells = append(t.Cells, old.Cells...)
	t.Relations = append(t.Relations, old.Relations...)
	changed := map[disclosure.Key]bool{}
	for _, c := range now.Cells {
		before, there := counts[c.Key]
		if there && before == c.Count {
			continue
		}
		key := "new " + c.Key
		changed[c.Key] = true
		t.Cells = append(t.Cells, disclosure.Cell{Key: key, Count: c.Count})
		if !there {
			continue
		}
		r := disclosure.Relation{Name: "change", Kind: disclosure.Sum, Total: key, Parts: []disclosure.Key{c.Key, "more " + c.Key}}
		if c.Count < before {
			r.Total, r.Parts[0] = r.Parts[0], r.Total
		}
		t.Cells = append(t.Cells, disclosure.Cell{Key: "more " + c.Key, Count: max(c.Count-before, before-c.Count)})
		t.Relations = append(t.Relations, r)
	}
	t.Relations = append(t.Relations, renamed(now.Relations, changed)...)
	return t
}

// renamed answers the relations of an edition among its cells that are new.
func renamed(relations []disclosure.Relation, changed map[disclosure.Key]bool) []disclosure.Relation {
	rename := func(key disclosure.Key) disclosure.Key {
		if changed[key] {
			return "new " + key
		}
		return key
	}
	var all []disclosure.Relation
	for _, r := range relations {
		parts := slices.Clone(r.Parts)
		for i, p := range parts {
			parts[i] = rename(p)
		}
		all = append(all, disclosure.Relation{Name: r.Name, Kind: r.Kind, Total: rename(r.Total), Parts: parts})
	}
	return all
}

// hidden answers what the reader of two editions has not, with the least that it can be.
func hidden(both disclosure.Tables, old, now disclosure.Result) map[disclosure.Key]int64 {
	is := map[disclosure.Key]bool{}
	for _, c := range both.Cells {
		is[c.Key] = true
	}
	unknown := map[disclosure.Key]int64{}
	first, second := floors(old), floors(now)
	for key, floor := range first {
		if again, still := second[key]; still && !is["new "+key] {
			unknown[key] = max(floor, again)
		} else if is["new "+key] {
			unknown[key] = floor
		}
	}
	for key, floor := range second {
		if new := "new " + key; is[new] {
			unknown[new] = floor
		}
		if more := "more " + key; is[more] {
			unknown[more] = 0
		}
	}
	for key := range first {
		if more := "more " + key; is[more] {
			unknown[more] = 0
		}
	}
	return unknown
}

// withstands fails where the reader of two editions finds out a small count of either, or a small difference.
func withstands(t require.TestingT, k int64, old, now disclosure.Tables, first, second disclosure.Result) {
	both := union(old, now)
	unknown := hidden(both, first, second)
	a := attack(both, unknown)
	for _, c := range both.Cells {
		if c.Count == 0 || c.Count >= k {
			continue
		}
		require.Contains(t, unknown, c.Key)
		require.False(t, a.derives(c.Key), "%s", c.Key)
		low, high := a.bounds(c.Key)
		require.GreaterOrEqual(t, high, float64(k)-1e-6, "%s from %v to %v", c.Key, low, high)
		require.GreaterOrEqual(t, high-low, float64(k-1)-1e-6, "%s from %v to %v", c.Key, low, high)
	}
}

func TestNothingFollowsFromTwoEditions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 4).Draw(t, "width"), rapid.IntRange(1, 4).Draw(t, "height")
		most := rapid.SampledFrom([]int64{5, 30, 300}).Draw(t, "most")
		counts := rapid.SliceOfN(rapid.SliceOfN(rapid.Int64Range(0, most), width, width), height, height).Draw(t, "counts")
		old := grid(counts)
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			line := counts[rapid.IntRange(0, height-1).Draw(t, "row")]
			at := rapid.IntRange(0, width-1).Draw(t, "column")
			line[at] = max(0, line[at]+rapid.SampledFrom([]int64{-20, -3, 1, 4, 40}).Draw(t, "by"))
		}
		now := grid(counts)
		rule := disclosure.Rule{Threshold: rapid.SampledFrom([]int64{3, 10}).Draw(t, "threshold")}
		first, err := rule.Protect(old)
		require.NoError(t, err)
		second, err := rule.ProtectAfter(now, disclosure.Earlier{Editions: []disclosure.Edition{published("first", old, first)}})
		if err != nil {
			var refused *disclosure.ExposedError
			require.ErrorAs(t, err, &refused)
			require.NotEmpty(t, refused.Cells)
			return
		}
		withstands(t, rule.Threshold, old, now, first, second)
	})
}

// Each edition is safe alone; the two together are not, unless the second knows of the first.
func TestTwoEditionsThatAreSafeAloneAreCrackedTogether(t *testing.T) {
	old := grid([][]int64{{4, 70, 60}, {50, 30, 90}, {80, 40, 55}})
	now := grid([][]int64{{4, 70, 60}, {500, 30, 90}, {80, 40, 55}})
	first, err := disclosure.Rule{}.Protect(old)
	require.NoError(t, err)
	alone, err := disclosure.Rule{}.Protect(now)
	require.NoError(t, err)
	both := union(old, now)
	require.NotEqual(t, first.Withheld, alone.Withheld)
	require.True(t, attack(both, hidden(both, first, alone)).derives("r0c0"))
	e := disclosure.Earlier{Editions: []disclosure.Edition{published("first", old, first)}}
	second, err := disclosure.Rule{}.ProtectAfter(now, e)
	require.NoError(t, err)
	withstands(t, 10, old, now, first, second)
}

func TestSmallRestatementIsWithheld(t *testing.T) {
	old := grid([][]int64{{40, 70}, {50, 30}})
	e := disclosure.Earlier{Editions: []disclosure.Edition{{Name: "first", Tables: old}}}
	res, err := disclosure.Rule{}.ProtectAfter(grid([][]int64{{43, 70}, {50, 30}}), e)
	require.NoError(t, err)
	for _, key := range []disclosure.Key{"r0c0", "r0", "c0", "all"} {
		require.NotZero(t, res.Withheld[key], "%s", key)
	}
	require.Equal(t, disclosure.Restated, res.Withheld["all"])
	res, err = disclosure.Rule{}.ProtectAfter(grid([][]int64{{53, 70}, {50, 30}}), e)
	require.NoError(t, err)
	require.Empty(t, res.Withheld, "thirteen that came late are enough to be counted")
	res, err = disclosure.Rule{}.ProtectAfter(old, e)
	require.NoError(t, err)
	require.Empty(t, res.Withheld, "nothing changed")
}

// half is a new edition about two quarters, of which the second was withheld with another place.
func half() (disclosure.Tables, disclosure.Earlier) {
	quarters := grid([][]int64{{40, 7}, {30, 60}, {90, 80}})
	hidden := because(disclosure.Complement, "r0c1", "r1c1", "r0c0", "r1c0")
	first := disclosure.Edition{Name: "quarters", Tables: quarters, Withheld: hidden}
	now := disclosure.Tables{Cells: []disclosure.Cell{{Key: "half of r0", Count: 47}, {Key: "half of r1", Count: 90}}}
	return now, disclosure.Earlier{Editions: []disclosure.Edition{first}}
}

func TestOverlappingReportIsSeenWhereItIsLinked(t *testing.T) {
	now, e := half()
	now.Cells = append(now.Cells, disclosure.Cell{Key: "first of r0", Count: 40})
	res, err := disclosure.Rule{}.ProtectAfter(now, e)
	require.NoError(t, err)
	require.Empty(t, res.Withheld, "nobody said what these have in common")
	e.Links = []disclosure.Link{{Name: "first quarter", Kind: disclosure.Sum, Total: disclosure.Ref{Key: "first of r0"},
		Parts: []disclosure.Ref{{Edition: "quarters", Key: "r0c0"}}}}
	res, err = disclosure.Rule{}.ProtectAfter(now, e)
	require.NoError(t, err)
	require.Equal(t, map[disclosure.Key]disclosure.Reason{"first of r0": disclosure.Coarse}, res.Withheld)
}

func TestWhatEarlierEditionsTellIsRefusedByName(t *testing.T) {
	now, e := half()
	e.Editions[0].Withheld = because(disclosure.Small, "r0c1")
	_, err := disclosure.Rule{}.ProtectAfter(now, e)
	var refused *disclosure.ExposedError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, []disclosure.Ref{{Edition: "quarters", Key: "r0c1"}}, refused.Cells)
	require.EqualError(t, err, `with the earlier editions this would tell "r0c1" of edition "quarters"`)
	e.Editions[0].Withheld = nil // what is lost is accepted
	_, err = disclosure.Rule{}.ProtectAfter(now, e)
	require.NoError(t, err)
}
