package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func date(t testing.TB, text string) (d civil.Date) {
	t.Helper()
	require.NoError(t, d.Scan(text))
	return d
}

// reasons answers the places and reasons of violations.
func reasons(list []fault.Field) []string {
	found := []string{}
	for _, f := range list {
		found = append(found, f.Path+" "+f.Reason)
	}
	return found
}

// reasonsOf answers those of an error.
func reasonsOf(t testing.TB, err error) []string {
	t.Helper()
	if err == nil {
		return []string{}
	}
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	if len(f.Fields) == 0 {
		return []string{f.Reason}
	}
	return reasons(f.Fields)
}

func date2020() civil.Date { return civil.Date{Year: 2020, Month: 1, Day: 1} }

func byYear(list []domain.TrajectoryYear) map[int]domain.TrajectoryYear {
	told := map[int]domain.TrajectoryYear{}
	for _, y := range list {
		told[y.Year] = y
	}
	return told
}
