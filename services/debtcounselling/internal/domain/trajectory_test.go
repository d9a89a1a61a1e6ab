package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestTrajectoryAnswersEveryRuleItBreaks(t *testing.T) {
	in := domain.Beginning{Today: date(t, "2026-11-26"), Known: map[string]bool{"a": true, "b": true}}
	good := domain.Trajectory{ClientIDs: []string{"a", "b"}, Report: date(t, "2026-11-26"), Municipality: "GM0034"}
	for name, tt := range map[string]struct {
		change func(*domain.Trajectory)
		want   []string
	}{
		"nothing wrong":     {func(*domain.Trajectory) {}, []string{}},
		"nobody":            {func(t *domain.Trajectory) { t.ClientIDs = nil }, []string{"client_ids CLIENTS_MISSING"}},
		"the same twice":    {func(t *domain.Trajectory) { t.ClientIDs = []string{"a", "a"} }, []string{"client_ids CLIENT_TWICE"}},
		"a third client":    {func(t *domain.Trajectory) { t.ClientIDs = []string{"a", "b", "c"} }, []string{"client_ids CLIENTS_TOO_MANY", "client_ids CLIENT_UNKNOWN"}},
		"tomorrow":          {func(tr *domain.Trajectory) { tr.Report = date(t, "2026-11-27") }, []string{"report_date DATE_IN_FUTURE"}},
		"no ground":         {func(t *domain.Trajectory) { t.Crisis = true }, []string{"crisis_ground CRISIS_GROUND_MISSING"}},
		"ground, no crisis": {func(t *domain.Trajectory) { t.CrisisGround = "eviction" }, []string{"crisis_ground CRISIS_GROUND_UNEXPECTED"}},
		"municipality":      {func(t *domain.Trajectory) { t.Municipality = "0034" }, []string{"municipality_code MUNICIPALITY_INVALID"}},
		"further":           {func(t *domain.Trajectory) { t.State = domain.Settling }, []string{"state STATE_NOT_FIRST"}},
		"end of what runs": {func(tr *domain.Trajectory) {
			tr.End, tr.DebtFree = date(t, "2026-11-26"), true
		}, []string{"end_date END_DATE_UNEXPECTED", "exit_reason EXIT_REASON_UNEXPECTED"}},
		"ended without anything": {func(t *domain.Trajectory) { t.State = domain.Exited }, []string{
			"state STATE_NOT_FIRST", "exit_reason EXIT_REASON_MISSING", "end_date END_DATE_MISSING",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			tr := good
			tt.change(&tr)
			require.Equal(t, tt.want, reasons(tr.Check(in)))
		})
	}
}

func TestImporterRecordsWhatEnded(t *testing.T) {
	in := domain.Beginning{Today: date(t, "2026-11-26"), Importing: true, Known: map[string]bool{"a": true}}
	tr := domain.Trajectory{
		ClientIDs: []string{"a"}, Report: date(t, "2022-01-03"), Municipality: "GM0034", State: domain.Exited,
		End: date(t, "2022-12-01"), ExitReason: domain.Completed, DebtFree: true,
	}
	require.Empty(t, tr.Check(in))
	require.Equal(t, domain.DebtHelp, tr.Kind)
	require.Equal(t, date(t, "2022-12-01"), tr.StateDate)
}

func TestRecidivismIsCountedForFiveYears(t *testing.T) {
	tr := domain.Trajectory{ID: "new", Report: date(t, "2026-11-26")}
	for end, want := range map[string]bool{
		"2026-11-26": true, "2021-11-26": true, "2021-11-25": false, "2026-11-27": false, "": false,
	} {
		require.Equal(t, want, tr.IsRecidivism(domain.Trajectory{ID: "old", End: date(t, end)}), end)
	}
}

func TestStepNeedsItsDecision(t *testing.T) {
	today := date(t, "2026-11-26")
	at := func(s domain.TrajectoryState) domain.Trajectory {
		return domain.Trajectory{ID: "t", Kind: domain.DebtHelp, State: s, Report: date(t, "2026-11-02"), StateDate: date(t, "2026-11-16")}
	}
	step := func(to domain.TrajectoryState) domain.TrajectoryTransition {
		s := domain.TrajectoryTransition{To: to, Date: date(t, "2026-11-20")}
		if to == domain.Exited {
			s.ExitReason = domain.OtherReason
		}
		return s
	}
	admitted := domain.Decision{Kind: domain.Admission}
	ended := domain.Decision{Kind: domain.Ending}
	for name, tt := range map[string]struct {
		from, to  domain.TrajectoryState
		decisions []domain.Decision
		want      []string
	}{
		"stabilised undecided":  {domain.InIntake, domain.Stabilisation, nil, []string{"ADMISSION_MISSING"}},
		"stabilised":            {domain.InIntake, domain.Stabilisation, []domain.Decision{admitted}, []string{}},
		"refused undecided":     {domain.InIntake, domain.Refused, nil, []string{"REFUSAL_MISSING"}},
		"refused":               {domain.InIntake, domain.Refused, []domain.Decision{{Kind: domain.Refusal}}, []string{}},
		"ended undecided":       {domain.Settling, domain.Exited, []domain.Decision{admitted}, []string{"ENDING_MISSING"}},
		"ended":                 {domain.Settling, domain.Exited, []domain.Decision{admitted, ended}, []string{}},
		"ended before admitted": {domain.InIntake, domain.Exited, nil, []string{}},
		"skipping a state":      {domain.Reported, domain.Stabilisation, nil, []string{"TRANSITION_NOT_ALLOWED"}},
	} {
		t.Run(name, func(t *testing.T) {
			tr, s := at(tt.from), step(tt.to)
			require.Equal(t, tt.want, reasonsOf(t, tr.Step(&s, tt.decisions, today)))
		})
	}
}

func TestStepAnswersEveryRuleItBreaks(t *testing.T) {
	tr := domain.Trajectory{
		ID: "t", Kind: domain.DebtHelp, State: domain.InIntake, Report: date(t, "2026-11-02"), StateDate: date(t, "2026-11-16"),
	}
	early := domain.TrajectoryTransition{To: domain.Exited, Date: date(t, "2026-11-01")}
	require.Equal(t, []string{
		"transition.date BEFORE_LAST_TRANSITION", "transition.date BEFORE_LAST_TRANSITION", "transition.exit_reason EXIT_REASON_MISSING",
	}, reasonsOf(t, tr.Step(&early, nil, date(t, "2026-11-26"))))
	late := domain.TrajectoryTransition{To: domain.Exited, Date: date(t, "2026-11-27"), ExitReason: domain.Completed}
	require.Equal(t, []string{"transition.date DATE_IN_FUTURE", "transition.exit_reason EXIT_REASON_NOT_HERE"},
		reasonsOf(t, tr.Step(&late, nil, date(t, "2026-11-26"))))
	require.Equal(t, domain.InIntake, tr.State, "nothing changed")
}

func TestNoShowTakesAnAppointmentBack(t *testing.T) {
	tr := domain.Trajectory{ID: "t", Kind: domain.DebtHelp, State: domain.Reported, Report: date(t, "2026-11-02"), StateDate: date(t, "2026-11-02")}
	planned := domain.TrajectoryTransition{To: domain.Appointed, Date: date(t, "2026-11-30")}
	require.NoError(t, tr.Step(&planned, nil, date(t, "2026-11-26")))
	back := domain.TrajectoryTransition{To: domain.Reported, Date: date(t, "2026-11-26")}
	require.NoError(t, tr.Step(&back, nil, date(t, "2026-11-26")), "it was cancelled before its date")
	require.EqualValues(t, 2, tr.Version)
}
