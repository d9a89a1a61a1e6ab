package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func on(t testing.TB, text string) (d civil.Date) {
	t.Helper()
	require.NoError(t, d.Scan(text))
	return d
}

func almere(t testing.TB) areas.Register {
	t.Helper()
	register, err := areas.Parse(areas.Almere)
	require.NoError(t, err)
	return register
}

func told(list []fault.Field) (reasons []string) {
	for _, f := range list {
		reasons = append(reasons, f.Path+" "+f.Reason)
	}
	return reasons
}

// assigning is an assignment of today that nothing is wrong with, and what is known.
func assigning(t testing.TB) (domain.Assignment, domain.Assigning) {
	return domain.Assignment{Start: on(t, "2022-06-15")}, domain.Assigning{
		Today: on(t, "2022-06-15"), Areas: almere(t),
		Engagement: &domain.Engagement{State: domain.Engaged, Start: on(t, "2022-01-10"), StateDate: on(t, "2022-02-01")},
		Role:       &domain.Role{Start: on(t, "2020-01-01")},
	}
}

func TestProposalIsHeldAgainstTheDayItIsMade(t *testing.T) {
	haven, other := areas.Wijk{Code: "WK003401", Edition: 2022}, areas.Wijk{Code: "WK003402", Edition: 2023}
	tests := map[string]struct {
		change func(a *domain.Assignment, in *domain.Assigning)
		want   []string
	}{
		"nothing": {func(*domain.Assignment, *domain.Assigning) {}, nil},
		"the day the relation became active": {
			func(a *domain.Assignment, _ *domain.Assigning) { a.Start = on(t, "2022-02-01") }, nil,
		},
		"the day before": {
			func(a *domain.Assignment, _ *domain.Assigning) { a.Start = on(t, "2022-01-31") }, []string{"engagement_id ENGAGEMENT_NOT_ACTIVE"},
		},
		"a pause": {
			func(_ *domain.Assignment, in *domain.Assigning) { in.Engagement.State = domain.Paused },
			[]string{"engagement_id ENGAGEMENT_NOT_ACTIVE"},
		},
		"the last day of the role": {func(_ *domain.Assignment, in *domain.Assigning) { in.Role.End = in.Today }, nil},
		"a role that is over": {
			func(_ *domain.Assignment, in *domain.Assigning) { in.Role.End = on(t, "2022-06-14") }, []string{"role_id ROLE_NOT_FULFILLED"},
		},
		"tomorrow": {
			func(a *domain.Assignment, _ *domain.Assigning) { a.Start = on(t, "2022-06-16") }, []string{"start_date DATE_IN_FUTURE"},
		},
		"a last date": {
			func(a *domain.Assignment, _ *domain.Assigning) { a.End = a.Start }, []string{"end_date END_DATE_UNEXPECTED"},
		},
		"the eighteenth birthday": {func(_ *domain.Assignment, in *domain.Assigning) {
			in.Role.MinAge, in.Suitability.Birth.Date = 18, on(t, "2004-06-15")
		}, nil},
		"the day before it": {func(_ *domain.Assignment, in *domain.Assigning) {
			in.Role.MinAge, in.Suitability.Birth.Date = 18, on(t, "2004-06-16")
		}, []string{"engagement_id UNDER_AGE"}},
		"a year of birth that is enough": {func(_ *domain.Assignment, in *domain.Assigning) {
			in.Role.MinAge, in.Suitability.Birth.Year = 18, 2003
		}, nil},
		"a year of birth where the birthday decides": {func(_ *domain.Assignment, in *domain.Assigning) {
			in.Role.MinAge, in.Suitability.Birth.Year = 18, 2004
		}, []string{"engagement_id AGE_UNKNOWN"}},
		"a year of birth that is not enough": {func(_ *domain.Assignment, in *domain.Assigning) {
			in.Role.MinAge, in.Suitability.Birth.Year = 18, 2005
		}, []string{"engagement_id UNDER_AGE"}},
		"no birth": {
			func(_ *domain.Assignment, in *domain.Assigning) { in.Role.MinAge = 18 }, []string{"engagement_id AGE_UNKNOWN"},
		},
		"the same wijk in another edition": {func(a *domain.Assignment, in *domain.Assigning) {
			in.Role.Reach, a.Wijk, in.Suitability.Home = domain.SameWijk, haven, areas.Wijk{Code: "WK003401", Edition: 2024}
		}, nil},
		"another wijk": {func(a *domain.Assignment, in *domain.Assigning) {
			in.Role.Reach, a.Wijk, in.Suitability.Home = domain.SameWijk, haven, other
		}, []string{"engagement_id TOO_FAR"}},
		"another wijk of the same city district": {func(a *domain.Assignment, in *domain.Assigning) {
			in.Role.Reach, a.Wijk, in.Suitability.Home = domain.SameStadsdeel, haven, other
		}, nil},
		"a home that is not known": {func(a *domain.Assignment, in *domain.Assigning) {
			in.Role.Reach, a.Wijk = domain.SameStadsdeel, haven
		}, []string{"engagement_id TOO_FAR"}},
		"work that is nowhere": {func(_ *domain.Assignment, in *domain.Assigning) {
			in.Role.Reach, in.Suitability.Home = domain.SameStadsdeel, haven
		}, []string{"wijk_code WIJK_MISSING"}},
		"a vacancy": {func(a *domain.Assignment, in *domain.Assigning) {
			a.VacancyID, in.Vacancy = "v", &domain.Vacancy{ID: "v", State: domain.VacancyOpen}
		}, nil},
		"a vacancy that is filled": {func(a *domain.Assignment, in *domain.Assigning) {
			a.VacancyID, in.Vacancy = "v", &domain.Vacancy{ID: "v", State: domain.VacancyFilled}
		}, []string{"vacancy_id VACANCY_CLOSED"}},
		"a vacancy for another role": {func(a *domain.Assignment, in *domain.Assigning) {
			a.VacancyID, in.Vacancy = "v", &domain.Vacancy{ID: "v", RoleID: "other", State: domain.VacancyOpen}
		}, []string{"vacancy_id VACANCY_OF_OTHER_ROLE"}},
		"a state that is not the first": {
			func(a *domain.Assignment, _ *domain.Assigning) { a.State = domain.Confirmed }, []string{"state STATE_NOT_FIRST"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, in := assigning(t)
			tt.change(&a, &in)
			require.Equal(t, tt.want, told(a.Check(in)))
		})
	}
}

func TestHistoryIsHeldAgainstDatesAndNotAgainstWhatARoleAsksToday(t *testing.T) {
	tests := map[string]struct {
		first, last string
		change      func(in *domain.Assigning)
		want        []string
	}{
		"what goes on":        {"2022-01-10", "", func(*domain.Assigning) {}, nil},
		"a pause within it":   {"2022-01-10", "", func(in *domain.Assigning) { in.Engagement.State = domain.Paused }, nil},
		"before the relation": {"2022-01-09", "", func(*domain.Assigning) {}, []string{"engagement_id ENGAGEMENT_NOT_ACTIVE"}},
		"work of who left": {"2022-01-10", "2022-06-01", func(in *domain.Assigning) {
			in.Engagement.State, in.Engagement.StateDate = domain.Left, on(t, "2022-06-01")
		}, nil},
		"work after it": {"2022-01-10", "2022-06-02", func(in *domain.Assigning) {
			in.Engagement.State, in.Engagement.StateDate = domain.Left, on(t, "2022-06-01")
		}, []string{"engagement_id ENGAGEMENT_NOT_ACTIVE"}},
		"work that goes on of who left": {"2022-01-10", "", func(in *domain.Assigning) {
			in.Engagement.State, in.Engagement.StateDate = domain.Left, on(t, "2022-06-01")
		}, []string{"engagement_id ENGAGEMENT_NOT_ACTIVE"}},
		"work of whoever never began": {"2022-01-10", "", func(in *domain.Assigning) { in.Engagement.State = domain.Screening }, []string{"engagement_id ENGAGEMENT_NOT_ACTIVE"}},
		"an end after that of the role": {"2022-01-10", "2022-06-01", func(in *domain.Assigning) {
			in.Role.End = on(t, "2022-05-31")
		}, []string{"role_id ROLE_NOT_FULFILLED"}},
		"an end before the start": {"2022-01-10", "2022-01-09", func(*domain.Assigning) {}, []string{"end_date LAST_BEFORE_FIRST"}},
		"an end to come":          {"2022-01-10", "2022-06-16", func(*domain.Assigning) {}, []string{"end_date DATE_IN_FUTURE"}},
		"what a role asks today": {"2022-01-10", "", func(in *domain.Assigning) {
			in.Role.MinAge, in.Role.Reach = 18, domain.SameWijk
			in.Role.Certificates = []domain.RequiredCertificate{{Kind: domain.VOG}}
		}, nil},
		"an age that was known": {"2022-01-10", "", func(in *domain.Assigning) {
			in.Role.MinAge, in.Suitability.Birth = 18, person.Birth{Date: on(t, "2004-01-11")}
		}, []string{"engagement_id UNDER_AGE"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, in := assigning(t)
			in.Importing = true
			a.State, a.Start = domain.Working, on(t, tt.first)
			if tt.last != "" {
				a.State, a.End = domain.Ended, on(t, tt.last)
			}
			tt.change(&in)
			require.Equal(t, tt.want, told(a.Check(in)))
		})
	}
}

func TestEveryStepOfTheTableAndNoOtherIsTaken(t *testing.T) {
	states := []domain.AssignmentState{
		domain.Proposed, domain.Introduced, domain.Confirmed, domain.Declined, domain.Working, domain.Ended,
	}
	allowed := map[string]bool{
		"proposed introduced": true, "proposed declined": true, "introduced confirmed": true, "introduced declined": true,
		"confirmed active": true, "confirmed declined": true, "active ended": true,
	}
	for _, from := range states {
		for _, to := range states {
			a, in := assigning(t)
			a.State, a.StateDate = from, a.Start
			step := domain.AssignmentTransition{To: to, Date: in.Today, Reason: "daarom"}
			if to == domain.Declined {
				step.DeclinedBy = "person"
			}
			err := a.Take(&step, in)
			if allowed[string(from+" "+to)] {
				require.NoError(t, err)
				require.Equal(t, to, a.State)
				require.Equal(t, to == domain.Ended, !a.End.IsZero())
				continue
			}
			require.True(t, fault.Is(err, "TRANSITION_NOT_ALLOWED"), "%s %s: %v", from, to, err)
		}
	}
}

func TestYearsFollowEachOtherFromStartToEnd(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		start := on(t, "2000-01-01").AddDays(rapid.IntRange(0, 3000).Draw(rt, "start"))
		end := start.AddDays(rapid.IntRange(0, 3000).Draw(rt, "days"))
		a := domain.Assignment{State: domain.Ended, Start: start, End: end}
		dates := a.YearDates(on(t, "2022-06-15"))
		require.Len(rt, dates, end.Year-start.Year+1)
		for i, d := range dates {
			require.Equal(rt, start.Year+i, d.Year)
			require.False(rt, d.Before(start) || d.After(end))
			require.True(rt, i == 0 || d.Month == 1 && d.Day == 1)
		}
		a.State, a.End = domain.Working, civil.Date{}
		require.Equal(rt, dates, a.YearDates(end), "what goes on counts to today")
	})
}

func TestOnlyWhatChangedIsToldAgain(t *testing.T) {
	birth := person.Birth{Date: on(t, "1966-12-31")}
	today := on(t, "2023-06-15")
	a := domain.Assignment{ID: "a", State: domain.Working, Start: on(t, "2021-03-01")}
	next := 0
	tell := func(birth *person.Birth, kept map[int]domain.AssignmentYear) (years []int) {
		for _, y := range a.RetellYears(today, birth, kept, func() string { next++; return string(rune('a' + next)) }) {
			require.Equal(t, kept[y.Year].Version+1, y.Version)
			kept[y.Year] = y
			years = append(years, y.Year)
		}
		return years
	}
	kept := map[int]domain.AssignmentYear{}
	require.Equal(t, []int{2021, 2022, 2023}, tell(&birth, kept))
	require.Equal(t, "27_to_54", kept[2021].AgeBand)
	require.Equal(t, "55_to_64", kept[2022].AgeBand)
	require.Empty(t, tell(&birth, kept))
	require.Empty(t, tell(nil, kept), "the figures of who was erased stay")

	a.State, a.End = domain.Ended, on(t, "2022-01-01")
	require.Equal(t, []int{2023}, tell(&birth, kept))
	require.True(t, kept[2023].Withdrawn)
	require.Equal(t, "55_to_64", kept[2023].AgeBand)
	require.Empty(t, tell(&birth, kept))

	a.State, a.End = domain.Working, civil.Date{}
	require.Equal(t, []int{2023}, tell(&birth, kept))
	require.Equal(t, int64(3), kept[2023].Version)

	a.State = domain.Confirmed
	require.Equal(t, []int{2021, 2022, 2023}, tell(&birth, kept))
}
