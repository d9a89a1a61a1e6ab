package page

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestGoalLeadsToResultsAndTheirFigures(t *testing.T) {
	d := account(t, full(t), Options{})
	goal := d.With("id", "doel-opgroeien")
	require.Equal(t, "Kinderen beginnen goed aan school, en jongeren doen mee 2 afgesproken resultaten 3 gehaald 1 niet gehaald",
		goal.First("summary").Text())
	results := goal.With("class", "results").Text()
	for _, words := range []string{
		"Ten minste 900 kinderen doen met hun ouders mee aan Spelend Leren Thuis, op acht locaties",
		"958 kinderen die met hun ouders meededen gehaald Streefwaarde: ten minste 900",
		"7 locaties met een inloop niet gehaald Streefwaarde: ten minste 8",
		"2.200 gehouden activiteiten bijna 22.000 contactmomenten",
	} {
		require.Contains(t, results, words)
	}
	for _, link := range goal.All("a") {
		require.NotEmpty(t, d.With("id", link.Attr("href")[1:]).Text(), link.Text())
	}
	debts := d.With("id", "doel-schulden").Text()
	require.Contains(t, debts, "afgeschermd jongeren in een traject", "a figure that is withheld is no zero here either")
}

func TestGoalsStandUnderTheirTheme(t *testing.T) {
	a := full(t)
	v := viewAccount(a, time.UTC, "", false)
	require.Len(t, v.Themes[0].Goals, 1)
	require.Len(t, v.Themes[1].Goals, 2)
	require.Empty(t, v.Themes[4].Goals)
	a.Goals = nil
	require.NotContains(t, account(t, a, Options{}).Text(), "Wat we wilden bereiken")
}

func TestFigureOfTwoResultsCountsOnceInAGoal(t *testing.T) {
	figure := figureView{ID: "x", Target: &targetView{Signal: &reached}}
	results := []resultView{{Figures: []figureView{figure}}, {Figures: []figureView{figure, {ID: "y"}}}}
	require.Equal(t, []signalCount{{reached, 1}}, countSignals(results))
	goals := goalsOf([]*reportingv1.AccountGoal{{Theme: "t", Results: []*reportingv1.AccountResult{{Indicators: []string{"gone"}}}}},
		"t", nil)
	require.Empty(t, goals[0].Results[0].Figures, "an edition may lack what a goal names")
}
