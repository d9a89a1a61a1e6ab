package domain_test

import (
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// date answers the date in text, no date for "".
func date(t require.TestingT, text string) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	require.NoError(t, err)
	return d
}

// requireBroken checks that exactly the rules in want are broken, each as "field REASON", and that each violation says
// something to people.
func requireBroken(t require.TestingT, want []string, broken []fault.Field) {
	got := []string{}
	for _, f := range broken {
		require.NotEmpty(t, f.Text, f.Reason)
		got = append(got, f.Path+" "+f.Reason)
	}
	require.ElementsMatch(t, want, got)
}

// anyDate draws dates of a few months, so that two of them are often the same or next to each other.
func anyDate() *rapid.Generator[civil.Date] {
	first := civil.Date{Year: 2021, Month: time.December, Day: 25}
	return rapid.Custom(func(t *rapid.T) civil.Date { return first.AddDays(rapid.IntRange(0, 80).Draw(t, "day")) })
}

// anyEnd draws the end of a period that may have none.
func anyEnd() *rapid.Generator[civil.Date] {
	return rapid.OneOf(rapid.Just(civil.Date{}), anyDate())
}

// wijken answers a register with these rows.
func wijken(t require.TestingT, rows ...string) areas.Register {
	const header = "code,name,stadsdeel,first_edition,last_edition\n"
	register, err := areas.Parse([]byte(header + strings.Join(rows, "\n")))
	require.NoError(t, err)
	return register
}
