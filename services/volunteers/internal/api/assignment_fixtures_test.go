package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

const (
	proposed   = volunteersv1.AssignmentState_ASSIGNMENT_STATE_PROPOSED
	introduced = volunteersv1.AssignmentState_ASSIGNMENT_STATE_INTRODUCED
	confirmed  = volunteersv1.AssignmentState_ASSIGNMENT_STATE_CONFIRMED
	declined   = volunteersv1.AssignmentState_ASSIGNMENT_STATE_DECLINED
	working    = volunteersv1.AssignmentState_ASSIGNMENT_STATE_ACTIVE
	ended      = volunteersv1.AssignmentState_ASSIGNMENT_STATE_ENDED
)

// records is the context of a caller who records what was.
func (r *rig) records(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: "import", Roles: []string{"importer"}})
}

// fit are somebody and a role that go together.
type fit struct {
	person     domain.Person
	engagement domain.Engagement
	role       domain.Role
}

func (r *rig) aFit(t testing.TB, change ...func(*domain.Role)) fit {
	p := r.aPerson(t)
	return fit{p, r.anEngagement(t, p.ID), r.aRole(t, r.aProgramme(t), change...)}
}

// assignment answers what to ask for: a proposal of today.
func (f fit) assignment(change ...func(*volunteersv1.Assignment)) *volunteersv1.CreateAssignmentRequest {
	m := &volunteersv1.Assignment{EngagementId: f.engagement.ID, RoleId: f.role.ID, StartDate: "2022-06-15"}
	for _, c := range change {
		c(m)
	}
	return &volunteersv1.CreateAssignmentRequest{Assignment: m, RequestId: ids.New()}
}

// was has an assignment be one that went on from first to last; "" for one that goes on.
func was(first, last string) func(*volunteersv1.Assignment) {
	return func(m *volunteersv1.Assignment) {
		m.State, m.StartDate = working, first
		if last != "" {
			m.State, m.EndDate = ended, &last
		}
	}
}

func (r *rig) propose(t testing.TB, req *volunteersv1.CreateAssignmentRequest) *volunteersv1.Assignment {
	t.Helper()
	a, err := r.assignments.CreateAssignment(r.records(t), req)
	require.NoError(t, err)
	return a
}

// step takes an assignment to its next state, on a date.
func (r *rig) step(
	t testing.TB, id string, to volunteersv1.AssignmentState, date string,
	change ...func(*volunteersv1.CreateAssignmentTransitionRequest),
) (*volunteersv1.AssignmentTransition, error) {
	t.Helper()
	m := &volunteersv1.AssignmentTransition{To: to, Date: date}
	if to == declined {
		m.Reason, m.DeclinedBy = "de dagen passen niet", volunteersv1.MatchSide_MATCH_SIDE_PERSON
	}
	if to == ended {
		m.Reason = "verhuisd"
	}
	req := &volunteersv1.CreateAssignmentTransitionRequest{AssignmentId: id, Transition: m, RequestId: ids.New()}
	for _, c := range change {
		c(req)
	}
	return r.assignments.CreateAssignmentTransition(r.coordinator(t), req)
}

// takes takes an assignment through states, today.
func (r *rig) takes(t testing.TB, id string, states ...volunteersv1.AssignmentState) {
	t.Helper()
	for _, to := range states {
		_, err := r.step(t, id, to, r.today().String())
		require.NoError(t, err, to)
	}
}

// years answers the events that told of assignments in years, oldest first.
func (r *rig) years(t testing.TB) []*volunteersv1.AssignmentYearSaved {
	t.Helper()
	return servicetest.Events[*volunteersv1.AssignmentYearSaved](t, r.db, "assignment-year.saved")
}
