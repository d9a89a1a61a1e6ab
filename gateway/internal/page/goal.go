package page

import (
	"fmt"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// goalView is what the organisation wants to reach, with what was agreed to reach it.
type goalView struct {
	ID      string
	Text    string
	Results []resultView
	Signals []signalCount // how its figures stand beside their targets, the best first; those there are
	Summary string        // as "2 afgesproken resultaten"
}

// resultView is an agreed result with the figures that show it.
type resultView struct {
	Text    string
	Figures []figureView
}

// signalCount is how many figures stand in one way beside their target.
type signalCount struct {
	signalView
	Count int
}

// goalsOf answers the goals of a theme. A figure that the account does not have is left out: a goal of an edition may name
// one that was added later.
func goalsOf(goals []*reportingv1.AccountGoal, theme string, figures map[string]figureView) []goalView {
	var all []goalView
	for _, g := range goals {
		if g.GetTheme() != theme {
			continue
		}
		goal := goalView{ID: g.GetId(), Text: g.GetText(), Summary: agreed(len(g.GetResults()))}
		for _, r := range g.GetResults() {
			result := resultView{Text: r.GetText()}
			for _, indicator := range r.GetIndicators() {
				if figure, ok := figures[indicator]; ok {
					result.Figures = append(result.Figures, figure)
				}
			}
			goal.Results = append(goal.Results, result)
		}
		goal.Signals = countSignals(goal.Results)
		all = append(all, goal)
	}
	return all
}

func agreed(results int) string {
	if results == 1 {
		return "1 afgesproken resultaat"
	}
	return fmt.Sprintf("%s afgesproken resultaten", web.Number(results))
}

// countSignals counts each figure once, though it may show several results.
func countSignals(results []resultView) []signalCount {
	counts, seen := map[signalView]int{}, map[string]bool{}
	for _, r := range results {
		for _, f := range r.Figures {
			if f.Target != nil && f.Target.Signal != nil && !seen[f.ID] {
				seen[f.ID] = true
				counts[*f.Target.Signal]++
			}
		}
	}
	var all []signalCount
	for _, s := range signalsInOrder {
		if n := counts[s]; n > 0 {
			all = append(all, signalCount{signalView: s, Count: n})
		}
	}
	return all
}
