package test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFaultsShort is a minute of what test/faults does for half an hour. It needs root, and says what else is missing.
func TestFaultsShort(t *testing.T) {
	program := filepath.Join(binaries, "faults")
	run := func(name string, args ...string) string {
		out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
		require.NoError(t, err, "%s", out)
		return string(out)
	}
	run("go", "build", "-o", program, "./faults")
	plan := []string{"--plan", "--seed", "11", "--duration", "30m"}
	require.Equal(t, run(program, plan...), run(program, plan...), "the same seed gives the same plan")
	// Seeds by which databases and NATS are hit where there are several programs, and the disk where there is one.
	for way, args := range map[string][]string{
		"apart":  {"--seed", "12", "--duration", "15s", "--round", "15s", "--faults", "4"},
		"single": {"--seed", "11", "--duration", "8s", "--round", "8s", "--faults", "2"},
	} {
		t.Run(way, func(t *testing.T) {
			said := run(program, append(args, "--way", way, "--rate", "60", "--binaries", binaries)...)
			require.Contains(t, said, way+": 1 rounds", "everything held once")
			require.Contains(t, said, "mended: ")
		})
	}
}
