package events_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

type helpedYear = *debtcounsellingv1.TrajectoryYearSaved

// helped answers version 1 of a client of 20 in a trajectory of the fund for young people since January 2022, changed.
func helped(id, trajectory, person string, change ...func(helpedYear)) cloudevent.Event {
	m := &debtcounsellingv1.TrajectoryYearSaved{
		Id: id, Version: 1, TrajectoryId: trajectory, Kind: debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_YOUTH_FUND,
		Person: person, Date: "2022-01-01", AgeBand: peoplev1.AgeBand_AGE_BAND_18_TO_26, WijkCode: "WK003401", WijkYear: 2022,
		Stadsdeel: "haven",
	}
	for _, c := range change {
		c(m)
	}
	return event("trajectory-year.saved", m)
}

func ofKind(kind debtcounsellingv1.TrajectoryKind) func(helpedYear) {
	return func(m helpedYear) { m.Kind = kind }
}

// ended is version 2 of what ended.
func ended(debtFree bool) func(helpedYear) {
	return func(m helpedYear) {
		m.Version, m.Ended, m.DebtFree, m.ExitReason = 2, true, debtFree, debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED
	}
}

func TestTrajectoryCountsOnceHoweverManyClientsItHasAndHowItEnded(t *testing.T) {
	gone := func(m helpedYear) { m.Version, m.Withdrawn = 3, true }
	steps := []struct {
		name          string
		told          cloudevent.Event
		running, free int64
	}{
		{"one is helped", helped("a", "t", "anna"), 1, 0},
		{"with a partner", helped("b", "t", "bert"), 1, 0},
		{"and somebody else", helped("c", "u", "cato"), 2, 0},
		{"whose help ended in debt", helped("c", "u", "cato", ended(false)), 2, 0},
		{"one is free of debt", helped("a", "t", "anna", ended(true)), 2, 1},
		{"and so is the partner", helped("b", "t", "bert", ended(true)), 2, 1},
		{"the partner was a mistake", helped("b", "t", "bert", ended(true), gone), 2, 1},
		{"so was all of it", helped("a", "t", "anna", ended(true), gone), 1, 0},
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		for _, s := range steps {
			r.tell(t, s.told)
			r.requireValue(t, "jpf-participants", s.running)
			if s.free > 0 {
				r.requireValue(t, "jpf-debt-free", s.free)
			}
			r.requireEveryFactOnce(t)
		}
		require.Equal(t, []domain.Part{{Key: "haven", Value: 1}}, r.figure(t, "jpf-participants").Stadsdelen)
	})
}

func TestClientOfEachKindOfHelpCountsOnceWithoutAnyProgramme(t *testing.T) {
	const (
		advice   = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_SOCIAL_LEGAL_ADVICE
		debts    = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_DEBT_HELP
		guidance = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_LONG_TERM_GUIDANCE
	)
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.requireNoData(t, "debt-clients")
		stream := []cloudevent.Event{
			helped("a", "t", "anna", ofKind(advice)), helped("b", "u", "anna", ofKind(advice)),
			helped("c", "v", "bert", ofKind(advice)), helped("d", "w", "anna", ofKind(debts)),
			helped("e", "x", "anna", ofKind(guidance)), helped("f", "x", "cato", ofKind(guidance)),
		}
		r.tell(t, stream...)
		require := func(r *rig) {
			r.requireValue(t, "social-legal-clients", 2)
			r.requireValue(t, "debt-clients", 1)
			r.requireValue(t, "long-term-guidance", 2)
			r.requireNoData(t, "jpf-participants")
			r.requireEveryFactOnce(t)
		}
		require(r)
		r.rebuild(t)
		r.countAnew(t)
		require(r)
	})
}
