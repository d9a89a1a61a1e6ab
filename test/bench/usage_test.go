package main

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStatOfAProcessIsReadWhateverItIsCalled(t *testing.T) {
	text := []byte("42 (a) b (c) S 7 42 42 0 -1 4194560 1 2 3 4 150 25 8 3 20 0 1 0 100 1 2\n")
	own, children := parseStat(text)
	require.Equal(t, 1750*time.Millisecond, own)
	require.Equal(t, 110*time.Millisecond, children)
	require.Equal(t, 7, parentOf(text))
	own, children = parseStat([]byte("42 (a) S"))
	require.Zero(t, own+children)
}

func TestProcessSaysItIsReadyAndEndsWell(t *testing.T) {
	p, err := startProcess(t.Context(), "sh", t.TempDir()+"/log",
		[]string{"sh", "-c", `trap 'exit 0' TERM; echo "not yet"; echo "$WHAT"; while :; do sleep 0.05; done`}, []string{"WHAT=ready now"})
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.stop() }) // also where something is found wrong
	at, err := p.await(t.Context(), "ready")
	require.NoError(t, err)
	require.False(t, at.Before(p.begun))
	if _, err := os.Stat(fmt.Sprintf("/proc/%d", p.cmd.Process.Pid)); err == nil {
		held := p.RSS() // before the most, for it may hold more by then
		require.Positive(t, held)
		require.GreaterOrEqual(t, p.peak(), held)
	}
	require.NoError(t, p.stop())
}

func TestProcessThatEndsBadlyIsAnErrorWithWhatItLogged(t *testing.T) {
	p, err := startProcess(t.Context(), "sh", t.TempDir()+"/log", []string{"sh", "-c", "echo the disk is full >&2; exit 3"}, nil)
	require.NoError(t, err)
	_, err = p.await(t.Context(), "ready")
	require.ErrorContains(t, err, "sh: it ended")
	require.ErrorContains(t, err, "the disk is full")
	require.ErrorContains(t, p.stop(), "exit status 3")
}

func TestSpeechFindsLinesThatComeInParts(t *testing.T) {
	s := newSpeech()
	_, more, found := s.find("ready")
	require.False(t, found)
	for _, part := range []string{"rea", "dy\nand", " more"} {
		n, err := s.Write([]byte(part))
		require.NoError(t, err)
		require.Equal(t, len(part), n)
	}
	<-more
	_, _, found = s.find("ready")
	require.True(t, found)
	_, _, found = s.find("and")
	require.False(t, found, "a line that is not over")
}
