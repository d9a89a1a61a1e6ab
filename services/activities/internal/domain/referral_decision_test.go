package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func TestReferralDecisionRegistersOnlyWhereItIsAccepted(t *testing.T) {
	tests := map[string]struct {
		decision domain.ReferralDecision
		want     []string
	}{
		"accepted":               {decision: domain.ReferralDecision{Accepted: true}},
		"accepted of somebody":   {decision: domain.ReferralDecision{Accepted: true, ParticipantID: "p", SessionID: "s"}},
		"declined":               {},
		"declined of somebody":   {domain.ReferralDecision{ParticipantID: "p"}, []string{"participant_id PARTICIPANT_UNEXPECTED"}},
		"declined for a session": {domain.ReferralDecision{SessionID: "s"}, []string{"session_id TARGET_UNEXPECTED"}},
		"declined for an activity": {
			domain.ReferralDecision{ActivityID: "a"}, []string{"activity_id TARGET_UNEXPECTED"},
		},
		"declined as if accepted": {
			domain.ReferralDecision{ParticipantID: "p", SessionID: "s", ActivityID: "a"},
			[]string{"participant_id PARTICIPANT_UNEXPECTED", "session_id TARGET_UNEXPECTED", "activity_id TARGET_UNEXPECTED"},
		},
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
