package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// measureFields is the class of data of a client that a measure is, in the processing log.
const measureFields = "measures"

// mostMeasures is more than there are of one trajectory.
const mostMeasures = 10_000

// Measures answers MeasureService.
type Measures struct {
	debtcounsellingv1.UnimplementedMeasureServiceServer
	Deps
}

// CreateMeasure records a measure.
func (s *Measures) CreateMeasure(
	ctx context.Context, req *debtcounsellingv1.CreateMeasureRequest,
) (*debtcounsellingv1.Measure, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	asked, err := decodeMeasure(req.GetMeasure())
	if err != nil {
		return nil, err
	}
	made, first := resource.Making(s.Clock.Now()), false
	asked.ID, asked.TrajectoryID, asked.Recorder, asked.Version = made.ID, t.ID, auth.Subject(ctx), 1
	asked.Created, asked.Updated = made.Now, made.Now
	entry, audit := s.about(ctx, measureFields, t.ClientIDs...), auditlog.Done(ctx, "measure/"+made.ID)
	m, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateMeasure/"+t.ID, req.GetRequestId(), req.GetMeasure()), loadMeasure,
		func(ctx context.Context, tx *sql.Tx) (domain.Measure, error) {
			first = true
			if err := s.checkMeasure(ctx, tx, asked); err != nil {
				return asked, err
			}
			if err := store.In(tx).InsertMeasure(ctx, asked); err != nil {
				return asked, err
			}
			if err := s.followMoratorium(ctx, tx, asked); err != nil {
				return asked, err
			}
			return asked, s.log(ctx, tx, entry, audit)
		})
	if err == nil && !first {
		err = s.logRead(ctx, measureFields, "measure/"+m.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return encodeMeasure(m), nil
}

// checkMeasure answers every rule that a measure breaks, and locks its trajectory.
func (s *Measures) checkMeasure(ctx context.Context, tx *sql.Tx, m domain.Measure) error {
	st := store.In(tx)
	t, err := st.LockTrajectory(ctx, m.TrajectoryID)
	if err != nil {
		return err
	}
	in := domain.Measuring{Today: s.today(), Trajectory: t}
	if in.Decisions, err = st.Decisions(ctx, t.ID, "", mostDecisions); err != nil {
		return err
	}
	if in.Others, err = st.Measures(ctx, t.ID, "", mostMeasures); err != nil {
		return err
	}
	if due, is := s.Terms.Due(domain.MoratoriumTerm, t.Crisis, m.Start, s.Days); is && !m.Start.IsZero() {
		in.Longest = due
	}
	return m.Check(in)
}

// ListMeasures lists the measures of a trajectory, oldest first.
func (s *Measures) ListMeasures(
	ctx context.Context, req *debtcounsellingv1.ListMeasuresRequest,
) (*debtcounsellingv1.ListMeasuresResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Measures(ctx, t.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(m domain.Measure) string { return m.ID })
	answer := &debtcounsellingv1.ListMeasuresResponse{NextPageToken: next}
	for _, one := range list {
		answer.Measures = append(answer.Measures, encodeMeasure(one))
	}
	return answer, s.logRead(ctx, measureFields, "trajectory/"+t.ID, t.ClientIDs...)
}

func loadMeasure(ctx context.Context, tx *sql.Tx, id string) (domain.Measure, error) {
	return store.In(tx).Measure(ctx, id)
}

// decodeMeasure reads what a request says of a measure.
func decodeMeasure(m *debtcounsellingv1.Measure) (domain.Measure, error) {
	var d resource.Dates
	measure := domain.Measure{
		Kind: domain.MeasureKind(enums.Text(m.GetKind())), Application: d.Read("application_date", m.GetApplicationDate()),
		Grant: d.Read("grant_date", m.GetGrantDate()), Start: d.Read("start_date", m.GetStartDate()),
		End: d.Read("end_date", m.GetEndDate()),
	}
	return measure, fault.At("measure", fault.Violations(d.Broken))
}

func encodeMeasure(m domain.Measure) *debtcounsellingv1.Measure {
	return &debtcounsellingv1.Measure{
		Id: m.ID, TrajectoryId: m.TrajectoryID, Kind: enums.Value[debtcounsellingv1.MeasureKind](string(m.Kind)),
		ApplicationDate: resource.Optional(m.Application), GrantDate: resource.Optional(m.Grant),
		StartDate: resource.Optional(m.Start), EndDate: resource.Optional(m.End), Withdrawn: m.Withdrawn, Recorder: m.Recorder,
		Etag: resource.Etag(m.Version), CreateTime: timestamppb.New(m.Created), UpdateTime: timestamppb.New(m.Updated),
	}
}

func exportMeasures(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	list, err := in.MeasuresOfClient(ctx, of.ID)
	for _, m := range list {
		m.Recorder = ""
		export.Measures = append(export.Measures, encodeMeasure(m))
	}
	return err
}
