package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestNumbersOfPlacesSessionsAndThingsAreAboutNobody(t *testing.T) {
	for _, c := range []struct {
		measure domain.Measure
		want    domain.Adding
	}{
		{domain.Measure{Kind: "sum", Facts: []string{"head_count"}}, domain.AddsUp},
		{domain.Measure{Kind: "sum", Facts: []string{"attendance", "contact", "head_count"}}, domain.AddsUp},
		{domain.Measure{Kind: "count", Facts: []string{"question"}}, domain.AddsUp},
		{domain.Measure{Kind: "count", Facts: []string{"mediation"}}, domain.AddsUp},
		{domain.Measure{Kind: "count", Facts: []string{"session", "contact"}}, domain.AddsUp},
		{domain.Measure{Kind: "distinct", Of: "person", Facts: []string{"attendance"}}, domain.AddsDifferent},
		{domain.Measure{Kind: "distinct", Of: "person", Facts: []string{"output"}}, ""},
		{domain.Measure{Kind: "distinct", Of: "subject", Facts: []string{"trajectory"}}, domain.AddsDifferent},
		{domain.Measure{Kind: "distinct", Of: "subject", Facts: []string{"output"}}, ""},
		{domain.Measure{Kind: "distinct", Of: "location", Facts: []string{"head_count"}}, ""},
		{domain.Measure{Kind: "distinct", Of: "stadsdeel", Facts: []string{"attendance"}}, ""},
		{domain.Measure{Kind: "count", Facts: []string{"session"}}, ""},
		{domain.Measure{Kind: "sum", Facts: []string{"output"}}, ""},
		{domain.Measure{Kind: "active_places"}, ""},
		{domain.Measure{Kind: "told", Of: "retention"}, ""},
		{domain.Measure{}, ""},
	} {
		require.Equal(t, c.want, c.measure.AboutPeople(), "%v", c.measure)
	}
}

func TestYearIsOverAtMidnightOfTheOrganisation(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	end := time.Date(2022, 12, 31, 23, 0, 0, 0, time.UTC)
	require.False(t, domain.Over(2022, end.Add(-time.Nanosecond), zone))
	require.True(t, domain.Over(2022, end, zone))
	require.False(t, domain.Over(2022, end, time.UTC))
}
