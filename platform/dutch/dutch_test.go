package dutch_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/dutch"
)

func TestDateIsWrittenOnOneLine(t *testing.T) {
	d := civil.Date{Year: 2022, Month: 3, Day: 1}
	require.Equal(t, "1\u00a0maart\u00a02022", dutch.Day(d))
	require.Equal(t, "1\u00a0maart", dutch.DayOfYear(d))
}

func TestAmountHasACommaAndPointsBetweenThousands(t *testing.T) {
	for cents, want := range map[int64]string{
		0: "€\u00a00,00", 5: "€\u00a00,05", 275: "€\u00a02,75", 99_999: "€\u00a0999,99", 100_000: "€\u00a01.000,00",
		123_456_789: "€\u00a01.234.567,89", -275: "-€\u00a02,75", -123_456: "-€\u00a01.234,56",
	} {
		require.Equal(t, want, dutch.Euros(cents))
	}
}

func TestWordsAreOneList(t *testing.T) {
	require.Empty(t, dutch.And(nil))
	require.Equal(t, "a", dutch.And([]string{"a"}))
	require.Equal(t, "a en b", dutch.And([]string{"a", "b"}))
	require.Equal(t, "a, b en c", dutch.And([]string{"a", "b", "c"}))
}
