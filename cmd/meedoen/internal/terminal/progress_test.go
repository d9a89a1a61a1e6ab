package terminal_test

import (
	"bytes"
	"os"
	"sync"
	"testing"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	"github.com/stretchr/testify/require"
)

func TestProgressToAFileIsALineForEveryTenPerCent(t *testing.T) {
	var out bytes.Buffer
	p := terminal.Progress(&out, plain())
	p.Start(25_000)
	for range 3 {
		p.Add(1_000)
	}
	p.Add(10_000)
	p.Add(12_000)
	p.Done()
	require.Equal(t, lines(
		"Voorbeeldjaar 2022 laden: 0% (0 van 25.000)",
		"Voorbeeldjaar 2022 laden: 10% (3.000 van 25.000)",
		"Voorbeeldjaar 2022 laden: 50% (13.000 van 25.000)",
		"Voorbeeldjaar 2022 laden: 100% (25.000 van 25.000)",
	), out.String())
}

func TestProgressOfManyCallersAddsUp(t *testing.T) {
	var out bytes.Buffer
	p := terminal.Progress(&out, plain())
	p.Start(1_000)
	var callers sync.WaitGroup
	for range 100 {
		callers.Go(func() { p.Add(10) })
	}
	callers.Wait()
	p.Done()
	require.Contains(t, out.String(), "100% (1.000 van 1.000)\n")
}

func TestProgressToAPersonIsABarOnOneLine(t *testing.T) {
	var out bytes.Buffer
	p := terminal.Progress(&out, terminal.Look{Live: true, Width: 100})
	p.Start(10)
	p.Add(10)
	p.Done()
	require.Contains(t, out.String(), "Voorbeeldjaar 2022 laden 100%")
	require.Contains(t, out.String(), "(10/10")
	require.Equal(t, 1, bytes.Count(out.Bytes(), []byte("\n")))
}

func TestFileGetsNoColour(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/out")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	require.Equal(t, terminal.Look{Width: 100}, terminal.LookOf(f, func(string) string { return "" }))
}
