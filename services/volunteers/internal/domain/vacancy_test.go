package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestVacancyBreaksEveryRuleItBreaksAtOnce(t *testing.T) {
	role := domain.Role{ID: "r", Reach: domain.SameWijk, Start: on(t, "2022-01-01"), End: on(t, "2022-12-31")}
	good := domain.Vacancy{
		RoleID: "r", Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, Start: on(t, "2022-06-15"), Wanted: 1,
	}
	require.Empty(t, good.Check(&role, almere(t)))

	bad := good
	bad.Wijk, bad.Start, bad.End = areas.Wijk{}, on(t, "2023-01-01"), on(t, "2022-12-31")
	bad.Availability = []domain.Availability{monday("morning"), monday("morning")}
	require.ElementsMatch(t, []string{
		"end_date LAST_BEFORE_FIRST", "availability AVAILABILITY_TWICE", "wijk_code WIJK_MISSING", "role_id ROLE_NOT_FULFILLED",
	}, told(bad.Check(&role, almere(t))))
	bad.Wijk.Code = "WK999999"
	bad.Wijk.Edition = 2022
	require.Contains(t, told(bad.Check(nil, almere(t))), "wijk_code WIJK_UNKNOWN")
	require.Contains(t, told(bad.Check(nil, almere(t))), "role_id ROLE_UNKNOWN")

	changed := good
	changed.RoleID = "other"
	require.Equal(t, []string{"role_id ROLE_FIXED", "wanted_count WANTED_BELOW_TAKEN"}, told(changed.CheckChange(good, 2)))
	require.Empty(t, good.CheckChange(good, 1))
}

func TestVacancyTakesEveryStepOfTheTableAndNoOther(t *testing.T) {
	states := []domain.VacancyState{domain.VacancyDraft, domain.VacancyOpen, domain.VacancyFilled, domain.VacancyClosed}
	allowed := map[string]bool{
		"draft open": true, "draft closed": true, "open filled": true, "open closed": true, "filled open": true, "filled closed": true,
	}
	for _, from := range states {
		for _, to := range states {
			v := domain.Vacancy{State: from, Wanted: 2, Version: 3}
			step := domain.VacancyTransition{To: to}
			err := v.Take(&step, 1)
			if allowed[string(from+" "+to)] {
				require.NoError(t, err)
				require.Equal(t, domain.Vacancy{State: to, Wanted: 2, Version: 4}, v)
				continue
			}
			require.True(t, fault.Is(err, "TRANSITION_NOT_ALLOWED"), "%s %s: %v", from, to, err)
		}
	}
	v := domain.Vacancy{State: domain.VacancyFilled, Wanted: 2}
	require.True(t, fault.Is(v.Take(&domain.VacancyTransition{To: domain.VacancyOpen}, 2), "VACANCY_FILLED"))
}

func TestPlaceIsTakenWhereThereIsOne(t *testing.T) {
	tests := map[string]struct {
		state  domain.VacancyState
		taken  int
		filled bool
		reason string
	}{
		"one of two":         {domain.VacancyOpen, 0, false, ""},
		"the last":           {domain.VacancyOpen, 1, true, ""},
		"none is left":       {domain.VacancyOpen, 2, false, "VACANCY_FILLED"},
		"filled by decision": {domain.VacancyFilled, 0, false, "VACANCY_FILLED"},
		"closed":             {domain.VacancyClosed, 0, false, "VACANCY_CLOSED"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			filled, err := domain.Vacancy{State: tt.state, Wanted: 2}.TakePlace(tt.taken)
			require.Equal(t, tt.filled, filled)
			require.Equal(t, tt.reason != "", err != nil)
			if err != nil {
				require.True(t, fault.Is(err, tt.reason), "%v", err)
			}
		})
	}
}
