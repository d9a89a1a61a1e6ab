package terminal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSummarySaysHowManyFiguresAgree(t *testing.T) {
	for _, c := range []struct {
		tally tally
		says  string
	}{
		{tally{37, 10, 10, 0}, "10 van 37 cijfers geregistreerd, alle gelijk aan de publicatie."},
		{tally{37, 10, 9, 1}, "10 van 37 cijfers geregistreerd, waarvan 9 gelijk aan de publicatie en 1 die afwijkt."},
		{tally{37, 10, 7, 3}, "10 van 37 cijfers geregistreerd, waarvan 7 gelijk aan de publicatie en 3 die afwijken."},
		{tally{37, 10, 9, 0}, "10 van 37 cijfers geregistreerd, waarvan 9 gelijk aan de publicatie."},
		{tally{37, 0, 0, 0}, "0 van 37 cijfers geregistreerd."},
	} {
		require.Equal(t, c.says, c.tally.summary())
	}
}
