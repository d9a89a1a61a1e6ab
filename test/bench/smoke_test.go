package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestComparisonRunsAndIsReported runs one comparison with real programs, as short as can be. How fast it is, no test says.
func TestComparisonRunsAndIsReported(t *testing.T) {
	out := filepath.Join(t.TempDir(), "performance.md")
	var printed strings.Builder
	args := []string{"--only", "one-writer,pipeline-1", "--rounds", "1", "--turn", "100ms", "--out", out}
	require.NoError(t, run(t.Context(), args, &printed, io.Discard))
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	for _, row := range []string{"| one-writer | 0.75 × |", "| the disk | ", "| bare gRPC | ", "| one process | ", "drain-ms", "p99-ms"} {
		require.Contains(t, string(text), row)
		require.Contains(t, printed.String(), row)
	}
}

func TestWhatThereIsToCompareCanBeAsked(t *testing.T) {
	var printed strings.Builder
	require.NoError(t, run(t.Context(), []string{"--list"}, &printed, io.Discard))
	for _, c := range comparisons() {
		require.Contains(t, printed.String(), c.about)
	}
}

func TestBenchRunsInTheRepositoryOnly(t *testing.T) {
	root, err := repository(filepath.Join(t.TempDir()))
	require.Error(t, err, root)
	here, err := os.Getwd()
	require.NoError(t, err)
	root, err = repository(here)
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(root, "go.work"))
}
