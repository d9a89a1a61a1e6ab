package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// turnsOf answers a turn of a second for each rate.
func turnsOf(rates ...int) (turns []measure.Turn) {
	for _, rate := range rates {
		turns = append(turns, measure.Turn{Done: rate, Took: time.Second})
	}
	return turns
}

func oneResult() result {
	ours := turnsOf(50, 80, 90)
	for i := range ours {
		ours[i].Figures = map[string]float64{"peak-MB": float64(200 + i)}
	}
	c := comparison{name: "pipeline-64", about: "This and that.", unit: "calls", goal: 0.75, most: map[string]float64{"peak-MB": 200}}
	return result{c, []string{"bare gRPC", "one process"}, [][]measure.Turn{turnsOf(100, 100, 90), ours}}
}

func someReport(t *testing.T) report {
	return newReport(options{out: filepath.Join(t.TempDir(), "performance.md"), rounds: 3, turn: time.Second},
		machine{commit: "abc", clean: true, date: "2026-11-27", disk: "5000", cores: 2}, []result{oneResult()})
}

func TestRatioIsThatOfTheMedians(t *testing.T) {
	r := oneResult()
	require.InDelta(t, 0.80, r.ratio(1), 1e-9)
	low, high := spread(r, 1)
	require.InDelta(t, 0.50, low, 1e-9)
	require.InDelta(t, 1.00, high, 1e-9)
}

func TestTableHasAllSidesWithTheirFigures(t *testing.T) {
	require.Equal(t, `This and that.

| side | calls/s | ratio | of rounds | peak-MB |
|---|--:|--:|--:|--:|
| bare gRPC | 100 | 1.00 | 1.00 to 1.00 |  |
| one process | 80.0 | 0.80 | 0.50 to 1.00 | 201 |

Commit abc, 2026-11-27, 3 rounds of 1s.
`, someReport(t).table(oneResult()))
}

func TestGoalsSayWhetherTheyAreReached(t *testing.T) {
	require.Equal(t, goalsHead+
		"| pipeline-64 | 0.75 × | 0.80 × | yes | bare gRPC 100 calls/s | one process 80.0 calls/s |\n"+
		"| pipeline-64: peak-MB | at most 200 | 201 | no | bare gRPC 100 calls/s | one process 80.0 calls/s |\n", someReport(t).goals(""))
}

func TestGoalsOfWhatDidNotRunStay(t *testing.T) {
	old := opening("goals") + "\n" + goalsHead + "| stack-64 | 0.90 × | 0.91 × | yes | a | b |\n| pipeline-64: peak-MB | old |\n" +
		"| gone | 1 |\n" + closing
	lines := strings.Split(strings.TrimSpace(someReport(t).goals(old)), "\n")
	require.Len(t, lines, 5, "what is compared no more goes")
	require.Equal(t, "| stack-64 | 0.90 × | 0.91 × | yes | a | b |", lines[2], "in the order of the comparisons")
	require.Contains(t, lines[4], "| pipeline-64: peak-MB | at most 200 |")
}

func TestWhatPeopleWroteStays(t *testing.T) {
	r := someReport(t)
	mine := "# Speed\n\nWhy it is so.\n\n" + opening("pipeline-64") + "\nold\n" + closing + "\n\nAnd what is left.\n"
	require.NoError(t, os.WriteFile(r.out, []byte(mine), 0o600))
	var printed strings.Builder
	require.NoError(t, r.write(&printed))
	text, err := os.ReadFile(r.out)
	require.NoError(t, err)
	require.Contains(t, string(text), "# Speed\n\nWhy it is so.\n\n"+opening("pipeline-64")+"\nThis and that.")
	require.Contains(t, string(text), closing+"\n\nAnd what is left.\n")
	require.NotContains(t, string(text), "\nold\n")
	require.Contains(t, string(text), "## machine\n\n"+opening("machine"), "what is new comes at the end")
	require.Contains(t, printed.String(), "| one process | 80.0 |")

	require.NoError(t, r.write(&printed))
	again, err := os.ReadFile(r.out)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again), "twice is once")
}

func TestLostMarkerCostsNobodyTheirText(t *testing.T) {
	text := put("before\n"+opening("a")+"\nmine, for the end is lost\n", []table{{"a", "new"}})
	require.Equal(t, "before\n"+opening("a")+"\nnew\n"+closing+"\nmine, for the end is lost\n", text)
}

func TestRunWithoutAFileOnlyPrints(t *testing.T) {
	r := someReport(t)
	r.out = ""
	var printed strings.Builder
	require.NoError(t, r.write(&printed))
	require.Contains(t, printed.String(), "| Commit | abc, as committed |")
	r.clean = false
	require.Contains(t, r.about(), "| Commit | abc, with changes that are not committed |")
}
