package clock

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOffsetIsADurationOrNothing(t *testing.T) {
	require.Equal(t, -90*time.Second, offset("-90s"))
	require.Zero(t, offset(""))
	require.Panics(t, func() { offset("gisteren") })
}

// A program has a clock that is off only where it was linked so: not by any variable of its environment.
func TestClockIsWrongOnlyInAProgramThatIsLinkedForIt(t *testing.T) {
	source := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(source, []byte(`package main

import (
	"fmt"

	"github.com/deschoor/meedoen/platform/clock"
)

func main() { fmt.Print(clock.System().Now().Format("2006-01-02T15:04:05Z07:00")) }
`), 0o600))
	tells := func(flags ...string) time.Time {
		cmd := exec.CommandContext(t.Context(), "go", append(append([]string{"run"}, flags...), source)...)
		cmd.Env = append(os.Environ(), "CLOCK_WRONG_BY=-48h")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		told, err := time.Parse(time.RFC3339, strings.TrimSpace(string(out)))
		require.NoError(t, err)
		return told
	}
	now := System().Now()
	require.WithinDuration(t, now, tells(), 10*time.Minute)
	linked := tells("-ldflags", "-X github.com/deschoor/meedoen/platform/clock.wrongBy=CLOCK_WRONG_BY")
	require.WithinDuration(t, now.Add(-48*time.Hour), linked, 10*time.Minute)
}
