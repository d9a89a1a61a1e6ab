package icalendar_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/icalendar"
)

func TestCalendarWithoutEventsIsTheSameWheneverItIsMade(t *testing.T) {
	c := icalendar.New("-//Kitchen//Menu//NL", "Soep, brood\x07")
	body, err := icalendar.Bytes(c)
	require.NoError(t, err)
	require.Equal(t, strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kitchen//Menu//NL", "CALSCALE:GREGORIAN", `NAME:Soep\, brood `,
		`X-WR-CALNAME:Soep\, brood `, "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "END:VCALENDAR", "",
	}, "\r\n"), string(body))
}

func TestPlainTextHasNoControlCharactersButTheEndOfALine(t *testing.T) {
	for text, want := range map[string]string{
		"een\r\ntwee\n": "een\ntwee\n", "een\ttwee\x00": "een twee ", "een\rtwee\u0085": "een twee ", "\xff☕": "☕",
	} {
		require.Equal(t, want, icalendar.Plain(text), "%q", text)
	}
}
