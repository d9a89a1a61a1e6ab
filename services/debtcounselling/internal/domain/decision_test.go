package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestDecisionIsTakenWhereItCanBe(t *testing.T) {
	in := domain.Deciding{
		Today: date(t, "2026-11-26"), Trajectory: domain.Trajectory{Kind: domain.DebtHelp, State: domain.InIntake},
		Conversation: date(t, "2026-11-16"), Grounds: []string{"recidivism", "fraud"},
	}
	settling := in
	settling.Trajectory.State = domain.Settling
	for name, tt := range map[string]struct {
		decision domain.Decision
		in       domain.Deciding
		want     []string
	}{
		"admitted": {domain.Decision{Kind: domain.Admission, Date: date(t, "2026-11-16")}, in, []string{}},
		"before the first conversation": {
			domain.Decision{Kind: domain.Admission, Date: date(t, "2026-11-15")}, in,
			[]string{"decision.date BEFORE_FIRST_CONVERSATION"},
		},
		"no conversation, tomorrow, with a ground": {
			domain.Decision{Kind: domain.Admission, Date: date(t, "2026-11-27"), Ground: "fraud"},
			domain.Deciding{Today: in.Today, Trajectory: in.Trajectory},
			[]string{"decision.date DATE_IN_FUTURE", "decision.date BEFORE_FIRST_CONVERSATION", "decision.ground GROUND_UNEXPECTED"},
		},
		"refused without a ground": {
			domain.Decision{Kind: domain.Refusal, Date: date(t, "2026-11-20")}, in, []string{"decision.ground GROUND_MISSING"},
		},
		"refused on what the plan does not know": {
			domain.Decision{Kind: domain.Refusal, Date: date(t, "2026-11-20"), Ground: "not_target_group"}, in,
			[]string{"decision.ground GROUND_NOT_CONFIGURED"},
		},
		"refused": {domain.Decision{Kind: domain.Refusal, Date: date(t, "2026-11-20"), Ground: "fraud"}, in, []string{}},
		"ended in intake": {
			domain.Decision{Kind: domain.Ending, Date: date(t, "2026-11-20"), Ground: "completed"}, in, []string{"DECISION_NOT_HERE"},
		},
		"ended": {domain.Decision{Kind: domain.Ending, Date: date(t, "2026-11-20"), Ground: "completed"}, settling, []string{}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tt.want, reasonsOf(t, tt.decision.Check(tt.in))) })
	}
	in.Earlier = []domain.Decision{{Kind: domain.Refusal, Date: date(t, "2026-11-17")}}
	again := domain.Decision{Kind: domain.Admission, Date: date(t, "2026-11-20")}
	require.Equal(t, []string{"DECISION_EXISTS"}, reasonsOf(t, again.Check(in)))
}

func TestOnlyWhoIsAssignedSeesACase(t *testing.T) {
	today := date(t, "2026-11-26")
	assigned := []domain.CaseAssignment{
		{Counsellor: "before", Role: domain.Counsellor, Start: date(t, "2026-01-01"), End: date(t, "2026-11-25")},
		{Counsellor: "now", Role: domain.Counsellor, Start: date(t, "2026-11-26")},
		{Counsellor: "stands in", Role: domain.StandIn, Start: date(t, "2026-11-20"), End: date(t, "2026-11-26")},
		{Counsellor: "later", Role: domain.StandIn, Start: date(t, "2026-11-27"), End: date(t, "2026-12-01")},
	}
	for subject, want := range map[string]bool{
		"before": false, "now": true, "stands in": true, "later": false, "somebody": false, "": false,
	} {
		require.Equal(t, want, domain.MaySee(subject, false, assigned, today), subject)
	}
	require.True(t, domain.MaySee("somebody", true, assigned, today), "a supervisor")
	require.False(t, domain.MaySee("", false, []domain.CaseAssignment{{Start: today}}, today), "nobody")
}
