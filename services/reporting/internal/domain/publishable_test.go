package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestTextThatLooksAsIfItPointsAtSomebodyIsNotPublishable(t *testing.T) {
	for text, want := range map[string][]string{
		"Vragen? Mail anna@example.nl.":             {"an e-mail address"},
		"Bel 06-12345678 voor meer.":                {"a telephone number"},
		"Bel 0612345678.":                           {"a telephone number"},
		"Bel 06 12 34 56 78 of kom langs.":          {"a telephone number"},
		"Bel (036) 527 85 00.":                      {"a telephone number"},
		"Bel +31 6 12345678.":                       {"a telephone number"},
		"Bel +31 (0)36 5278500.":                    {"a telephone number"},
		"Bel 0031612345678.":                        {"a telephone number"},
		"In 2022 0612345678 gebeld.":                {"a telephone number"},
		"Het gaat om 123456782.":                    {"a citizen service number (BSN)"},
		"Het gaat om 123.456.782.":                  {"a citizen service number (BSN)"},
		"BSN 10000008":                              {"a citizen service number (BSN)"},
		"anna@example.nl, 0612345678 of 123456782!": {"an e-mail address", "a telephone number", "a citizen service number (BSN)"},
	} {
		var got []string
		for _, f := range domain.CheckPublishable("text", text) {
			require.Equal(t, "text", f.Path)
			require.Equal(t, "PERSONAL_DATA_SUSPECTED", f.Reason)
			got = append(got, f.Text)
		}
		for i := range want {
			want[i] = "This looks like " + want[i] + ", and the text is published."
		}
		require.Equal(t, want, got, text)
	}
	broken := domain.CheckPublishable("text", "a\x00b")
	require.Len(t, broken, 1)
	require.Equal(t, "TEXT_INVALID", broken[0].Reason)
}

func TestTextWithFiguresAndDatesIsPublishable(t *testing.T) {
	for _, text := range []string{
		"", "In 2022 waren er 582.484 bezoeken, 12% meer dan in 2021.",
		"Van 01-01-2022 tot en met 31-03-2022 was het centrum dicht.", "Van 2022-01-01 - 2022-12-31.",
		"Van 1.250.000 naar 1.300.000 in 2021-2022.", "De groepen van 10, 12 en 14 jaar; 150 000 bezoeken.",
		"Gesloten van 10.00 tot 12.30 uur; zie besluit 2022/000123.", "De bezoeken liepen op:\n\t100 200 300",
		"Het gaat om 123456789.", // no BSN: it fails the test of eleven
	} {
		require.Empty(t, domain.CheckPublishable("text", text), text)
	}
}
