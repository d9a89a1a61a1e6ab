package sample

import debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"

// The kinds of help with debts.
const (
	debtHelp         = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_DEBT_HELP
	youthFund        = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_YOUTH_FUND
	longTermGuidance = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_LONG_TERM_GUIDANCE
	legalAdvice      = debtcounsellingv1.TrajectoryKind_TRAJECTORY_KIND_SOCIAL_LEGAL_ADVICE
)

// caseload is the help of one kind that a year saw. How many count is fixed; who they are and when they came is chance.
type caseload struct {
	kind debtcounsellingv1.TrajectoryKind
	// clients are those who were helped in the year, in a trajectory each, but for couples: two clients of one trajectory, of
	// whom each counts where clients do, and the trajectory once.
	clients, couples int
	// again is how many came back in the year after their help had ended in it: they count once.
	again int
	// former are those whose help ended before the year began, and later those who came after it: neither counts.
	former, later int
	// debtFree is how many trajectories ended in the year free of debt, ended how many ended otherwise.
	debtFree, ended int
	// youngest and oldest are their ages at the end of the year.
	youngest, oldest int
	// days is how long the help takes, on average.
	days int
}

// caseloads answers who was helped with what. The totals make the published figures of 2022: 18 trajectories of the fund for
// young people, of which 11 ended free of debt, 1,299 clients of the social-legal counsellors, 872 of the help with debts and 96
// who were guided for long. Beside them stand those who would spoil a figure that counts wrongly: couples, who are two clients in
// one trajectory, clients who came back, and help of before the year and after it.
func caseloads() []caseload {
	return []caseload{
		{
			kind: youthFund, clients: 20, couples: 2, former: 6, later: 3, debtFree: 11, ended: 2, youngest: 19, oldest: 27, days: 500,
		},
		{
			kind: legalAdvice, clients: 1299, couples: 40, again: 210, former: 60, later: 40, ended: 1040, youngest: 19, oldest: 84,
			days: 45,
		},
		{
			kind: debtHelp, clients: 872, couples: 130, again: 24, former: 70, later: 30, debtFree: 96, ended: 180, youngest: 21,
			oldest: 78, days: 700,
		},
		{
			kind: longTermGuidance, clients: 96, couples: 5, former: 12, later: 4, ended: 21, youngest: 24, oldest: 81, days: 900,
		},
	}
}
