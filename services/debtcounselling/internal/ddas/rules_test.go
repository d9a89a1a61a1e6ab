package ddas_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
)

func TestGuidanceOfAKindThatOverlapsIsOne(t *testing.T) {
	bbr := func(start, end string) ddas.Begeleiding {
		return ddas.Begeleiding{ddas.Budgetbeheer, period(t, start, end)}
	}
	for name, tt := range map[string]struct{ list, want []ddas.Begeleiding }{
		"W14: three deliveries, two tracks": {
			[]ddas.Begeleiding{
				bbr("2020-01-01", "2020-12-31"), bbr("2023-12-01", "2023-12-20"), bbr("2023-12-15", ""),
				bbr("2023-12-15", "2024-01-15"), bbr("2024-01-10", ""),
			},
			[]ddas.Begeleiding{bbr("2020-01-01", "2020-12-31"), bbr("2023-12-01", "")},
		},
		"one date in common": {
			[]ddas.Begeleiding{bbr("2023-01-31", "2023-02-28"), bbr("2023-01-01", "2023-01-31")},
			[]ddas.Begeleiding{bbr("2023-01-01", "2023-02-28")},
		},
		"the day after is another": {
			[]ddas.Begeleiding{bbr("2023-01-01", "2023-01-31"), bbr("2023-02-01", "")},
			[]ddas.Begeleiding{bbr("2023-01-01", "2023-01-31"), bbr("2023-02-01", "")},
		},
		"another kind is another": {
			[]ddas.Begeleiding{{ddas.Budgetcoaching, period(t, "2023-01-01", "")}, bbr("2023-01-01", "")},
			[]ddas.Begeleiding{bbr("2023-01-01", ""), {ddas.Budgetcoaching, period(t, "2023-01-01", "")}},
		},
	} {
		require.Equal(t, tt.want, ddas.Samenvoegen(tt.list), name)
	}
}

func TestMergedGuidanceCoversTheSameDatesAndOverlapsNoMore(t *testing.T) {
	first := civil.Date{Year: 2020, Month: 1, Day: 1}
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ddas.Begeleiding {
			b := ddas.Begeleiding{Soort: rapid.SampledFrom([]ddas.Begeleidingssoort{ddas.Budgetbeheer, ddas.Budgetcoaching}).Draw(t, "kind")}
			b.Start = first.AddDays(rapid.IntRange(0, 60).Draw(t, "start"))
			if rapid.IntRange(0, 5).Draw(t, "ends") > 0 {
				b.Eind = b.Start.AddDays(rapid.IntRange(0, 20).Draw(t, "days"))
			}
			return b
		}), 0, 8).Draw(t, "list")
		merged := ddas.Samenvoegen(list)
		on := func(list []ddas.Begeleiding, kind ddas.Begeleidingssoort, date civil.Date) (n int) {
			for _, b := range list {
				if b.Soort == kind && !date.Before(b.Start) && (b.Eind.IsZero() || !date.After(b.Eind)) {
					n++
				}
			}
			return n
		}
		for _, kind := range []ddas.Begeleidingssoort{ddas.Budgetbeheer, ddas.Budgetcoaching} {
			for i := range 100 {
				date := first.AddDays(i)
				require.Equal(t, min(on(list, kind, date), 1), on(merged, kind, date), "%s on %s", kind, date)
			}
		}
		require.Equal(t, merged, ddas.Samenvoegen(merged))
	})
}

func TestWithoutDatesTheLastPeriodThatPassedIsDelivered(t *testing.T) {
	for _, tt := range []struct {
		name, today string
		perYear     int
		start, end  string
	}{
		{"W15: in July, half-yearly", "2026-07-15", 2, "2026-01-01", "2026-06-30"},
		{"W15: in July, by quarter", "2026-07-15", 4, "2026-04-01", "2026-06-30"},
		{"on New Year's Day", "2026-01-01", 2, "2025-07-01", "2025-12-31"},
		{"on the last day of a period it has not passed", "2026-06-30", 2, "2025-07-01", "2025-12-31"},
		{"yearly", "2026-11-26", 1, "2025-01-01", "2025-12-31"},
		{"by quarter, in a leap year", "2024-04-01", 4, "2024-01-01", "2024-03-31"},
	} {
		require.Equal(t, period(t, tt.start, tt.end), ddas.Afgelopen(date(t, tt.today), tt.perYear), tt.name)
	}
}

func TestAmountsAreWholeEurosHalfUp(t *testing.T) {
	for cents, want := range map[int64]int64{0: 0, 49: 0, 50: 1, 149: 1, 123_450: 1235, 123_449: 1234, -50: 0, -51: -1, -150: -1, -151: -2} {
		require.Equal(t, want, ddas.Euros(cents), cents)
	}
}
