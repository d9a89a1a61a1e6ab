package domain_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestTrajectoryCountsInEveryYearItRan(t *testing.T) {
	tr := domain.Trajectory{
		ID: "t", Report: date(t, "2020-11-26"), End: date(t, "2022-03-01"), State: domain.Exited, ExitReason: domain.Completed,
		DebtFree: true,
	}
	client := &domain.Counted{Birth: person.Birth{Date: date(t, "1995-01-01")}, Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}}
	n := 0
	id := func() string { n++; return fmt.Sprint(n) }
	told := tr.RetellYears("c", date(t, "2026-11-26"), client, nil, id)
	require.Len(t, told, 3)
	require.Equal(t, domain.TrajectoryYear{
		ID: "1", TrajectoryID: "t", ClientID: "c", Year: 2020, Date: date(t, "2020-11-26"), AgeBand: "18_to_26", Wijk: client.Wijk,
		Version: 1,
	}, told[0])
	require.Equal(t, domain.TrajectoryYear{
		ID: "3", TrajectoryID: "t", ClientID: "c", Year: 2022, Date: date(t, "2022-01-01"), AgeBand: "27_to_54", Wijk: client.Wijk,
		Ended: true, ExitReason: domain.Completed, DebtFree: true, Version: 1,
	}, told[2])

	tr.End, tr.ExitReason, tr.DebtFree = date(t, "2021-12-31"), domain.Moved, false
	again := tr.RetellYears("c", date(t, "2026-11-26"), nil, byYear(told), id)
	require.Len(t, again, 2, "2020 is as it was")
	require.Equal(t, domain.Moved, again[0].ExitReason)
	require.Equal(t, "18_to_26", again[0].AgeBand, "who was erased stays as it was told")
	require.True(t, again[1].Withdrawn)
	require.EqualValues(t, 2, again[1].Version)
}

func TestWhatWasToldIsNotToldAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		report := date2020().AddDays(rapid.IntRange(0, 2_000).Draw(t, "report"))
		tr := domain.Trajectory{ID: "t", Report: report}
		if rapid.Bool().Draw(t, "ended") {
			tr.End, tr.State = report.AddDays(rapid.IntRange(0, 1_000).Draw(t, "days")), domain.Exited
		}
		today := date2020().AddDays(3_000)
		told := byYear(tr.RetellYears("c", today, nil, nil, func() string { return "id" }))
		require.Empty(t, tr.RetellYears("c", today, nil, told, func() string { return "id" }))
	})
}
