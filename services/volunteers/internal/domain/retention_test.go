package domain_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// active answers who was active, each as "person programme", and as an intern with " intern" behind it.
func active(list ...string) (all []domain.Activity) {
	for _, text := range list {
		a := domain.Activity{Kind: domain.Volunteer}
		var kind string
		_, _ = fmt.Sscan(text, &a.PersonID, &a.ProgrammeID, &kind)
		if kind != "" {
			a.Kind = domain.Intern
		}
		all = append(all, a)
	}
	return all
}

// counter answers ids 1, 2, 3 as they are asked for.
func counter() func() string {
	n := 0
	return func() string { n++; return fmt.Sprint(n) }
}

// stays answers "stayed of active before" by programme.
func stays(list []domain.Retention) map[string]string {
	all := map[string]string{}
	for _, r := range list {
		all[r.ProgrammeID] = fmt.Sprintf("%d of %d", r.Stayed, r.ActiveBefore)
	}
	return all
}

func TestWhoIsActiveInBothYearsStays(t *testing.T) {
	parents := map[string]string{"festival": "podium"}
	for name, c := range map[string]struct {
		before, now []domain.Activity
		want        map[string]string
	}{
		"nobody was there":           {nil, active("anna taal"), map[string]string{}},
		"one stays and one does not": {active("anna taal", "bert taal"), active("anna taal", "cato taal"), map[string]string{"": "1 of 2", "taal": "1 of 2"}},
		"nobody stays":               {active("anna taal"), nil, map[string]string{"": "0 of 1", "taal": "0 of 1"}},
		"with another programme": {
			active("anna taal"), active("anna repair"), map[string]string{"": "1 of 1", "taal": "0 of 1"},
		},
		"with two in one year": {
			active("anna taal", "anna repair"), active("anna taal"), map[string]string{"": "1 of 1", "taal": "1 of 1", "repair": "0 of 1"},
		},
		"under one programme": {
			active("anna festival"), active("anna podium"), map[string]string{"": "1 of 1", "podium": "1 of 1", "festival": "0 of 1"},
		},
		"interns":                      {active("anna taal intern"), active("anna taal intern"), map[string]string{}},
		"a volunteer becomes intern":   {active("anna taal"), active("anna taal intern"), map[string]string{"": "0 of 1", "taal": "0 of 1"}},
		"an intern becomes volunteer":  {active("anna taal intern"), active("anna taal"), map[string]string{}},
		"volunteer and intern at once": {active("anna taal", "anna taal intern"), active("anna taal"), map[string]string{"": "1 of 1", "taal": "1 of 1"}},
	} {
		require.Equal(t, c.want, stays(domain.RetellRetention(2022, c.before, c.now, parents, nil, counter())), name)
	}
}

func TestParentsThatGoRoundEndNowhere(t *testing.T) {
	parents := map[string]string{"a": "b", "b": "a"}
	require.Equal(t, map[string]string{"": "1 of 1", "a": "1 of 1", "b": "1 of 1"},
		stays(domain.RetellRetention(2022, active("anna a"), active("anna b"), parents, nil, counter())))
}

func TestOnlyWhatBecameAnotherIsToldAnewAndWhatIsGoneAsNothing(t *testing.T) {
	told := map[string]domain.Retention{
		"":     {ID: "x", Year: 2022, ActiveBefore: 1, Stayed: 1, Version: 4},
		"taal": {ID: "y", ProgrammeID: "taal", Year: 2022, ActiveBefore: 1, Version: 2},
		"gone": {ID: "z", ProgrammeID: "gone", Year: 2022, ActiveBefore: 3, Stayed: 2, Version: 7},
		"none": {ID: "w", ProgrammeID: "none", Year: 2022, Version: 3},
	}
	require.Equal(t, []domain.Retention{
		{ID: "z", ProgrammeID: "gone", Year: 2022, Version: 8},
		{ID: "y", ProgrammeID: "taal", Year: 2022, ActiveBefore: 1, Stayed: 1, Version: 3},
	}, domain.RetellRetention(2022, active("anna taal"), active("anna taal"), nil, told, counter()))
}

func TestRetentionOfAnyTwoYears(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 51))
	draw := func() (list []domain.Activity) {
		for range rng.IntN(30) {
			kind := domain.Volunteer
			if rng.IntN(4) == 0 {
				kind = domain.Intern
			}
			list = append(list, domain.Activity{PersonID: fmt.Sprint(rng.IntN(8)), ProgrammeID: fmt.Sprint("p", rng.IntN(4)), Kind: kind})
		}
		return list
	}
	parents := map[string]string{"p1": "p0", "p2": "p1"}
	volunteers := func(list []domain.Activity) map[string]bool {
		people := map[string]bool{}
		for _, a := range list {
			if a.Kind == domain.Volunteer {
				people[a.PersonID] = true
			}
		}
		return people
	}
	for range 2000 {
		before, now := draw(), draw()
		told := map[string]domain.Retention{}
		for _, r := range domain.RetellRetention(2022, before, now, parents, nil, counter()) {
			require.LessOrEqual(t, r.Stayed, r.ActiveBefore)
			require.LessOrEqual(t, r.Stayed, len(volunteers(now)))
			require.LessOrEqual(t, r.ActiveBefore, len(volunteers(before)), "an intern is no volunteer")
			told[r.ProgrammeID] = r
		}
		require.Equal(t, len(volunteers(before)), told[""].ActiveBefore)
		require.GreaterOrEqual(t, told["p0"].Stayed, told["p1"].Stayed, "a programme holds what is under it")
		require.GreaterOrEqual(t, told[""].Stayed, told["p0"].Stayed)

		rng.Shuffle(len(before), func(i, j int) { before[i], before[j] = before[j], before[i] })
		require.Empty(t, domain.RetellRetention(2022, append(before, before...), now, parents, told, counter()),
			"nothing is told twice, in whatever order and however often somebody was active")
		all := domain.RetellRetention(2022, before, before, parents, nil, counter())
		for _, r := range all {
			require.Equal(t, r.ActiveBefore, r.Stayed, "who goes on stays")
		}
	}
}
