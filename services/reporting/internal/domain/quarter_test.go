package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestQuarterIsOverOnTheDayAfterItsLast(t *testing.T) {
	for today, want := range map[string]int{
		"2021-12-31": 0, "2022-01-01": 0, "2022-03-31": 0, "2022-04-01": 1, "2022-06-30": 1, "2022-07-01": 2, "2022-09-30": 2,
		"2022-10-01": 3, "2022-12-31": 3, "2023-01-01": 4, "2030-01-01": 4,
	} {
		require.Equal(t, want, domain.EndedQuarters(2022, date(today)), today)
	}
}

func TestQuartersOfWhatAddsUpAreItsMonths(t *testing.T) {
	got := figures(t, []domain.Contribution{
		added("children-visits", time.March, "stad", "", 100), added("children-visits", time.April, "haven", "", 20),
		added("children-visits", time.December, "haven", "", 3),
	})["children-visits"]
	require.Equal(t, []int64{100, 120, 120, 123}, got.Quarters)
	require.Nil(t, figures(t, nil)["children-visits"].Quarters, "nothing was recorded")
}

func TestPersonIsCountedOnceFromTheFirstOfJanuary(t *testing.T) {
	c := account(t)
	var all []domain.Contribution
	for _, f := range []struct{ person, day string }{
		{"anna", "2022-02-01"}, {"anna", "2022-05-01"}, {"bert", "2022-06-30"}, {"carla", "2022-12-31"}, {"anna", "2022-12-31"},
	} {
		found, err := counter(t, c).Contributions(domain.Fact{
			ID: f.person + f.day, Kind: domain.Attendance, Date: date(f.day), ProgrammeID: "p", LocationID: "l", Person: f.person,
			AgeBand: "13_to_17", Quantity: 1,
		}, place("l", "school", "haven"), path("", "jongerenwerk"))
		require.NoError(t, err)
		all = append(all, found...)
	}
	got := figures(t, all)
	require.Equal(t, []int64{1, 2, 2, 3}, got["youth-persons"].Quarters)
	require.Equal(t, []int64{1, 3, 3, 5}, got["youth-contacts"].Quarters)
}

func TestPlaceIsInTheQuartersByWhoseEndItWasOpen(t *testing.T) {
	early, late, next := place("a", "community_centre", "haven"), place("b", "community_centre", "haven"),
		place("c", "community_centre", "haven")
	early.Closing, late.Opening, next.Opening = date("2022-01-01"), date("2022-07-01"), date("2022-10-01")
	require.Equal(t, []int64{1, 1, 2, 3}, figures(t, nil, early, late, next)["centres"].Quarters)
}

func TestDistinctCountOfAVersionWithoutQuartersHasNone(t *testing.T) {
	c := account(t)
	list := live(c)
	for i := range list {
		list[i].Rule.Code = 3
	}
	all := domain.Counted{Countings: list, Cells: fromNothing([]domain.Contribution{
		added("oki-locations", time.March, "haven", "school", 0), added("children-visits", time.March, "stad", "", 100),
	})}
	got, err := c.Figures(2022, all, nil)
	require.NoError(t, err)
	for _, f := range got {
		switch f.Indicator.ID {
		case "oki-locations":
			require.EqualValues(t, 1, f.Value)
			require.Nil(t, f.Quarters, "it would look as if nothing was held until December")
		case "children-visits":
			require.Equal(t, []int64{100, 100, 100, 100}, f.Quarters)
		}
	}
}

// How help ended is told of the year, with the date on which the help began in it.
func TestWhatIsKnownOfAYearAsAWholeHasNoQuarters(t *testing.T) {
	help := domain.Fact{
		ID: "a", Kind: domain.Trajectory, Date: date("2022-01-01"), Person: "anna", AgeBand: "18_to_26", Subject: "s", Quantity: 1,
		Trajectory: "youth_fund", ExitReason: "completed", DebtFree: true,
	}
	guided := help
	guided.Kind, guided.Trajectory, guided.Asker, guided.Conversed = domain.Guidance, "social_prescription", "gp", true
	completed := guided
	completed.Trajectory = "learn2work"
	var all []domain.Contribution
	for _, f := range []domain.Fact{help, guided, completed} {
		found, err := counter(t, account(t)).Contributions(f, domain.Location{}, nil)
		require.NoError(t, err)
		all = append(all, found...)
	}
	got := figures(t, all)
	for _, id := range []string{"jpf-debt-free", "wor-patients", "learn2work-completed"} {
		require.EqualValues(t, 1, got[id].Value, id)
		require.Nil(t, got[id].Quarters, id)
	}
	for _, id := range []string{"jpf-participants", "learn2work-participants"} {
		require.Equal(t, []int64{1, 1, 1, 1}, got[id].Quarters, id)
	}
}
