package web

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestThousandsHaveAPoint(t *testing.T) {
	for n, words := range map[int64]string{
		0: "0", 7: "7", 700: "700", 1299: "1.299", 33669: "33.669", 582484: "582.484", 3000000000: "3.000.000.000",
	} {
		require.Equal(t, words, Number(n))
	}
}

func TestDatesAreWrittenInDutch(t *testing.T) {
	at := time.Date(2023, 3, 1, 9, 5, 0, 0, time.UTC)
	require.Equal(t, "1 maart 2023", LongDate(at))
	require.Equal(t, "1 maart 2023, 09.05 uur", DateAndTime(at))
}

func TestOnlyTheFirstLetterBecomesACapital(t *testing.T) {
	for in, out := range map[string]string{
		"": "", "buurtcentra en De Glasbak": "Buurtcentra en De Glasbak", "één keer": "Één keer", "ISA": "ISA",
	} {
		require.Equal(t, out, UpperFirst(in))
	}
}

func TestListIsASentence(t *testing.T) {
	require.Equal(t, "", Enumerate(nil))
	require.Equal(t, "a", Enumerate([]string{"a"}))
	require.Equal(t, "a en b", Enumerate([]string{"a", "b"}))
	require.Equal(t, "a, b en c", Enumerate([]string{"a", "b", "c"}))
}

func TestDurationIsWrittenInTheUnitThatReadsBest(t *testing.T) {
	for d, words := range map[time.Duration]string{
		0: "0 µs", 999: "0 µs", 350 * time.Microsecond: "350 µs", time.Millisecond: "1,0 ms", 12480 * time.Microsecond: "12,5 ms",
		345678 * time.Microsecond: "345 ms", 1250 * time.Millisecond: "1,25 s", 200 * time.Second: "3 min 20 s",
		-1500 * time.Millisecond: "-1,50 s", math.MinInt64: "-153722867 min 16 s",
	} {
		require.Equal(t, words, Duration(d))
	}
}
