package domain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Goal is what the organisation wants to reach within a theme (doel).
type Goal struct {
	// ID is stable, such as "taal"; Theme is the id of the theme it stands under.
	ID    string `yaml:"id"`
	Theme string `yaml:"theme"`
	// Text is the goal, in Dutch.
	Text string `yaml:"text"`
	// Results are those that were agreed with the city, in the order of the page.
	Results []Result `yaml:"results"`
	// FromYear and ToYear are the first and the last year it holds. No FromYear (0): since the first of the catalogue; no ToYear
	// (0): it still does.
	FromYear int `yaml:"from_year"`
	ToYear   int `yaml:"to_year"`
}

// Result is what was agreed with the city to reach a goal (afgesproken resultaat).
type Result struct {
	// ID is stable, such as "taal-deelnemers"; Text is the result, in Dutch.
	ID   string `yaml:"id"`
	Text string `yaml:"text"`
	// Indicators are the ids of those that show it.
	Indicators []string `yaml:"indicators"`
}

// Goals answers the goals of a year in the order of the catalogue, each result with the indicators that are counted in that year.
func (c *Catalogue) Goals(year int) []Goal {
	counted := map[string]bool{}
	for _, in := range c.indicators {
		counted[in.ID] = counted[in.ID] || in.covers(year)
	}
	var goals []Goal
	for _, g := range c.goals {
		if year < g.FromYear || (g.ToYear != 0 && year > g.ToYear) {
			continue
		}
		g.Results = slices.Clone(g.Results)
		for i, r := range g.Results {
			g.Results[i].Indicators = slices.DeleteFunc(slices.Clone(r.Indicators), func(id string) bool { return !counted[id] })
		}
		goals = append(goals, g)
	}
	return goals
}

// checkGoals holds the goals against the themes and the indicators of the account.
func (s *source) checkGoals(doc *document) {
	themes, themesOf := map[string]bool{}, map[string][]string{}
	for _, theme := range s.Themes {
		themes[theme.ID] = true
	}
	for _, in := range s.Indicators {
		themesOf[in.ID] = append(themesOf[in.ID], in.Theme)
	}
	goals, results := map[string]bool{}, map[string]bool{}
	for i, g := range s.Goals {
		at := []string{"goals", strconv.Itoa(i)}
		if goals[g.ID] {
			doc.complain(fmt.Sprintf("there is a goal %q before", g.ID), join(at, "id")...)
		}
		goals[g.ID] = g.ID != ""
		if g.Theme != "" && !themes[g.Theme] {
			doc.complain(fmt.Sprintf("there is no theme %q", g.Theme), join(at, "theme")...)
		}
		if g.FromYear != 0 && g.FromYear < s.FromYear {
			doc.complain(fmt.Sprintf("is before %d, the first year of the catalogue", s.FromYear), join(at, "from_year")...)
		}
		if first := max(g.FromYear, s.FromYear); g.ToYear != 0 && g.ToYear < first {
			doc.complain(fmt.Sprintf("is before %d, its first year", first), join(at, "to_year")...)
		}
		for n, r := range g.Results {
			here := append(at[:len(at):len(at)], "results", strconv.Itoa(n))
			if results[r.ID] {
				doc.complain(fmt.Sprintf("there is a result %q before", r.ID), join(here, "id")...)
			}
			results[r.ID] = r.ID != ""
			checkResult(doc, g, r, themesOf, here)
		}
	}
}

// checkResult: a result is shown by figures of the account that stand under the theme of its goal, or the page would show it
// apart from them.
func checkResult(doc *document, g Goal, r Result, themesOf map[string][]string, at []string) {
	for i, id := range r.Indicators {
		here := join(join(at, "indicators"), strconv.Itoa(i))
		switch themes := themesOf[id]; {
		case len(themes) == 0:
			doc.complain(fmt.Sprintf("there is no indicator %q in the account", id), here...)
		case !slices.Contains(themes, g.Theme):
			doc.complain(fmt.Sprintf("%q stands under %s, and the goal under %s", id, strings.Join(themes, ", "), g.Theme), here...)
		}
	}
}
