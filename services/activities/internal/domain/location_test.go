package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func TestPlaceIsOpenFromItsOpeningToItsClosingDate(t *testing.T) {
	tests := map[string]struct {
		closing, date string
		open          bool
	}{
		"day before opening":        {"2022-06-30", "2022-01-31", false},
		"opening date":              {"2022-06-30", "2022-02-01", true},
		"in between":                {"2022-06-30", "2022-04-15", true},
		"closing date":              {"2022-06-30", "2022-06-30", true},
		"day after closing":         {"2022-06-30", "2022-07-01", false},
		"open for one day, before":  {"2022-02-01", "2022-01-31", false},
		"open for one day":          {"2022-02-01", "2022-02-01", true},
		"open for one day, after":   {"2022-02-01", "2022-02-02", false},
		"never closed, long after":  {"", "2099-12-31", true},
		"never closed, before open": {"", "2022-01-31", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := domain.Location{Opening: date(t, "2022-02-01"), Closing: date(t, tt.closing)}
			require.Equal(t, tt.open, l.OpenOn(date(t, tt.date)))
		})
	}
}

// The databases compare dates as text.
func TestOpenOnAgreesWithTheOrderOfDatesAsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := domain.Location{Opening: anyDate().Draw(t, "opening"), Closing: anyEnd().Draw(t, "closing")}
		day := anyDate().Draw(t, "day")
		text := day.String()
		want := text >= l.Opening.String() && (l.Closing.String() == "" || text <= l.Closing.String())
		require.Equal(t, want, l.OpenOn(day))
	})
}

func TestPlaceGetsTheStadsdeelOfItsWijk(t *testing.T) {
	register := wijken(t, "WK003401,Centrum,haven,2022,2024", "WK003410,Stad,stad,2022,2024")
	l := domain.Location{
		Wijk: areas.Wijk{Code: "WK003410", Edition: 2023}, Stadsdeel: "haven", Opening: date(t, "2022-02-01"),
	}
	require.Empty(t, l.Place(register))
	require.Equal(t, "stad", l.Stadsdeel)
}

func TestPlaceThatBreaksARuleIsRefused(t *testing.T) {
	known, otherEdition := areas.Wijk{Code: "WK003401", Edition: 2022}, areas.Wijk{Code: "WK003401", Edition: 2020}
	tests := map[string]struct {
		wijk    areas.Wijk
		closing string
		want    []string
	}{
		"never closed":              {known, "", nil},
		"closed on its opening day": {known, "2022-02-01", nil},
		"closed a day before":       {known, "2022-01-31", []string{"closing_date CLOSING_BEFORE_OPENING"}},
		"unknown wijk": {
			areas.Wijk{Code: "WK003499", Edition: 2022}, "", []string{"wijk_code WIJK_UNKNOWN"},
		},
		"wijk of another edition": {otherEdition, "", []string{"wijk_code WIJK_UNKNOWN"}},
		"everything at once": {
			otherEdition, "2021-12-31", []string{"wijk_code WIJK_UNKNOWN", "closing_date CLOSING_BEFORE_OPENING"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := domain.Location{Wijk: tt.wijk, Opening: date(t, "2022-02-01"), Closing: date(t, tt.closing)}
			requireBroken(t, tt.want, l.Place(wijken(t, "WK003401,Centrum,haven,2022,2024")))
		})
	}
}

// A stadsdeel that stayed from before would count visits where the place is not.
func TestPlaceInAnUnknownWijkKeepsNoStadsdeel(t *testing.T) {
	l := domain.Location{Wijk: areas.Wijk{Code: "WK003499", Edition: 2022}, Stadsdeel: "haven", Opening: date(t, "2022-02-01")}
	requireBroken(t, []string{"wijk_code WIJK_UNKNOWN"}, l.Place(wijken(t, "WK003401,Centrum,haven,2022,2024")))
	require.Empty(t, l.Stadsdeel)
}

func TestUnreadableOpeningDateIsNoSecondViolation(t *testing.T) {
	l := domain.Location{Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, Closing: date(t, "2022-02-01")}
	require.Empty(t, l.Place(wijken(t, "WK003401,Centrum,haven,2022,2024")))
}
