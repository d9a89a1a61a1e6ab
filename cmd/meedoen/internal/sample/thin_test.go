package sample_test

import (
	"slices"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
)

// thinBatch is the size of a batch of which a thin year takes several, as a year does of those of the load.
const thinBatch = 100

// sealed is the programme of which the counts are sent last.
const sealed = "almereplusbeurs"

// batches answers how many batches n records of a thin year take.
func batches(n int) int { return (n + thinBatch - 1) / thinBatch }

// thin answers a small part of a year: some of everything and the seal, with all that these name. To load it takes the same
// steps as to load a year.
func thin(y sample.Year) sample.Year {
	return withLessHelp(withFewerContacts(withFewerPeople(withFewerHeadCounts(y))))
}

// every answers one record in n, and those that others name.
func every[R any](n int, records []R, id func(R) string, named ...[]string) []R {
	stays := map[string]bool{}
	for _, other := range slices.Concat(named...) {
		stays[other] = true
	}
	var some []R
	for i, r := range records {
		if i%n == 0 || stays[id(r)] {
			some = append(some, r)
		}
	}
	return some
}

// withFewerHeadCounts keeps half of what is set right.
func withFewerHeadCounts(y sample.Year) sample.Year {
	fixes := map[int]sample.Correction{}
	for _, c := range every(2, y.Corrections, func(c sample.Correction) string { return c.RequestID }) {
		fixes[c.HeadCount] = c
	}
	all := y.HeadCounts
	y.HeadCounts, y.Corrections = nil, nil
	for i, c := range all {
		fix, isFixed := fixes[i]
		if i%150 != 0 && !isFixed && c.Programme != sealed {
			continue
		}
		if isFixed {
			fix.HeadCount = len(y.HeadCounts)
			y.Corrections = append(y.Corrections, fix)
		}
		y.HeadCounts = append(y.HeadCounts, c)
	}
	return y
}

func withFewerPeople(y sample.Year) sample.Year {
	y.Merges = every(5, y.Merges, func(m sample.Merge) string { return m.RequestID })
	y.Erasures = every(5, y.Erasures, func(e sample.Erasure) string { return e.RequestID })
	y.Withdrawals = every(20, y.Withdrawals, func(w sample.Withdrawal) string { return w.RequestID })
	y.Attendance = every(200, y.Attendance, func(a sample.Attendance) string { return a.RequestID },
		idsOf(y.Withdrawals, func(w sample.Withdrawal) string { return w.Attendance }))
	y.Participants = every(100, y.Participants, func(p sample.Participant) string { return p.RequestID },
		idsOf(y.Merges, func(m sample.Merge) string { return m.Participant }),
		idsOf(y.Merges, func(m sample.Merge) string { return m.Duplicate }),
		idsOf(y.Erasures, func(e sample.Erasure) string { return e.Participant }),
		idsOf(y.Attendance, func(a sample.Attendance) string { return a.Participant }))
	y.Cancellations = every(10, y.Cancellations, func(c sample.Cancellation) string { return c.RequestID })
	y.SessionCounts = every(10, y.SessionCounts, func(c sample.HeadCount) string { return c.RequestID })
	y.Sessions = every(100, y.Sessions, func(s sample.Session) string { return s.RequestID },
		idsOf(y.Cancellations, func(c sample.Cancellation) string { return c.Session }),
		idsOf(y.SessionCounts, func(c sample.HeadCount) string { return c.Session }),
		idsOf(y.Attendance, func(a sample.Attendance) string { return a.Session }))
	y.Activities = every(10, y.Activities, func(a sample.Activity) string { return a.RequestID },
		idsOf(y.Sessions, func(s sample.Session) string { return s.Activity }))
	return y
}

func withFewerContacts(y sample.Year) sample.Year {
	y.ContactCorrections = every(10, y.ContactCorrections, func(c sample.ContactCorrection) string { return c.RequestID })
	y.Contacts = every(60, y.Contacts, func(c sample.Contact) string { return c.RequestID },
		idsOf(y.ContactCorrections, func(c sample.ContactCorrection) string { return c.Contact }))
	y.OutputCorrections = every(5, y.OutputCorrections, func(c sample.OutputCorrection) string { return c.RequestID })
	y.Outputs = every(10, y.Outputs, func(o sample.Output) string { return o.RequestID },
		idsOf(y.OutputCorrections, func(c sample.OutputCorrection) string { return c.Output }))
	y.Initiatives = every(10, y.Initiatives, func(i sample.Initiative) string { return i.RequestID },
		idsOf(y.Outputs, func(o sample.Output) string { return o.Initiative }))
	return y
}

// withLessHelp leaves out most of what volunteers, debt counsellors and teams did, and for whom.
func withLessHelp(y sample.Year) sample.Year {
	y.Hours = every(30, y.Hours, func(h sample.Hours) string { return h.RequestID })
	y.Assignments = every(10, y.Assignments, func(a sample.Assignment) string { return a.RequestID },
		idsOf(y.Hours, func(h sample.Hours) string { return h.Assignment }))
	y.Engagements = every(10, y.Engagements, func(e sample.Engagement) string { return e.RequestID },
		idsOf(y.Assignments, func(a sample.Assignment) string { return a.Engagement }))
	y.Helpers = every(10, y.Helpers, func(h sample.Helper) string { return h.RequestID },
		idsOf(y.Engagements, func(e sample.Engagement) string { return e.Helper }))
	y.Trajectories = every(15, y.Trajectories, func(t sample.Trajectory) string { return t.RequestID })
	y.DebtClients = every(100, y.DebtClients, func(c sample.DebtClient) string { return c.RequestID },
		slices.Concat(clientsOf(y.Trajectories)...))
	y.Questions = every(20, y.Questions, func(q sample.Question) string { return q.RequestID })
	y.Mediations = every(5, y.Mediations, func(m sample.Mediation) string { return m.RequestID })
	y.GuidanceContacts = every(10, y.GuidanceContacts, func(c sample.GuidanceContact) string { return c.RequestID })
	y.Guidance = every(10, y.Guidance, func(g sample.Guidance) string { return g.RequestID },
		idsOf(y.GuidanceContacts, func(c sample.GuidanceContact) string { return c.Guidance }))
	y.Residents = every(10, y.Residents, func(r sample.Resident) string { return r.RequestID },
		idsOf(y.Questions, func(q sample.Question) string { return q.Resident }),
		idsOf(y.Guidance, func(g sample.Guidance) string { return g.Resident }))
	return y
}

func clientsOf(trajectories []sample.Trajectory) [][]string {
	var all [][]string
	for _, t := range trajectories {
		all = append(all, t.Clients)
	}
	return all
}
