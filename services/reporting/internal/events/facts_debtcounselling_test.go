package events

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func goodTrajectory() *debtcounsellingv1.TrajectoryYearSaved {
	return &debtcounsellingv1.TrajectoryYearSaved{
		Id: "j", Version: 2, TrajectoryId: "t", Kind: debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_YOUTH_FUND, Person: "anna",
		Date: "2022-03-15", AgeBand: peoplev1.AgeBand_AGE_BAND_18_TO_26, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
		Ended: true, ExitReason: debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED, DebtFree: true,
	}
}

func TestFactsAboutHelpWithDebtsAreReadWhole(t *testing.T) {
	runs := goodTrajectory()
	runs.Id, runs.Ended, runs.ExitReason, runs.DebtFree, runs.Withdrawn = "k", false, 0, false, true
	runs.WijkCode, runs.WijkYear, runs.Stadsdeel = "", 0, ""
	require.Equal(t, map[string]store.Versioned[domain.Fact]{
		"j": {Version: 2, Value: domain.Fact{
			ID: "j", Kind: "trajectory", Date: date(t, "2022-03-15"), Quantity: 1, Person: "anna", AgeBand: "18_to_26",
			Area:       domain.Area{Wijk: "WK003401", WijkYear: 2022, Stadsdeel: "haven"},
			Trajectory: "youth_fund", ExitReason: "completed", DebtFree: true, Subject: "t",
		}},
		"k": {Version: 2, Value: domain.Fact{
			ID: "k", Kind: "trajectory", Date: date(t, "2022-03-15"), Quantity: 1, Person: "anna", AgeBand: "18_to_26",
			Trajectory: "youth_fund", Subject: "t", Withdrawn: true,
		}},
	}, facts(t, goodTrajectory(), runs))
}

func TestMalformedFactAboutHelpWithDebtsIsPoisonAndSaysWhatIsWrong(t *testing.T) {
	type year = *debtcounsellingv1.TrajectoryYearSaved
	cases := map[string]struct {
		change func(year)
		says   []string
	}{
		"of nobody, in no trajectory": {
			func(m year) { m.Person, m.TrajectoryId = "", "" }, []string{"the person is missing", "the trajectory is missing"},
		},
		"of no kind, at no age":         {func(m year) { m.Kind, m.AgeBand = 0, 0 }, []string{"TrajectoryKind 0", "AgeBand 0"}},
		"of a new kind":                 {func(m year) { m.Kind = 99 }, []string{"TrajectoryKind 99"}},
		"on no day":                     {func(m year) { m.Date = "" }, []string{`"" is not a date`}},
		"in half a wijk":                {func(m year) { m.Stadsdeel = "" }, []string{`wijk "WK003401" of 2022 in stadsdeel ""`}},
		"ended without a reason":        {func(m year) { m.ExitReason = 0 }, []string{"ExitReason 0"}},
		"a reason for what goes on":     {func(m year) { m.Ended, m.DebtFree = false, false }, []string{"of what did not end"}},
		"free of debt while it goes on": {func(m year) { m.Ended, m.ExitReason = false, 0 }, []string{"of what did not end"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := goodTrajectory()
			c.change(m)
			_, err := decode([]cloudevent.Event{travelling(t, m)})
			requirePoison(t, err)
			for _, says := range c.says {
				require.ErrorContains(t, err, says)
			}
		})
	}
}
