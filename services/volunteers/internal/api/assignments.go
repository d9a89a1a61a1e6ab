package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// Assignments answers AssignmentService.
type Assignments struct {
	volunteersv1.UnimplementedAssignmentServiceServer
	Deps
	recording resource.Recording[proposal]
}

// assignmentFields is the class of data in the processing log: who does, or may come to do, what.
const assignmentFields = "assignment"

// CreateAssignment records one assignment.
func (s *Assignments) CreateAssignment(
	ctx context.Context, req *volunteersv1.CreateAssignmentRequest,
) (*volunteersv1.Assignment, error) {
	list, err := s.record(ctx, []*volunteersv1.CreateAssignmentRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return encodeAssignment(list[0].Assignment), nil
}

// BatchCreateAssignments records all assignments, or none.
func (s *Assignments) BatchCreateAssignments(
	ctx context.Context, req *volunteersv1.BatchCreateAssignmentsRequest,
) (*volunteersv1.BatchCreateAssignmentsResponse, error) {
	list, err := s.record(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	answer := &volunteersv1.BatchCreateAssignmentsResponse{}
	for _, p := range list {
		answer.Assignments = append(answer.Assignments, encodeAssignment(p.Assignment))
	}
	return answer, nil
}

// GetAssignment answers one assignment.
func (s *Assignments) GetAssignment(
	ctx context.Context, req *volunteersv1.GetAssignmentRequest,
) (*volunteersv1.Assignment, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	a, err := find(ctx, req.GetId(), s.assigned, func(a assigned) bool { return me.sees(a.personID) })
	if err != nil {
		return nil, err
	}
	return encodeAssignment(a.Assignment), s.logRead(ctx, assignmentFields, a.personID)
}

// assigned is an assignment with whose it is.
type assigned struct {
	domain.Assignment
	personID string
}

// assigned answers one assignment. Error: NOT_FOUND (ASSIGNMENT_NOT_FOUND).
func (s *Assignments) assigned(ctx context.Context, id string) (a assigned, err error) {
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		if a.Assignment, err = st.Assignment(ctx, id); err != nil {
			return err
		}
		e, err := st.Engagement(ctx, a.EngagementID)
		a.personID = e.PersonID
		return err
	})
	return a, err
}

// ListAssignments lists assignments, oldest first.
func (s *Assignments) ListAssignments(
	ctx context.Context, req *volunteersv1.ListAssignmentsRequest,
) (*volunteersv1.ListAssignmentsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	filter := store.AssignmentFilter{
		OwnerID: me.personID, EngagementID: req.GetEngagementId(), RoleID: req.GetRoleId(),
		VacancyID: req.GetVacancyId(), State: enums.Text(req.GetState()),
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Assignments(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(a domain.Assignment) string { return a.ID })
	answer := &volunteersv1.ListAssignmentsResponse{NextPageToken: next}
	for _, a := range list {
		answer.Assignments = append(answer.Assignments, encodeAssignment(a))
	}
	return answer, s.logAssignments(ctx, list...)
}

// logAssignments has in the processing log that assignments were read, each of its person.
func (s *Assignments) logAssignments(ctx context.Context, list ...domain.Assignment) error {
	ids := make(map[string]bool, len(list))
	for _, a := range list {
		ids[a.EngagementID] = true
	}
	var people []string
	err := s.snapshot(ctx, func(st store.Store) error {
		engagements, err := st.EngagementsByID(ctx, ids)
		for _, a := range list {
			people = append(people, engagements[a.EngagementID].PersonID)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.logRead(ctx, assignmentFields, people...)
}

func encodeAssignment(a domain.Assignment) *volunteersv1.Assignment {
	return &volunteersv1.Assignment{
		Id: a.ID, EngagementId: a.EngagementID, RoleId: a.RoleID, VacancyId: a.VacancyID,
		State: enums.Value[volunteersv1.AssignmentState](string(a.State)), StartDate: a.Start.String(),
		EndDate: resource.Optional(a.End), StateDate: a.StateDate.String(), WijkCode: a.Wijk.Code,
		WijkYear: int32(a.Wijk.Edition), Etag: resource.Etag(a.Version), CreateTime: timestamppb.New(a.Created),
		UpdateTime: timestamppb.New(a.Updated),
	}
}
