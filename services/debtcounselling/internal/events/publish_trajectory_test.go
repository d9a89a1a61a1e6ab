package events_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
)

func goldens() []golden {
	const trajectory, year = "0181f0a0-0000-7000-8000-000000000020", "0181f0a0-0000-7000-8000-000000000021"
	counted := domain.TrajectoryYear{
		ID: year, TrajectoryID: trajectory, ClientID: "anna", Year: 2022, Date: civil.Date{Year: 2022, Month: time.January, Day: 1},
		AgeBand: "27_to_54", Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, Ended: true, ExitReason: domain.Completed,
		DebtFree: true, Version: 3,
	}
	withdrawn := domain.TrajectoryYear{
		ID: year, TrajectoryID: trajectory, ClientID: "anna", Year: 2022, Date: civil.Date{Year: 2022, Month: time.March, Day: 1},
		AgeBand: "unknown", Withdrawn: true, Version: 400,
	}
	term := domain.Term{
		ID: "0181f0a0-0000-7000-8000-000000000022", TrajectoryID: trajectory, Kind: domain.FirstConversationTerm, Version: 2,
		Due: civil.Date{Year: 2026, Month: time.November, Day: 30},
	}
	due := &debtcounsellingv1.TermDue{
		Id: term.ID, Version: 2, TrajectoryId: trajectory,
		Kind: debtcounsellingv1.TermKind_TERM_KIND_FIRST_CONVERSATION, DueDate: "2026-11-30", DaysLeft: 4,
	}
	return []golden{
		{
			"trajectory_year_saved_counted.binpb", &debtcounsellingv1.TrajectoryYearSaved{
				Id: year, Version: 3, TrajectoryId: trajectory, Kind: debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_YOUTH_FUND,
				Person: "pseudonym", Date: "2022-01-01", AgeBand: peoplev1.AgeBand_AGE_BAND_27_TO_54, WijkCode: "WK003401", WijkYear: 2022,
				Stadsdeel: "Almere Haven", Ended: true, ExitReason: debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED, DebtFree: true,
			},
			events.TrajectoryYearSaved(counted, domain.YouthFund, "pseudonym", "Almere Haven"), "trajectory-year.saved", year,
		},
		{
			"trajectory_year_saved_withdrawn.binpb", &debtcounsellingv1.TrajectoryYearSaved{
				Id: year, Version: 400, TrajectoryId: trajectory, Kind: debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_DEBT_HELP,
				Person: "pseudonym", Date: "2022-03-01", AgeBand: peoplev1.AgeBand_AGE_BAND_UNKNOWN, Withdrawn: true,
			},
			events.TrajectoryYearSaved(withdrawn, domain.DebtHelp, "pseudonym", ""), "trajectory-year.saved", year,
		},
		{"term_due.binpb", due, events.TermDue(term, 4), "term.due", term.ID},
	}
}

func TestNoWordOfTheContractIsLost(t *testing.T) {
	for number, name := range debtcounsellingv1.TrajectoryKind_name {
		word := domain.TrajectoryKind(strings.ToLower(strings.TrimPrefix(name, "TRAJECTORY_KIND_")))
		said := events.TrajectoryYearSaved(domain.TrajectoryYear{}, word, "", "").Data.(*debtcounsellingv1.TrajectoryYearSaved)
		require.EqualValues(t, number, said.GetKind(), word)
	}
	for number, name := range debtcounsellingv1.ExitReason_name {
		word := domain.ExitReason(strings.ToLower(strings.TrimPrefix(name, "EXIT_REASON_")))
		said := events.TrajectoryYearSaved(domain.TrajectoryYear{ExitReason: word}, "", "", "").Data
		require.EqualValues(t, number, said.(*debtcounsellingv1.TrajectoryYearSaved).GetExitReason(), word)
	}
	for number, name := range debtcounsellingv1.TermKind_name {
		word := domain.TermKind(strings.ToLower(strings.TrimPrefix(name, "TERM_KIND_")))
		said := events.TermDue(domain.Term{Kind: word}, 0).Data.(*debtcounsellingv1.TermDue)
		require.EqualValues(t, number, said.GetKind(), word)
	}
}
