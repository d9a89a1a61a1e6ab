package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPlanFollowsFromItsSeed(t *testing.T) {
	plan := func(seed uint64) []round { return draw(seed, 20, 4, 25*time.Second, apartKinds()) }
	require.Equal(t, plan(1), plan(1))
	require.NotEqual(t, plan(1), plan(2))
}

func TestPlanHasEveryKindAndNoTargetTwiceInARound(t *testing.T) {
	for seed := range uint64(20) {
		seen := map[string]bool{}
		for _, r := range draw(seed, 12, 6, 25*time.Second, apartKinds()) {
			targets := map[string]bool{}
			for _, f := range r.faults {
				require.False(t, targets[f.target], "seed %d, round %d, %s", seed, r.number, f.target)
				require.Less(t, f.at+f.lasts, r.lasts)
				targets[f.target], seen[f.kind] = true, true
			}
		}
		require.Len(t, seen, len(apartKinds()), "seed %d", seed)
	}
}

func TestWhatCannotBeRunIsRefused(t *testing.T) {
	good := options{duration: time.Minute, round: 10 * time.Second, rate: 1, way: "both"}
	ways, err := good.ways()
	require.NoError(t, err)
	require.Len(t, ways, 2)
	for name, change := range map[string]func(*options){
		"no rate":          func(o *options) { o.rate = 0 },
		"no such way":      func(o *options) { o.way = "sideways" },
		"no time for one":  func(o *options) { o.duration = time.Second },
		"too short rounds": func(o *options) { o.round = time.Millisecond },
	} {
		bad := good
		change(&bad)
		_, err := bad.ways()
		require.Error(t, err, name)
	}
}

func TestJournalKnowsWhatMayBeThere(t *testing.T) {
	j := newJournal()
	j.acknowledged(entry{kind: "count", requestID: "a", id: "1", content: "5", amount: 5})
	j.unknown(entry{kind: "count", requestID: "b", content: "7", amount: 7})
	j.amended("1", "6", 6, false)
	require.Equal(t, "5", j.of("count")["a"].content)
	require.Equal(t, []string{"6"}, j.of("count")["a"].maybe)
	j.amended("1", "6", 6, true)
	require.EqualValues(t, 6, j.of("count")["a"].amount)
	require.Empty(t, j.of("count")["b"].id)
}
