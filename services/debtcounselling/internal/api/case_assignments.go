package api

import (
	"context"
	"database/sql"
	"errors"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/sqldb"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CaseAssignments answers CaseAssignmentService.
type CaseAssignments struct {
	debtcounsellingv1.UnimplementedCaseAssignmentServiceServer
	Deps
}

// CreateCaseAssignment assigns somebody to a trajectory. A new counsellor takes the place of the one before.
func (s *CaseAssignments) CreateCaseAssignment(
	ctx context.Context, req *debtcounsellingv1.CreateCaseAssignmentRequest,
) (*debtcounsellingv1.CaseAssignment, error) {
	t, err := store.Reading(s.DB.Read()).Trajectory(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	m := req.GetCaseAssignment()
	var d resource.Dates
	asked := domain.CaseAssignment{
		TrajectoryID: t.ID, Counsellor: m.GetCounsellor(), Role: domain.CaseRole(enums.Text(m.GetRole())),
		Start: d.Read("start_date", m.GetStartDate()), End: d.Read("end_date", m.GetEndDate()), Recorder: auth.Subject(ctx),
	}
	if err := fault.At("case_assignment", fault.Violations(append(d.Broken, asked.Check()...))); err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	entry, audit := s.about(ctx, trajectoryFields, t.ClientIDs...), auditlog.Done(ctx, "trajectory/"+t.ID)
	assigned, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateCaseAssignment/"+t.ID, req.GetRequestId(), m), loadCaseAssignment,
		func(ctx context.Context, tx *sql.Tx) (domain.CaseAssignment, error) {
			a := asked
			a.ID, a.Created = made.ID, made.Now
			if err := s.assign(ctx, tx, a); err != nil {
				return a, err
			}
			return a, s.log(ctx, tx, entry, audit)
		})
	if err != nil {
		return nil, err
	}
	return encodeCaseAssignment(assigned), nil
}

// assign keeps an assignment. The counsellor that there was works up to the day before the new one begins; one that would have
// begun then or later never does.
func (s *CaseAssignments) assign(ctx context.Context, tx *sql.Tx, a domain.CaseAssignment) error {
	st := store.In(tx)
	if _, err := st.LockTrajectory(ctx, a.TrajectoryID); err != nil {
		return err
	}
	if a.Role == domain.Counsellor {
		before, err := st.CaseAssignments(ctx, a.TrajectoryID, "", mostAssigned)
		if err != nil {
			return err
		}
		for _, b := range before {
			if b.Role != domain.Counsellor || (!b.End.IsZero() && b.End.Before(a.Start)) {
				continue
			}
			if err := st.EndCaseAssignment(ctx, b.ID, later(b.Start.AddDays(-1), a.Start.AddDays(-1))); err != nil {
				return err
			}
		}
	}
	return st.InsertCaseAssignments(ctx, []domain.CaseAssignment{a})
}

func later(a, b civil.Date) civil.Date {
	if a.After(b) {
		return a
	}
	return b
}

// ListCaseAssignments lists who is and was assigned to a trajectory, oldest first.
func (s *CaseAssignments) ListCaseAssignments(
	ctx context.Context, req *debtcounsellingv1.ListCaseAssignmentsRequest,
) (*debtcounsellingv1.ListCaseAssignmentsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).CaseAssignments(ctx, t.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(a domain.CaseAssignment) string { return a.ID })
	answer := &debtcounsellingv1.ListCaseAssignmentsResponse{NextPageToken: next}
	for _, one := range list {
		answer.CaseAssignments = append(answer.CaseAssignments, encodeCaseAssignment(one))
	}
	return answer, s.logRead(ctx, trajectoryFields, "trajectory/"+t.ID, t.ClientIDs...)
}

// CreateCaseAssignmentEnding ends an assignment before its time: yesterday was its last date.
func (s *CaseAssignments) CreateCaseAssignmentEnding(
	ctx context.Context, req *debtcounsellingv1.CreateCaseAssignmentEndingRequest,
) (*debtcounsellingv1.CaseAssignment, error) {
	a, err := store.Reading(s.DB.Read()).CaseAssignment(ctx, req.GetCaseAssignmentId())
	if err != nil {
		return nil, err
	}
	t, err := store.Reading(s.DB.Read()).Trajectory(ctx, a.TrajectoryID)
	if err != nil {
		return nil, err
	}
	last := s.today().AddDays(-1)
	entry, audit := s.about(ctx, trajectoryFields, t.ClientIDs...), auditlog.Done(ctx, "trajectory/"+t.ID)
	made := resource.Making(s.Clock.Now())
	asked := resource.RequestOf("CreateCaseAssignmentEnding/"+a.ID, req.GetRequestId(),
		&debtcounsellingv1.CreateCaseAssignmentEndingRequest{})
	ended, err := resource.Create(ctx, s.DB, made, asked,
		func(ctx context.Context, tx *sql.Tx, _ string) (domain.CaseAssignment, error) {
			if err := s.log(ctx, tx, entry, audit); err != nil {
				return a, err
			}
			return store.In(tx).CaseAssignment(ctx, a.ID)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.CaseAssignment, error) {
			err := store.In(tx).EndCaseAssignment(ctx, a.ID, later(last, a.Start.AddDays(-1)))
			if errors.Is(err, sqldb.ErrStale) {
				return a, fault.New(fault.FailedPrecondition, "CASE_ASSIGNMENT_ENDED", "The assignment ended already.")
			}
			if err != nil {
				return a, err
			}
			if err := s.log(ctx, tx, entry, audit); err != nil {
				return a, err
			}
			return store.In(tx).CaseAssignment(ctx, a.ID)
		})
	if err != nil {
		return nil, err
	}
	return encodeCaseAssignment(ended), nil
}

func loadCaseAssignment(ctx context.Context, tx *sql.Tx, id string) (domain.CaseAssignment, error) {
	return store.In(tx).CaseAssignment(ctx, id)
}

func encodeCaseAssignment(a domain.CaseAssignment) *debtcounsellingv1.CaseAssignment {
	return &debtcounsellingv1.CaseAssignment{
		Id: a.ID, TrajectoryId: a.TrajectoryID, Counsellor: a.Counsellor,
		Role:      enums.Value[debtcounsellingv1.CaseRole](string(a.Role)),
		StartDate: a.Start.String(), EndDate: resource.Optional(a.End), Recorder: a.Recorder, CreateTime: timestamppb.New(a.Created),
	}
}
