package api_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// importer answers the context of a caller who brings in what is past.
func (r *rig) importer(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: "import", Roles: []string{"importer"}})
}

// worker is somebody who works: a person, as a volunteer, in a role.
type worker struct {
	person     domain.Person
	engagement domain.Engagement
	role       domain.Role
	assignment domain.Assignment
}

// aWorker works since March 2021, in a wijk of Haven, where change does not say otherwise.
func (r *rig) aWorker(t testing.TB, change ...func(*domain.Assignment)) (w worker) {
	t.Helper()
	w.person = r.aPerson(t)
	w.engagement = r.anEngagement(t, w.person.ID)
	w.role, w.assignment = r.moreWork(t, w.engagement.ID, change...)
	return w
}

// moreWork is another assignment of somebody.
func (r *rig) moreWork(
	t testing.TB, engagementID string, change ...func(*domain.Assignment),
) (domain.Role, domain.Assignment) {
	t.Helper()
	role := r.aRole(t, r.aProgramme(t))
	inHaven := func(a *domain.Assignment) { a.Wijk = areas.Wijk{Code: "WK003401", Edition: 2022} }
	return role, r.anAssignment(t, engagementID, role.ID, append([]func(*domain.Assignment){inHaven}, change...)...)
}

// hoursOf answers a request to record hours on a day in June.
func hoursOf(a domain.Assignment, day, minutes int) *volunteersv1.CreateHoursRequest {
	return &volunteersv1.CreateHoursRequest{Hours: &volunteersv1.Hours{
		AssignmentId: a.ID, Date: fmt.Sprintf("2022-06-%02d", day), Minutes: int32(minutes),
	}}
}

// addHours records hours that wait for approval.
func (r *rig) addHours(t testing.TB, a domain.Assignment, day, minutes int) *volunteersv1.Hours {
	t.Helper()
	h, err := r.hours.CreateHours(r.coordinator(t), hoursOf(a, day, minutes))
	require.NoError(t, err)
	return h
}

// approveHours approves hours.
func (r *rig) approveHours(t testing.TB, h *volunteersv1.Hours) *volunteersv1.Hours {
	t.Helper()
	approved, err := r.hours.CreateHoursApproval(r.coordinator(t), &volunteersv1.CreateHoursApprovalRequest{HoursId: h.GetId()})
	require.NoError(t, err)
	return approved
}

// hoursEvents answers what was told of hours, oldest first.
func (r *rig) hoursEvents(t testing.TB) []*volunteersv1.HoursSaved {
	t.Helper()
	return servicetest.Events[*volunteersv1.HoursSaved](t, r.db, "hours.saved")
}
