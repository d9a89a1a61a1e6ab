package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/proto"
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

// recheckFields is the class of data in the processing log: what can be paid each month.
const recheckFields = "rechecks"

// mostRechecks is more than there are of one settlement.
const mostRechecks = 10_000

// Rechecks answers RecheckService.
type Rechecks struct {
	debtcounsellingv1.UnimplementedRecheckServiceServer
	Deps
}

// CreateRecheck records a recheck of a settlement, which meets its term and begins that of the next one.
func (s *Rechecks) CreateRecheck(
	ctx context.Context, req *debtcounsellingv1.CreateRecheckRequest,
) (*debtcounsellingv1.Recheck, error) {
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	made, first, clients := resource.Making(s.Clock.Now()), false, t.ClientIDs
	asked, err := decodeRecheck(req.GetRecheck())
	if err != nil {
		return nil, err
	}
	asked.ID, asked.SettlementID, asked.Recorder, asked.Created = made.ID, row.ID, auth.Subject(ctx), made.Now
	entry, audit := s.about(ctx, recheckFields, clients...), auditlog.Done(ctx, "recheck/"+made.ID)
	r, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateRecheck/"+row.ID, req.GetRequestId(), req.GetRecheck()),
		loadRecheck,
		func(ctx context.Context, tx *sql.Tx) (domain.Recheck, error) {
			first = true
			r, err := s.recheck(ctx, tx, row, asked)
			if err != nil {
				return r, err
			}
			return r, s.log(ctx, tx, entry, audit)
		})
	if err == nil && !first {
		err = s.logRead(ctx, recheckFields, "recheck/"+r.ID, clients...)
	}
	if err != nil {
		return nil, s.logRefused(ctx, err, recheckFields, "settlement/"+row.ID, clients...)
	}
	return encodeRecheck(r, row.TrajectoryID), nil
}

// recheck locks a trajectory and records the recheck of its settlement, with what follows for the terms.
func (s *Rechecks) recheck(ctx context.Context, tx *sql.Tx, row store.Settlement, r domain.Recheck) (domain.Recheck, error) {
	st := store.In(tx)
	t, err := st.LockTrajectory(ctx, row.TrajectoryID)
	if err != nil {
		return r, err
	}
	in, err := s.rechecking(ctx, st, t, row, r.CalculationID)
	if err != nil {
		return r, err
	}
	if err := r.Check(in); err != nil {
		return r, fault.At("recheck", err)
	}
	if err := st.InsertRecheck(ctx, r); err != nil {
		return r, err
	}
	if err := s.meetTerm(ctx, tx, t.ID, domain.RecheckTerm, r.Date); err != nil {
		return r, err
	}
	next, is := s.term(t, domain.RecheckTerm, r.Date, r.Created)
	if !is {
		return r, nil
	}
	if err := st.InsertTerms(ctx, []domain.Term{next}); err != nil {
		return r, err
	}
	return r, s.watchTerms(ctx, tx, next)
}

// rechecking answers what a recheck that rests on a calculation is checked against.
func (s *Rechecks) rechecking(
	ctx context.Context, st store.Store, t domain.Trajectory, row store.Settlement, calculationID string,
) (in domain.Rechecking, err error) {
	current, err := st.Settlement(ctx, row.ID)
	if err != nil {
		return in, err
	}
	in.Today, in.Trajectory, in.Settlement = s.today(), t, current.Settlement
	if in.Earlier, err = st.Rechecks(ctx, row.ID, "", mostRechecks); err != nil {
		return in, err
	}
	c, err := st.Calculation(ctx, calculationID)
	fitting := err == nil && c.TrajectoryID == row.TrajectoryID && c.Kind == domain.Capacity
	if !fitting {
		if fault.Is(err, "CALCULATION_NOT_FOUND") {
			err = nil
		}
		return in, err
	}
	in.Calculation = &c
	protected, err := protecting(ctx, st, row.TrajectoryID, c.Input.ProtectedID)
	switch {
	case err == nil:
		in.Protected = &protected
	case fault.Is(err, "PROTECTED_EARNINGS_MISSING"):
		err = nil
	}
	return in, err
}

// ListRechecks lists the rechecks of a settlement, oldest first.
func (s *Rechecks) ListRechecks(
	ctx context.Context, req *debtcounsellingv1.ListRechecksRequest,
) (*debtcounsellingv1.ListRechecksResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Rechecks(ctx, row.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(r domain.Recheck) string { return r.ID })
	answer := &debtcounsellingv1.ListRechecksResponse{NextPageToken: next}
	for _, r := range list {
		answer.Rechecks = append(answer.Rechecks, encodeRecheck(r, row.TrajectoryID))
	}
	return answer, s.logRead(ctx, recheckFields, "settlement/"+row.ID+"/rechecks", t.ClientIDs...)
}

func loadRecheck(ctx context.Context, tx *sql.Tx, id string) (domain.Recheck, error) {
	return store.In(tx).Recheck(ctx, id)
}

func decodeRecheck(m *debtcounsellingv1.Recheck) (domain.Recheck, error) {
	var d resource.Dates
	r := domain.Recheck{
		Date: d.Read("date", m.GetDate()), CalculationID: m.GetCalculationId(),
		Outcome: domain.RecheckOutcome(enums.Text(m.GetOutcome())), Monthly: cents(m.MonthlyCents),
	}
	return r, fault.At("recheck", fault.Violations(d.Broken))
}

func encodeRecheck(r domain.Recheck, trajectoryID string) *debtcounsellingv1.Recheck {
	return &debtcounsellingv1.Recheck{
		Id: r.ID, SettlementId: r.SettlementID, TrajectoryId: trajectoryID, Date: r.Date.String(), CalculationId: r.CalculationID,
		Outcome: enums.Value[debtcounsellingv1.RecheckOutcome](string(r.Outcome)), MonthlyCents: proto.Int32(int32(*r.Monthly)),
		Recorder: r.Recorder, CreateTime: timestamppb.New(r.Created),
	}
}

func exportRechecks(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	settlements, err := in.SettlementsOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	trajectories := map[string]string{}
	for _, s := range settlements {
		trajectories[s.ID] = s.TrajectoryID
	}
	list, err := in.RechecksOfClient(ctx, of.ID)
	for _, r := range list {
		r.Recorder = ""
		export.Rechecks = append(export.Rechecks, encodeRecheck(r, trajectories[r.SettlementID]))
	}
	return err
}
