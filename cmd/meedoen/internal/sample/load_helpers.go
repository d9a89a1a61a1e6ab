package sample

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// addRoles waits until the service volunteers has heard of the programmes.
func (l *loader) addRoles(ctx context.Context) error {
	positions, err := call(ctx, l.Positions.GetPositions, &eventsv1.GetPositionsRequest{})
	if err != nil {
		return fmt.Errorf("ask how far the events are: %w", err)
	}
	told := slices.DeleteFunc(positions.GetPositions(), func(p string) bool { return !strings.HasPrefix(p, "activities:") })
	return oneByOne(ctx, l, "add roles", l.year.Roles, func(r Role) *volunteersv1.CreateRoleRequest {
		return &volunteersv1.CreateRoleRequest{
			RequestId: r.RequestID, WaitFor: told,
			Role: &volunteersv1.Role{
				Code: r.Code, DisplayName: r.Name, ProgrammeId: l.programmes[r.Programme], StartDate: r.Start.String(),
			},
		}
	}, l.Roles.CreateRole)
}

func (l *loader) addHelpers(ctx context.Context) error {
	return inBatches(ctx, l, "people", l.year.Helpers, helperRequest,
		func(ctx context.Context, list []*volunteersv1.CreatePersonRequest) ([]*volunteersv1.Person, error) {
			added, err := call(ctx, l.People.BatchCreatePeople, &volunteersv1.BatchCreatePeopleRequest{Requests: list})
			return added.GetPeople(), err
		})
}

func helperRequest(h Helper) *volunteersv1.CreatePersonRequest {
	return &volunteersv1.CreatePersonRequest{RequestId: h.RequestID, Person: &volunteersv1.Person{
		GivenName: h.GivenName, Surname: h.Surname, BirthDate: proto.String(h.BirthDate.String()), WijkCode: h.Wijk,
		WijkYear: CalendarYear, Languages: h.Languages,
	}}
}

func (l *loader) addEngagements(ctx context.Context) error {
	return inBatches(ctx, l, "engagements", l.year.Engagements, l.engagement,
		func(ctx context.Context, list []*volunteersv1.CreateEngagementRequest) ([]*volunteersv1.Engagement, error) {
			in := &volunteersv1.BatchCreateEngagementsRequest{Requests: list}
			added, err := call(ctx, l.Engagements.BatchCreateEngagements, in)
			return added.GetEngagements(), err
		})
}

func (l *loader) engagement(e Engagement) *volunteersv1.CreateEngagementRequest {
	return &volunteersv1.CreateEngagementRequest{RequestId: e.RequestID, Engagement: &volunteersv1.Engagement{
		PersonId: l.ids.of(e.Helper), Kind: e.Kind, State: volunteersv1.EngagementState_ENGAGEMENT_STATE_ACTIVE,
		StartDate: e.Start.String(),
	}}
}

func (l *loader) addAssignments(ctx context.Context) error {
	return inBatches(ctx, l, "assignments", l.year.Assignments, l.assignment,
		func(ctx context.Context, list []*volunteersv1.CreateAssignmentRequest) ([]*volunteersv1.Assignment, error) {
			in := &volunteersv1.BatchCreateAssignmentsRequest{Requests: list}
			added, err := call(ctx, l.Assignments.BatchCreateAssignments, in)
			return added.GetAssignments(), err
		})
}

func (l *loader) assignment(a Assignment) *volunteersv1.CreateAssignmentRequest {
	m := &volunteersv1.Assignment{
		EngagementId: l.ids.of(a.Engagement), RoleId: l.ids.of(a.Role), State: a.State, StartDate: a.Start.String(),
	}
	if !a.End.IsZero() {
		m.EndDate = proto.String(a.End.String())
	}
	return &volunteersv1.CreateAssignmentRequest{RequestId: a.RequestID, Assignment: m}
}

func (l *loader) addHours(ctx context.Context) error {
	return inBatches(ctx, l, "hours", l.year.Hours, l.hours, l.sendHours)
}

func (l *loader) hours(h Hours) *volunteersv1.CreateHoursRequest {
	return &volunteersv1.CreateHoursRequest{RequestId: h.RequestID, Hours: &volunteersv1.Hours{
		AssignmentId: l.ids.of(h.Assignment), Date: h.Date.String(), Minutes: h.Minutes, State: h.State,
	}}
}

func (l *loader) sendHours(
	ctx context.Context, list []*volunteersv1.CreateHoursRequest,
) ([]*volunteersv1.Hours, error) {
	added, err := call(ctx, l.Hours.BatchCreateHours, &volunteersv1.BatchCreateHoursRequest{Requests: list})
	return added.GetHours(), err
}
