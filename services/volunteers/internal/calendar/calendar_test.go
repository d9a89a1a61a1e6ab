package calendar_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/services/volunteers/internal/calendar"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

const id = "0197a1c2-7a4b-7000-8000-0000000000f1"

// shift is worked on 21 June 2022, from 10:00 in Amsterdam.
func shift(change ...func(*calendar.Entry)) calendar.Entry {
	start := time.Date(2022, 6, 21, 8, 0, 0, 0, time.UTC)
	e := calendar.Entry{Role: "Taalcoach", Where: "Buurtcentrum De Haven", Shift: domain.Shift{
		ID: id, State: domain.ShiftPlanned, Version: 3, Updated: time.Date(2022, 6, 15, 12, 0, 0, 5000, time.UTC),
		Period: period.Period{Start: start, End: start.Add(90 * time.Minute)},
	}}
	for _, c := range change {
		c(&e)
	}
	return e
}

// read reads a calendar with another library than the one that writes it.
func read(t require.TestingT, entries ...calendar.Entry) (body string, read *ical.Calendar) {
	content, err := calendar.Of(entries)
	require.NoError(t, err)
	read, err = ical.NewDecoder(strings.NewReader(string(content))).Decode()
	require.NoError(t, err)
	return string(content), read
}

func text(t require.TestingT, c *ical.Component, name string) string {
	value, err := c.Props.Text(name)
	require.NoError(t, err)
	return value
}

func TestCalendarHoldsEachShiftAsAnotherProgramReadsIt(t *testing.T) {
	body, c := read(t, shift(), shift(func(e *calendar.Entry) { e.ID, e.State, e.Where = "gone", domain.ShiftCancelled, "" }))
	require.Nil(t, c.Props.Get("METHOD"), "nobody is invited")
	require.Equal(t, "Mijn diensten", text(t, c.Component, "X-WR-CALNAME"))
	require.Equal(t, "Mijn diensten", text(t, c.Component, "NAME"))
	require.NotEmpty(t, c.Props.Get("PRODID").Value)
	require.Equal(t, "PT1H", c.Props.Get("REFRESH-INTERVAL").Value)
	require.Len(t, c.Events(), 2)
	on, off := c.Events()[0].Component, c.Events()[1].Component
	for name, want := range map[string]string{
		"UID": id + "@meedoen", "SUMMARY": "Taalcoach", "LOCATION": "Buurtcentrum De Haven", "STATUS": "CONFIRMED", "SEQUENCE": "3",
		"DTSTART": "20220621T080000Z", "DTEND": "20220621T093000Z", "DTSTAMP": "20220615T120000Z", "LAST-MODIFIED": "20220615T120000Z",
	} {
		require.Equal(t, want, on.Props.Get(name).Value, name)
	}
	require.Equal(t, "CANCELLED", text(t, off, "STATUS"))
	require.Equal(t, "Vervalt: Taalcoach", text(t, off, "SUMMARY"))
	require.Nil(t, off.Props.Get("LOCATION"))
	again, err := calendar.Of([]calendar.Entry{shift(), shift(func(e *calendar.Entry) { e.ID, e.State, e.Where = "gone", domain.ShiftCancelled, "" })})
	require.NoError(t, err)
	require.Equal(t, body, string(again), "the same shifts are the same bytes")
}

func TestNoShiftsAreAnEmptyCalendar(t *testing.T) {
	_, c := read(t)
	require.Empty(t, c.Events())
}

// TestWhatPeopleWriteIsReadAsTheyWroteIt holds every text, with what lines of a calendar cannot hold and what they must
// escape, against what another program reads, and each line against the standard.
func TestWhatPeopleWriteIsReadAsTheyWroteIt(t *testing.T) {
	awkward := rapid.SampledFrom([]string{",", ";", `\`, "\n", "\r\n", ":", `"`, "☕", "ñ", "\x00", "\t", "\u2028", "Taal", " ", `\n`, "👩🏽‍🏫"})
	rapid.Check(t, func(t *rapid.T) {
		of := func(name string) string { return strings.Join(rapid.SliceOfN(awkward, 1, 60).Draw(t, name), "") }
		role, where := of("role"), of("where")
		body, c := read(t, shift(func(e *calendar.Entry) { e.Role, e.Where = role, where }))
		plain := strings.NewReplacer("\r\n", "\n", "\x00", " ", "\t", " ")
		require.Equal(t, plain.Replace(role), text(t, c.Events()[0].Component, "SUMMARY"))
		require.Equal(t, plain.Replace(where), text(t, c.Events()[0].Component, "LOCATION"))
		require.True(t, strings.HasSuffix(body, "END:VCALENDAR\r\n"))
		for line := range strings.SplitSeq(body, "\r\n") {
			require.LessOrEqual(t, len(line), 75, "%q", line)
			require.False(t, strings.ContainsAny(line, "\r\n"), "%q", line)
			require.True(t, utf8.ValidString(line), "no letter is cut: %q", line)
		}
	})
}
