package program

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHeapGrowsLessTheMoreLivesInIt(t *testing.T) {
	for lives, percent := range map[uint64]int{
		0: 400, 1 << 20: 400, 19 << 20: 400, 24 << 20: 300, 32 << 20: 200, 48 << 20: 100, 1 << 30: 100,
	} {
		require.Equal(t, percent, growth(lives), "%d MB", lives>>20)
	}
}

func TestMemoryIsGivenBackAfterWorkThatIsOver(t *testing.T) {
	r := resting{at: 100 << 20, given: 100 << 20}
	for i, second := range []struct {
		allocated uint64
		gives     bool
	}{
		{101<<20 - 1, false}, // nothing was done
		{130 << 20, false},   // something is
		{130<<20 + 1, true},  // and is over
		{130<<20 + 2, false},
		{147 << 20, false},
		{160 << 20, false}, // it goes on
		{160 << 20, true},
	} {
		require.Equal(t, second.gives, r.look(second.allocated), "second %d", i)
	}
}

func TestLimitOfAContainerIsThatOfItsCgroup(t *testing.T) {
	for content, limit := range map[string]int64{"268435456\n": 256 << 20, "max\n": 0, "9223372036854771712\n": 0} {
		for _, file := range []string{"memory.max", "memory/memory.limit_in_bytes"} {
			folder := t.TempDir()
			require.NoError(t, os.MkdirAll(filepath.Join(folder, "memory"), 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(folder, file), []byte(content), 0o600))
			require.Equal(t, limit, containerLimit(folder), "%s: %s", file, content)
		}
	}
	require.Zero(t, containerLimit(t.TempDir()), "it is in no container")
}
