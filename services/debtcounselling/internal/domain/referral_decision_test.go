package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestReferralDecisionBeginsHelpOnlyWhereItIsAccepted(t *testing.T) {
	tests := map[string]struct {
		decision domain.ReferralDecision
		want     []string
	}{
		"accepted":                {decision: domain.ReferralDecision{Accepted: true}},
		"accepted of a client":    {decision: domain.ReferralDecision{Accepted: true, ClientID: "c", Kind: domain.YouthFund, Crisis: true, CrisisGround: "eviction"}},
		"accepted with somebody":  {decision: domain.ReferralDecision{Accepted: true, Adds: true}},
		"accepted of two":         {decision: domain.ReferralDecision{Accepted: true, Adds: true, ClientID: "c"}, want: []string{"client CLIENT_TWICE"}},
		"declined":                {},
		"declined as if accepted": {decision: domain.ReferralDecision{Adds: true, ClientID: "c", Kind: domain.DebtHelp, Crisis: true}, want: []string{"client_id CLIENT_UNEXPECTED", "client CLIENT_UNEXPECTED", "kind KIND_UNEXPECTED", "crisis CRISIS_UNEXPECTED"}},
		"declined with a ground":  {decision: domain.ReferralDecision{CrisisGround: "eviction"}, want: []string{"crisis CRISIS_UNEXPECTED"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range tt.decision.Check() {
				got = append(got, f.Path+" "+f.Reason)
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestReferralIsTheReport(t *testing.T) {
	date := civil.Date{Year: 2026, Month: 11, Day: 2}
	trajectory := domain.ReferralDecision{Accepted: true, Crisis: true, CrisisGround: "eviction"}.Referred("c", "wijkteam-oost", date)
	require.Equal(t, domain.Trajectory{
		ClientIDs: []string{"c"}, Report: date, Channel: "referral", Crisis: true, CrisisGround: "eviction", Referrer: "wijkteam-oost", Version: 1,
	}, trajectory)
}
