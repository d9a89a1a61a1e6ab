package main

import (
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDefaultsAreGood(t *testing.T) {
	o, err := parse(nil, io.Discard)
	require.NoError(t, err)
	chosen, err := o.chosen()
	require.NoError(t, err)
	for _, c := range chosen {
		require.False(t, c.all, c.name)
	}
	o, err = parse([]string{"--all"}, io.Discard)
	require.NoError(t, err)
	all, err := o.chosen()
	require.NoError(t, err)
	require.Equal(t, names(comparisons()), names(all))
	require.Greater(t, len(all), len(chosen))
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	_, err := parse([]string{"--rounds", "0", "--turn", "1h", "--rate", "-3", "--only", "stack-64,nothing", "more"}, io.Discard)
	for _, text := range []string{
		"--rounds is 1 to 100, not 0", "--turn is 100ms to 1m0s, not 1h0m0s", "--rate is 1 to 100000, not -3",
		`there are flags only, not ["more"]`, "nothing is called nothing; there is: " + strings.Join(names(comparisons()), ", "),
	} {
		require.ErrorContains(t, err, text)
	}
	_, err = parse([]string{"--rounds", "many"}, io.Discard)
	require.Error(t, err)
}

func TestComparisonsAreChosenByName(t *testing.T) {
	o, err := parse([]string{"--only", "one-writer, stack-*", "--turn", "300ms"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, 300*time.Millisecond, o.turn)
	chosen, err := o.chosen()
	require.NoError(t, err)
	require.Equal(t, []string{"one-writer", "stack-64", "stack-16", "stack-1"}, names(chosen))
}

func TestProfilesAndCommitsNeedGoodNumbersToo(t *testing.T) {
	_, err := parseProfiling([]string{"--turn", "1ms", "--callers", "0", "--top", "0"}, io.Discard)
	for _, text := range []string{"--turn is 1s to 1m0s, not 1ms", "--callers is 1 to 256, not 0", "--top is 1 or more, not 0"} {
		require.ErrorContains(t, err, text)
	}
	_, err = parseCommits([]string{"--rounds", "7", "--tolerance", "1"}, io.Discard)
	for _, text := range []string{
		"--base is a commit, as HEAD~1", "--rounds is 8 to 100, not 7", "--tolerance is 0 or more and below 1, not 1",
	} {
		require.ErrorContains(t, err, text)
	}
	_, err = parseCommits([]string{"--base", "HEAD~1"}, io.Discard)
	require.NoError(t, err)
}

func TestEveryComparisonIsNamedAndToldOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range comparisons() {
		require.Regexp(t, regexp.MustCompile(`^[a-z][a-z0-9-]*$`), c.name)
		require.False(t, seen[c.name], "%s is there twice", c.name)
		seen[c.name] = true
		require.NotEmpty(t, c.about, c.name)
		require.NotEmpty(t, c.unit, c.name)
	}
}

// TestDocumentHasATableForEachComparison: a table without a heading and a word about it is found at the end of the file.
func TestDocumentHasATableForEachComparison(t *testing.T) {
	text, err := os.ReadFile("../../docs/performance.md")
	require.NoError(t, err)
	for _, name := range append(names(comparisons()), "machine", "goals") {
		require.Equal(t, 1, strings.Count(string(text), opening(name)), name)
	}
	require.Equal(t, len(comparisons())+2, strings.Count(string(text), closing), "each table ends, and no other is there")
}
