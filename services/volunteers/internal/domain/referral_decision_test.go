package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestReferralDecisionNamesAVacancyOnlyWhereItIsAccepted(t *testing.T) {
	by := func(accepted bool, state domain.VacancyState) domain.ReferralDecision {
		return domain.ReferralDecision{Accepted: accepted, VacancyID: "v", Vacancy: &domain.Vacancy{ID: "v", State: state}}
	}
	tests := map[string]struct {
		decision domain.ReferralDecision
		want     string
	}{
		"accepted":               {decision: by(true, domain.VacancyOpen)},
		"accepted by a draft":    {decision: by(true, domain.VacancyDraft)},
		"accepted by a full one": {decision: by(true, domain.VacancyFilled)},
		"accepted by none":       {domain.ReferralDecision{Accepted: true}, "VACANCY_MISSING"},
		"accepted by nothing":    {domain.ReferralDecision{Accepted: true, VacancyID: "v"}, "VACANCY_UNKNOWN"},
		"accepted by what ended": {by(true, domain.VacancyClosed), "VACANCY_CLOSED"},
		"declined":               {},
		"declined with one":      {by(false, domain.VacancyOpen), "VACANCY_UNEXPECTED"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got string
			for _, f := range tt.decision.Check() {
				require.Equal(t, "vacancy_id", f.Path)
				got += f.Reason
			}
			require.Equal(t, tt.want, got)
		})
	}
}
