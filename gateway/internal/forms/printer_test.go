package forms

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fakePath answers where a program is that stands in the place of Chromium.
func fakePath(t *testing.T, script string) string {
	path := filepath.Join(t.TempDir(), "chromium")
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700))
	return path
}

func fake(t *testing.T, script string) *printer {
	p, err := newPrinter(fakePath(t, script))
	require.NoError(t, err)
	return p
}

const writes = `for a in "$@"; do case "$a" in --print-to-pdf=*) echo pdf >"${a#--print-to-pdf=}";; esac; done; `

func TestNamedChromiumThatIsNotThereIsTold(t *testing.T) {
	_, err := newPrinter("/nowhere/chromium")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestWithoutChromiumThereIsNoPDF(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	p, err := newPrinter("")
	require.NoError(t, err)
	_, _, err = p.print(t.Context(), documentOf(t, sample()))
	require.ErrorIs(t, err, errNoPrinter)
}

func TestPrinterThatFailsSaysWhatItSaid(t *testing.T) {
	_, _, err := fake(t, "echo no sandbox here >&2; exit 3").print(t.Context(), documentOf(t, sample()))
	require.ErrorContains(t, err, "no sandbox here")
}

func TestPrinterGetsNoSecretsAndLeavesNothing(t *testing.T) {
	t.Setenv("MEEDOEN_SECRET", "geheim")
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	p := fake(t, `if [ -n "$MEEDOEN_SECRET" ]; then echo leak >&2; exit 1; fi; `+writes)
	pdf, _, err := p.print(t.Context(), documentOf(t, sample()))
	require.NoError(t, err)
	require.Equal(t, "pdf\n", string(pdf))
	left, err := filepath.Glob(filepath.Join(folder, "meedoen-print-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestWhoComesWhileMoreThanAFewWaitIsSentAway(t *testing.T) {
	gate := filepath.Join(t.TempDir(), "gate")
	p := fake(t, `while [ ! -e `+gate+` ]; do sleep 0.02; done; `+writes)
	answers := make(chan error, queue)
	for range queue {
		go func() {
			_, _, err := p.print(t.Context(), documentOf(t, sample()))
			answers <- err
		}()
	}
	for len(p.places) < queue { // until all have a place
		select {
		case err := <-answers:
			t.Fatalf("printed before the gate opened: %v", err)
		default:
		}
	}
	_, _, err := p.print(t.Context(), documentOf(t, concept()))
	require.ErrorIs(t, err, errBusy)
	require.NoError(t, os.WriteFile(gate, nil, 0o600))
	for range queue {
		require.NoError(t, <-answers)
	}
	require.Equal(t, 1, p.kept.Len(), "what all four asked for was printed once")
}

func TestWhoLeavesEndsThePrinting(t *testing.T) {
	folder := t.TempDir()
	started := filepath.Join(folder, "started")
	p := fake(t, `mkfifo `+folder+`/pipe; : >`+started+`; read line <`+folder+`/pipe`)
	ctx, cancel := context.WithCancel(t.Context())
	answer := make(chan error, 1)
	go func() {
		_, _, err := p.print(ctx, documentOf(t, sample()))
		answer <- err
	}()
	for {
		if _, err := os.Stat(started); err == nil {
			break
		}
	}
	cancel()
	require.ErrorIs(t, <-answer, context.Canceled)
	require.Empty(t, p.turn, "the next one has its turn")
}

func TestWhatIsNotPrintedInTimeIsThereLater(t *testing.T) {
	gate := filepath.Join(t.TempDir(), "gate")
	p := fake(t, `while [ ! -e `+gate+` ]; do sleep 0.02; done; `+writes)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, _, err := p.print(ctx, documentOf(t, sample()))
	require.ErrorIs(t, err, errNotYet)
	require.NoError(t, os.WriteFile(gate, nil, 0o600))
	require.Eventually(t, func() bool { return p.kept.Len() == 1 }, time.Minute, time.Millisecond)
	pdf, _, err := p.print(t.Context(), documentOf(t, sample()))
	require.NoError(t, err)
	require.Equal(t, "pdf\n", string(pdf))
}

func TestPagesOfATreeAreCounted(t *testing.T) {
	pdf := "%PDF-1.4\n2 0 obj\n<</Type /Page\n>>\nendobj\n9 0 obj\n<</Type /Pages\n/Count 2\n/Kids [2 0 R 3 0 R]>>\nendobj\n" +
		"10 0 obj\n<</Type /Pages\n/Count 1\n/Kids [4 0 R]>>\nendobj\n11 0 obj\n<</Type /Pages\n/Count 3\n/Kids [9 0 R 10 0 R]>>\nendobj\n" +
		"12 0 obj\n<</a [2 0 R /XYZ 1 2 0]\n/thema-b_c [4 0 R /XYZ 1 2 0]>>\nendobj\n13 0 obj\n<</Type /Catalog\n/Pages 11 0 R>>\nendobj\n"
	require.Equal(t, map[string]int{"a": 1, "thema-b_c": 3}, pagesOf([]byte(pdf)))
	require.Empty(t, pagesOf([]byte("pdf")))
	circle := "\n9 0 obj\n<</Type /Pages\n/Kids [9 0 R]>>\n<</Type /Catalog\n/Pages 9 0 R>>"
	require.Empty(t, pagesOf([]byte(circle)))
}
