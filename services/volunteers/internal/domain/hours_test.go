package domain_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestHoursAreThoseOfWorkThatLastedThatDay(t *testing.T) {
	active := domain.Work{Assignment: domain.Assignment{State: domain.Working, Start: date(t, "2022-03-01")}}
	ended := active
	ended.State, ended.End = domain.Ended, date(t, "2022-05-31")
	proposed := active
	proposed.State = domain.Confirmed
	erased := active
	erased.Erased = true
	tests := map[string]struct {
		work    *domain.Work
		date    string
		minutes int
		worked  int
		want    []string
	}{
		"the first day":            {&active, "2022-03-01", 60, 0, nil},
		"the day before":           {&active, "2022-02-28", 60, 0, []string{"date HOURS_BEFORE_ASSIGNMENT"}},
		"the last day":             {&ended, "2022-05-31", 60, 0, nil},
		"the day after":            {&ended, "2022-06-01", 60, 0, []string{"date HOURS_AFTER_ASSIGNMENT"}},
		"today":                    {&active, "2022-06-15", 60, 0, nil},
		"tomorrow":                 {&active, "2022-06-16", 60, 0, []string{"date DATE_IN_FUTURE"}},
		"of nobody":                {nil, "2022-06-01", 60, 0, []string{"assignment_id ASSIGNMENT_UNKNOWN"}},
		"of who never began":       {&proposed, "2022-02-01", 60, 0, []string{"assignment_id ASSIGNMENT_NOT_ACTIVE"}},
		"of who was erased":        {&erased, "2022-06-01", 60, 0, []string{"assignment_id PERSON_ERASED"}},
		"the whole day":            {&active, "2022-06-01", 1440, 0, nil},
		"up to the whole day":      {&active, "2022-06-01", 60, 1380, nil},
		"a minute over the day":    {&active, "2022-06-01", 60, 1381, []string{"minutes OVER_24_HOURS"}},
		"no date, which is told":   {&active, "", 60, 0, nil},
		"everything that is wrong": {&active, "2022-02-28", 60, 1440, []string{"date HOURS_BEFORE_ASSIGNMENT", "minutes OVER_24_HOURS"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := domain.Hours{Date: date(t, tt.date), Minutes: tt.minutes}
			require.Equal(t, tt.want, reasonsOf(h.Check(tt.work, tt.worked, date(t, "2022-06-15"))))
		})
	}
}

func TestHoursGoFromStateToStateByTheTable(t *testing.T) {
	states := []domain.HoursState{
		domain.HoursSubmitted, domain.HoursApproved, domain.HoursRejected, domain.HoursWithdrawn,
	}
	refused := map[domain.HoursState]string{
		domain.HoursApproved: "HOURS_APPROVED", domain.HoursRejected: "HOURS_REJECTED", domain.HoursWithdrawn: "HOURS_WITHDRAWN",
	}
	for _, from := range states {
		for _, to := range states[1:] {
			h := domain.Hours{ID: "h", State: from, Version: 4}
			by := domain.HoursDecision{State: to, Reason: "mistaken"}
			err := h.Decide(&by)
			if slices.Contains(from.Next(), to) {
				require.NoError(t, err)
				require.Equal(t, domain.Hours{ID: "h", State: to, Version: 5, Reason: "mistaken"}, h)
				require.Equal(t, domain.HoursDecision{HoursID: "h", Version: 5, State: to, Reason: "mistaken"}, by)
				continue
			}
			require.True(t, fault.Is(err, refused[from]), "%s to %s: %v", from, to, err)
			require.Equal(t, domain.Hours{ID: "h", State: from, Version: 4}, h)
		}
	}
}
