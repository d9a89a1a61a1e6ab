package sample_test

import "github.com/deschoor/meedoen/cmd/meedoen/internal/sample"

func idsOf[R any](records []R, id func(R) string) []string {
	var ids []string
	for _, r := range records {
		ids = append(ids, id(r))
	}
	return ids
}

// moreRequestIDs answers the request ids of all that is more than head counts of openings.
func moreRequestIDs(y sample.Year) []string {
	var all []string
	for _, ids := range [][]string{
		idsOf(y.Participants, func(r sample.Participant) string { return r.RequestID }),
		idsOf(y.Activities, func(r sample.Activity) string { return r.RequestID }),
		idsOf(y.Activities, func(r sample.Activity) string { return r.PublicationRequestID }),
		idsOf(y.Sessions, func(r sample.Session) string { return r.RequestID }),
		idsOf(y.Cancellations, func(r sample.Cancellation) string { return r.RequestID }),
		idsOf(y.SessionCounts, func(r sample.HeadCount) string { return r.RequestID }),
		idsOf(y.Attendance, func(r sample.Attendance) string { return r.RequestID }),
		idsOf(y.Withdrawals, func(r sample.Withdrawal) string { return r.RequestID }),
		idsOf(y.Merges, func(r sample.Merge) string { return r.RequestID }),
		idsOf(y.Erasures, func(r sample.Erasure) string { return r.RequestID }),
		idsOf(y.Contacts, func(r sample.Contact) string { return r.RequestID }),
		idsOf(y.ContactCorrections, func(r sample.ContactCorrection) string { return r.RequestID }),
		idsOf(y.Initiatives, func(r sample.Initiative) string { return r.RequestID }),
		idsOf(y.Outputs, func(r sample.Output) string { return r.RequestID }),
		idsOf(y.OutputCorrections, func(r sample.OutputCorrection) string { return r.RequestID }),
		idsOf(y.Rooms, func(r sample.Room) string { return r.RequestID }),
		idsOf(y.Helpers, func(r sample.Helper) string { return r.RequestID }),
		idsOf(y.Engagements, func(r sample.Engagement) string { return r.RequestID }),
		idsOf(y.Roles, func(r sample.Role) string { return r.RequestID }),
		idsOf(y.Assignments, func(r sample.Assignment) string { return r.RequestID }),
		idsOf(y.DebtClients, func(r sample.DebtClient) string { return r.RequestID }),
		idsOf(y.Trajectories, func(r sample.Trajectory) string { return r.RequestID }),
		idsOf(y.Residents, func(r sample.Resident) string { return r.RequestID }),
		idsOf(y.Questions, func(r sample.Question) string { return r.RequestID }),
		idsOf(y.Mediations, func(r sample.Mediation) string { return r.RequestID }),
		idsOf(y.Guidance, func(r sample.Guidance) string { return r.RequestID }),
		idsOf(y.GuidanceContacts, func(r sample.GuidanceContact) string { return r.RequestID }),
		idsOf(y.Hours, func(r sample.Hours) string { return r.RequestID }),
	} {
		all = append(all, ids...)
	}
	return all
}
