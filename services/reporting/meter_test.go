package reporting

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProgressToAFileIsALineForEveryTenPerCent(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	m := newMeter(file)
	for _, done := range []int64{0, 1_000, 3_000, 13_000, 25_000, 26_000} {
		m.show(Progress{Records: 25_000, Done: done})
	}
	m.end()
	require.NoError(t, file.Close())
	text, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	require.Equal(t, `Counting anew: 0% (0 of 25000 records)
Counting anew: 10% (3000 of 25000 records)
Counting anew: 50% (13000 of 25000 records)
Counting anew: 100% (25000 of 25000 records)
`, string(text))
}

func TestProgressOfNothingIsAllOfIt(t *testing.T) {
	var out bytes.Buffer
	newMeter(&out).show(Progress{})
	require.Equal(t, "Counting anew: 100% (0 of 0 records)\n", out.String())
}

func TestProgressToAPersonIsABarOnOneLine(t *testing.T) {
	var out bytes.Buffer
	b := &bar{out: &out}
	b.end()
	require.Empty(t, out.String(), "where nothing was shown there is no line to end")
	b.show(Progress{Records: 10, Done: 4})
	b.show(Progress{Records: 10, Done: 12})
	b.end()
	require.Contains(t, out.String(), "Counting anew 100%")
	require.Contains(t, out.String(), "(12/12")
	require.Equal(t, 1, bytes.Count(out.Bytes(), []byte("\n")))
}
