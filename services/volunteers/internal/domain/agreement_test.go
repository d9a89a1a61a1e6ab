package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestAgreementIsAboutAConfirmedAssignmentOfAVolunteer(t *testing.T) {
	first, last := civil.Date{Year: 2022, Month: 7, Day: 1}, civil.Date{Year: 2022, Month: 7, Day: 10}
	work := func(state domain.AssignmentState, kind domain.EngagementKind, erased bool) *domain.Work {
		return &domain.Work{Assignment: domain.Assignment{State: state}, Kind: kind, Erased: erased}
	}
	for name, tt := range map[string]struct {
		agreement domain.Agreement
		work      *domain.Work
		want      []string
	}{
		"confirmed":           {domain.Agreement{First: first}, work(domain.Confirmed, domain.Volunteer, false), nil},
		"active, to the last": {domain.Agreement{First: first, Last: last, TrialDays: 10}, work(domain.Working, domain.Volunteer, false), nil},
		"ended, of one day":   {domain.Agreement{First: first, Last: first, TrialDays: 1}, work(domain.Ended, domain.Volunteer, false), nil},
		"of nothing":          {domain.Agreement{First: first}, nil, []string{"assignment_id ASSIGNMENT_UNKNOWN"}},
		"proposed":            {domain.Agreement{First: first}, work(domain.Proposed, domain.Volunteer, false), []string{"assignment_id ASSIGNMENT_NOT_CONFIRMED"}},
		"introduced":          {domain.Agreement{First: first}, work(domain.Introduced, domain.Volunteer, false), []string{"assignment_id ASSIGNMENT_NOT_CONFIRMED"}},
		"declined":            {domain.Agreement{First: first}, work(domain.Declined, domain.Volunteer, false), []string{"assignment_id ASSIGNMENT_NOT_CONFIRMED"}},
		"a trial too long":    {domain.Agreement{First: first, Last: last, TrialDays: 11}, work(domain.Working, domain.Volunteer, false), []string{"trial_days TRIAL_TOO_LONG"}},
		"all at once": {
			domain.Agreement{First: last, Last: first, TrialDays: 11}, work(domain.Declined, domain.Intern, true),
			[]string{
				"assignment_id PERSON_ERASED", "assignment_id NOT_A_VOLUNTEER", "assignment_id ASSIGNMENT_NOT_CONFIRMED",
				"last_date LAST_BEFORE_FIRST",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range tt.agreement.Check(tt.work) {
				got = append(got, f.Path+" "+f.Reason)
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestEachStepOfAnAgreement(t *testing.T) {
	drawn, today := civil.Date{Year: 2022, Month: 6, Day: 10}, civil.Date{Year: 2022, Month: 6, Day: 15}
	sign := func(a *domain.Agreement) error { return a.Sign(today, today) }
	withdraw := func(a *domain.Agreement) error { return a.Withdraw("replaced") }
	for _, tt := range []struct {
		from domain.AgreementState
		step func(*domain.Agreement) error
		want string // the reason it is refused for, "" for none
	}{
		{domain.AgreementDrawnUp, sign, ""}, {domain.AgreementSigned, sign, "AGREEMENT_SIGNED"},
		{domain.AgreementWithdrawn, sign, "AGREEMENT_WITHDRAWN"}, {domain.AgreementDrawnUp, withdraw, ""},
		{domain.AgreementSigned, withdraw, ""}, {domain.AgreementWithdrawn, withdraw, "AGREEMENT_WITHDRAWN"},
	} {
		a := domain.Agreement{Date: drawn, State: tt.from}
		if tt.from == domain.AgreementSigned {
			a.Signed = today
		}
		err := tt.step(&a)
		if tt.want == "" {
			require.NoError(t, err)
			require.NotEqual(t, tt.from, a.State)
			continue
		}
		require.True(t, fault.Is(err, tt.want), "%v", err)
		require.Equal(t, tt.from, a.State)
	}
	for date, right := range map[civil.Date]bool{
		drawn.AddDays(-1): false, drawn: true, today: true, today.AddDays(1): false,
	} {
		a := domain.Agreement{Date: drawn, State: domain.AgreementDrawnUp}
		require.Equal(t, right, a.Sign(date, today) == nil, date)
	}
}
