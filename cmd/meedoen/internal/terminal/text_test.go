package terminal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNumbersAreWrittenAsInDutch(t *testing.T) {
	for n, want := range map[int]string{0: "0", 700: "700", 2_560: "2.560", 582_484: "582.484"} {
		require.Equal(t, want, number(n))
	}
}

func TestTextIsClippedByItsWidthOnTheScreen(t *testing.T) {
	require.Equal(t, "buurtkamers", clip("buurtkamers", 11))
	require.Equal(t, "buurtkam…", clip("buurtkamers", 9))
	require.Equal(t, "Repair…", clip("Repair Cafés", 8), "no space before the ellipsis")
	require.Equal(t, "会…", clip("会社の人", 4), "a wide letter takes two columns")
}

func TestPaddingCountsColumns(t *testing.T) {
	require.Equal(t, "é  ", left("é", 3))
	require.Equal(t, " 会", right("会", 3))
	require.Equal(t, "te lang", right("te lang", 3))
}

func TestTextIsWrappedBetweenWords(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		first string
		rest  []string
	}{
		{"Repair Cafés: reparaties", 24, "Repair Cafés: reparaties", nil},
		{"Repair Cafés: reparaties", 14, "Repair Cafés:", []string{"reparaties"}},
		{"buurtkamers en zo", 8, "buurtka…", []string{"en zo"}},
		{"", 8, "", nil},
	} {
		first, rest := wrap(c.text, c.width)
		require.Equal(t, c.first, first)
		require.ElementsMatch(t, c.rest, rest)
	}
}
