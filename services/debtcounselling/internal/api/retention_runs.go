package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/schedule"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// RetentionRuns answers RetentionRunService.
type RetentionRuns struct {
	debtcounsellingv1.UnimplementedRetentionRunServiceServer
	Deps
}

// CreateRetentionRun begins to remove what is due today. Its timer does the work.
func (s *RetentionRuns) CreateRetentionRun(
	ctx context.Context, req *debtcounsellingv1.CreateRetentionRunRequest,
) (*debtcounsellingv1.RetentionRun, error) {
	var d resource.Dates
	if date := d.Read("date", req.GetDate()); len(d.Broken) == 0 && date != s.today() {
		d.Broken = append(d.Broken, fault.Field{Path: "date", Reason: "DATE_NOT_TODAY", Text: "What is due today is removed."})
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	asked, audit := s.newRun(made, auth.Subject(ctx)), auditlog.Done(ctx, "retention-run/"+made.ID)
	request := resource.RequestOf("CreateRetentionRun", req.GetRequestId(),
		&debtcounsellingv1.CreateRetentionRunRequest{Date: req.GetDate()})
	run, err := resource.Create(ctx, s.DB, made, request, loadRetentionRun,
		func(ctx context.Context, tx *sql.Tx) (domain.RetentionRun, error) {
			return asked, s.beginRun(ctx, tx, asked, audit)
		})
	if s.DB.IsUnique(err) {
		// Another began at the same moment.
		err = runGoesOn()
	}
	if err != nil {
		return nil, err
	}
	return encodeRetentionRun(run), nil
}

// newRun answers a run of today, which goes by the terms that hold today.
func (d Deps) newRun(made resource.Made, recorder string) domain.RetentionRun {
	run := domain.RetentionRun{ID: made.ID, Date: d.today(), Recorder: recorder, Created: made.Now}
	terms := d.Retention.On(run.Date)
	for _, of := range domain.RecordTypes() {
		if months, is := terms[of]; is {
			run.Counts = append(run.Counts, domain.RetentionRunCount{Type: of, Months: months})
		}
	}
	return run
}

// beginRun keeps a run and has it go on. Error: FAILED_PRECONDITION (RETENTION_RUNNING) with the run that goes on.
func (d Deps) beginRun(ctx context.Context, tx *sql.Tx, run domain.RetentionRun, audit auditlog.Entry) error {
	st := store.In(tx)
	other, is, err := st.RunningRetentionRun(ctx)
	if err != nil {
		return err
	}
	if is {
		return runGoesOn().With("retention_run_id", other.ID)
	}
	if err := st.InsertRetentionRun(ctx, run); err != nil {
		return err
	}
	if err := d.Timers.Set(ctx, tx, schedule.Timer{Kind: RetentionTimer, Key: run.ID, Due: d.now()}); err != nil {
		return err
	}
	return auditlog.Append(ctx, tx, d.now(), audit)
}

func runGoesOn() *fault.Error {
	return fault.New(fault.FailedPrecondition, "RETENTION_RUNNING", "A run goes on already.")
}

// GetRetentionRun answers one run.
func (s *RetentionRuns) GetRetentionRun(
	ctx context.Context, req *debtcounsellingv1.GetRetentionRunRequest,
) (run *debtcounsellingv1.RetentionRun, err error) {
	err = s.snapshot(ctx, func(st store.Store) error {
		found, err := st.RetentionRun(ctx, req.GetId())
		run = encodeRetentionRun(found)
		return err
	})
	if err != nil {
		return nil, err
	}
	return run, nil
}

// ListRetentionRuns lists runs, oldest first.
func (s *RetentionRuns) ListRetentionRuns(
	ctx context.Context, req *debtcounsellingv1.ListRetentionRunsRequest,
) (*debtcounsellingv1.ListRetentionRunsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var list []domain.RetentionRun
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		list, err = st.RetentionRuns(ctx, after, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(r domain.RetentionRun) string { return r.ID })
	answer := &debtcounsellingv1.ListRetentionRunsResponse{NextPageToken: next}
	for _, run := range list {
		answer.RetentionRuns = append(answer.RetentionRuns, encodeRetentionRun(run))
	}
	return answer, nil
}

func loadRetentionRun(ctx context.Context, tx *sql.Tx, id string) (domain.RetentionRun, error) {
	return store.In(tx).RetentionRun(ctx, id)
}

func encodeRetentionRun(r domain.RetentionRun) *debtcounsellingv1.RetentionRun {
	m := &debtcounsellingv1.RetentionRun{
		Id: r.ID, Date: r.Date.String(), State: debtcounsellingv1.RetentionRunState_RETENTION_RUN_STATE_RUNNING,
		Recorder: r.Recorder, CreateTime: timestamppb.New(r.Created), CompleteTime: resource.OptionalTime(r.Completed),
	}
	if !r.Running() {
		m.State = debtcounsellingv1.RetentionRunState_RETENTION_RUN_STATE_COMPLETED
	}
	for _, count := range r.Counts {
		m.Counts = append(m.Counts, &debtcounsellingv1.RetentionRunCount{
			RecordType: recordType(count.Type), Months: int32(count.Months), Removed: int32(count.Removed),
			Records: int32(count.Records),
		})
	}
	return m
}
