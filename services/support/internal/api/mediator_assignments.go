package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// CreateMediatorAssignment assigns a volunteer to a mediation. Whether the register of volunteers has that one is not asked: no
// service calls another yet, and the id is kept as it was given.
func (s *Mediations) CreateMediatorAssignment(
	ctx context.Context, req *supportv1.CreateMediatorAssignmentRequest,
) (*supportv1.MediatorAssignment, error) {
	row, err := s.openMediation(ctx, req.GetMediationId())
	if err != nil {
		return nil, err
	}
	m := req.GetMediatorAssignment()
	var d resource.Dates
	asked := domain.MediatorAssignment{
		MediationID: row.ID, VolunteerID: m.GetVolunteerId(), Start: d.Read("mediator_assignment.start_date", m.GetStartDate()),
		Worker: auth.Subject(ctx),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	assigned, err := recordOf(ctx, s.Deps, row.Mediation,
		resource.RequestOf("CreateMediatorAssignment/"+row.ID, req.GetRequestId(), m), loadMediatorAssignment,
		func(ctx context.Context, tx *sql.Tx, made resource.Made) (domain.MediatorAssignment, error) {
			a := asked
			a.ID, a.Created = made.ID, made.Now
			return a, s.assign(ctx, tx, a)
		})
	if err != nil {
		return nil, err
	}
	return encodeMediatorAssignment(assigned), nil
}

// assign locks a mediation and keeps an assignment to it.
func (s *Mediations) assign(ctx context.Context, tx *sql.Tx, a domain.MediatorAssignment) error {
	st := store.In(tx)
	m, err := st.LockMediation(ctx, a.MediationID)
	if err != nil {
		return err
	}
	others, err := st.AllMediatorAssignments(ctx, a.MediationID)
	if err != nil {
		return err
	}
	if err := m.Assign(a, others, s.today()); err != nil {
		return err
	}
	return st.InsertMediatorAssignment(ctx, a)
}

// ListMediatorAssignments lists who mediates and mediated, oldest first.
func (s *Mediations) ListMediatorAssignments(
	ctx context.Context, req *supportv1.ListMediatorAssignmentsRequest,
) (*supportv1.ListMediatorAssignmentsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	row, err := s.openMediation(ctx, req.GetMediationId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).MediatorAssignments(ctx, row.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(a domain.MediatorAssignment) string { return a.ID })
	answer := &supportv1.ListMediatorAssignmentsResponse{NextPageToken: next}
	for _, one := range list {
		answer.MediatorAssignments = append(answer.MediatorAssignments, encodeMediatorAssignment(one))
	}
	return answer, s.logApart(ctx, s.doneWithMediation(ctx, row.Mediation))
}

// CreateMediatorAssignmentEnding ends an assignment.
func (s *Mediations) CreateMediatorAssignmentEnding(
	ctx context.Context, req *supportv1.CreateMediatorAssignmentEndingRequest,
) (*supportv1.MediatorAssignment, error) {
	id := req.GetMediatorAssignmentId()
	a, err := store.Reading(s.DB.Read()).MediatorAssignment(ctx, id)
	if fault.Is(err, "MEDIATOR_ASSIGNMENT_NOT_FOUND") {
		err = s.refuse(ctx, "mediator-assignment/"+id, domain.MediationNotYours())
	}
	if err != nil {
		return nil, err
	}
	row, err := s.openMediation(ctx, a.MediationID)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	last := d.Read("date", req.GetDate())
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	ended, err := recordOf(ctx, s.Deps, row.Mediation,
		resource.RequestOf("CreateMediatorAssignmentEnding/"+id, req.GetRequestId(), req),
		func(ctx context.Context, tx *sql.Tx, _ string) (domain.MediatorAssignment, error) {
			return store.In(tx).MediatorAssignment(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx, _ resource.Made) (a domain.MediatorAssignment, err error) {
			st := store.In(tx)
			m, err := st.LockMediation(ctx, row.ID)
			if err != nil {
				return a, err
			}
			if a, err = st.MediatorAssignment(ctx, id); err != nil {
				return a, err
			}
			if err := m.Release(&a, last, s.today()); err != nil {
				return a, err
			}
			return a, st.EndMediatorAssignment(ctx, a)
		})
	if err != nil {
		return nil, err
	}
	return encodeMediatorAssignment(ended), nil
}

func loadMediatorAssignment(ctx context.Context, tx *sql.Tx, id string) (domain.MediatorAssignment, error) {
	return store.In(tx).MediatorAssignment(ctx, id)
}

func encodeMediatorAssignment(a domain.MediatorAssignment) *supportv1.MediatorAssignment {
	return &supportv1.MediatorAssignment{
		Id: a.ID, MediationId: a.MediationID, VolunteerId: a.VolunteerID, StartDate: a.Start.String(),
		EndDate: resource.Optional(a.End), Worker: a.Worker, CreateTime: timestamppb.New(a.Created),
	}
}
