package sample

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// DebtClient is somebody who is helped with debts. Nobody of this name and birth is meant, and the postal code is nobody's.
type DebtClient struct {
	RequestID string
	GivenName string
	Surname   string
	BirthDate civil.Date
	Sex       debtcounsellingv1.Sex
	Household debtcounsellingv1.Household
	// Wijk is a CBS code in the edition of CalendarYear.
	Wijk     string
	Postcode string
}

// Trajectory is the help that a household got, as it stands.
type Trajectory struct {
	RequestID string
	Kind      debtcounsellingv1.TrajectoryKind
	Clients   []string // their request ids
	Channel   debtcounsellingv1.ReportChannel
	Report    civil.Date
	State     debtcounsellingv1.TrajectoryState
	// End is the last date; no date, and no reason, while it goes on.
	End      civil.Date
	Exit     debtcounsellingv1.ExitReason
	DebtFree bool
}

// debts makes who is helped with debts, and how.
func (m *maker) debts() {
	for _, c := range caseloads() {
		m.caseload(c)
	}
}

func (m *maker) caseload(c caseload) {
	rng := m.rng("caseload " + c.kind.String())
	again := c.again
	for i, n := range rng.Perm(c.clients - c.couples) {
		t := Trajectory{Kind: c.kind, Clients: m.household(rng, c, i < c.couples)}
		switch {
		case n < c.debtFree:
			m.help(rng, c.inTheYear(rng, t, 345).exit(debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED, true))
		case n < c.debtFree+c.ended && again > 0 && len(t.Clients) == 1:
			again--
			first := c.inTheYear(rng, t, 200).exit(c.reason(rng), false)
			m.help(rng, first)
			t.Report = first.End.AddDays(7 + rng.IntN(60))
			m.help(rng, c.beyond(rng, t))
		case n < c.debtFree+c.ended:
			m.help(rng, c.inTheYear(rng, t, 345).exit(c.reason(rng), false))
		default:
			t.Report = day(CalendarYear, time.December, 20).AddDays(-rng.IntN(c.days))
			m.help(rng, c.beyond(rng, t))
		}
	}
	for range c.former {
		t := Trajectory{Kind: c.kind, Clients: m.household(rng, c, false)}
		t.End = day(CalendarYear-1, time.January, 15).AddDays(rng.IntN(340))
		t.Report = c.before(rng, t.End)
		m.help(rng, t.exit(c.reason(rng), false))
	}
	for range c.later {
		t := Trajectory{Kind: c.kind, Clients: m.household(rng, c, false)}
		t.Report = day(CalendarYear+1, time.January, 5).AddDays(rng.IntN(200))
		t.End = t.Report.AddDays(20 + rng.IntN(c.days))
		m.help(rng, t.exit(c.reason(rng), false))
	}
}

// inTheYear has a trajectory end in the first days of the year, so many.
func (c caseload) inTheYear(rng *rand.Rand, t Trajectory, days int) Trajectory {
	t.End = day(CalendarYear, time.January, 10).AddDays(rng.IntN(days))
	t.Report = c.before(rng, t.End)
	return t
}

// before answers when help was asked for that ended on a date.
func (c caseload) before(rng *rand.Rand, end civil.Date) civil.Date {
	return end.AddDays(-c.days/2 - rng.IntN(c.days))
}

// beyond has a trajectory go on after the year. One in twenty, of those that take long, goes on still.
func (c caseload) beyond(rng *rand.Rand, t Trajectory) Trajectory {
	if c.kind != legalAdvice && rng.IntN(20) == 0 {
		t.State = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_GUIDANCE
		if c.kind == debtHelp {
			t.State = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_SOLUTION
		}
		return t
	}
	t.End = day(CalendarYear+1, time.January, 5).AddDays(rng.IntN(c.days))
	return t.exit(c.reason(rng), c.kind == debtHelp && rng.IntN(3) == 0)
}

// exit ends a trajectory for a reason, which is that it was completed where somebody is free of debt.
func (t Trajectory) exit(reason debtcounsellingv1.ExitReason, debtFree bool) Trajectory {
	if debtFree {
		reason = debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED
	}
	t.State, t.Exit, t.DebtFree = debtcounsellingv1.TrajectoryState_TRAJECTORY_STATE_EXITED, reason, debtFree
	return t
}

// reason answers why help ended that did not free anybody of debt. A question about rights is mostly answered.
func (c caseload) reason(rng *rand.Rand) debtcounsellingv1.ExitReason {
	if c.kind != debtHelp && c.kind != youthFund && rng.IntN(12) > 0 {
		return debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED
	}
	return pick(rng, []debtcounsellingv1.ExitReason{
		debtcounsellingv1.ExitReason_EXIT_REASON_WITHDRAWN, debtcounsellingv1.ExitReason_EXIT_REASON_MOVED,
		debtcounsellingv1.ExitReason_EXIT_REASON_SOLVED_BY_SELF, debtcounsellingv1.ExitReason_EXIT_REASON_CONDITIONS_NOT_MET,
		debtcounsellingv1.ExitReason_EXIT_REASON_NOT_FITTING,
	})
}

// help keeps a trajectory, with the way on which its clients came.
func (m *maker) help(rng *rand.Rand, t Trajectory) {
	t.RequestID = m.id("trajectory", len(m.year.Trajectories))
	t.Channel = pick(rng, []debtcounsellingv1.ReportChannel{
		debtcounsellingv1.ReportChannel_REPORT_CHANNEL_SELF, debtcounsellingv1.ReportChannel_REPORT_CHANNEL_SELF,
		debtcounsellingv1.ReportChannel_REPORT_CHANNEL_REFERRAL, debtcounsellingv1.ReportChannel_REPORT_CHANNEL_EARLY_SIGNAL,
	})
	m.year.Trajectories = append(m.year.Trajectories, t)
}

// household makes somebody who lives alone, or a couple, and answers their request ids.
func (m *maker) household(rng *rand.Rand, c caseload, couple bool) []string {
	kinds := []debtcounsellingv1.Household{
		debtcounsellingv1.Household_HOUSEHOLD_SINGLE, debtcounsellingv1.Household_HOUSEHOLD_SINGLE_PARENT,
	}
	persons := 1
	if couple {
		persons, kinds = 2, []debtcounsellingv1.Household{
			debtcounsellingv1.Household_HOUSEHOLD_COUPLE, debtcounsellingv1.Household_HOUSEHOLD_COUPLE_WITH_CHILD,
		}
	}
	wijk := pick(rng, m.year.Locations).Wijk
	home := DebtClient{Household: pick(rng, kinds), Wijk: wijk, Postcode: postcode(rng, wijk)}
	var ids []string
	for range persons {
		d := home
		d.RequestID = m.id("debt-client", len(m.year.DebtClients))
		d.GivenName, d.Surname = pick(rng, givenNames()), pick(rng, surnames())
		d.BirthDate = day(CalendarYear-c.youngest-rng.IntN(c.oldest-c.youngest+1), 1, 1).AddDays(rng.IntN(365))
		d.Sex = debtcounsellingv1.Sex(1 + rng.IntN(2))
		m.year.DebtClients = append(m.year.DebtClients, d)
		ids = append(ids, d.RequestID)
	}
	return ids
}

// postcode answers a postal code of the city district of a wijk, with a letter that is hardly given out, so that nobody lives
// there.
func postcode(rng *rand.Rand, wijk string) string {
	first, last := 1351, 1357 // Haven
	switch n := wijk[len("WK0034"):]; {
	case n >= "75": // Hout
		first, last = 1358, 1359
	case n >= "60": // Poort
		first, last = 1361, 1363
	case n >= "41": // Buiten
		first, last = 1336, 1349
	case n >= "17": // Stad
		first, last = 1311, 1335
	}
	digits, rare := first+rng.IntN(last-first+1), pick(rng, []rune("FIOQUY"))
	return fmt.Sprintf("%d %c%c", digits, rare, pick(rng, []rune("ABCDEGHJKLMNPRTVWXZ")))
}
