package api

import (
	"context"
	"database/sql"

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

// Calculations answers CalculationService.
type Calculations struct {
	debtcounsellingv1.UnimplementedCalculationServiceServer
	Deps
}

// calculationFields is the class of data in the processing log: an income, and what follows from it.
const calculationFields = "calculation"

// CreateCalculation calculates, or records what a calculator outside said.
func (s *Calculations) CreateCalculation(
	ctx context.Context, req *debtcounsellingv1.CreateCalculationRequest,
) (*debtcounsellingv1.Calculation, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	made, m := resource.Making(s.Clock.Now()), req.GetCalculation()
	asked, err := decodeCalculation(m)
	if err != nil {
		return nil, err
	}
	asked.ID, asked.TrajectoryID, asked.Created, asked.Recorder = made.ID, t.ID, made.Now, auth.Subject(ctx)
	asked.NormsVersion = s.Norms.Version()
	entry, audit := s.about(ctx, calculationFields, t.ClientIDs...), auditlog.Done(ctx, "trajectory/"+t.ID)
	c, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateCalculation/"+t.ID, req.GetRequestId(), m),
		loadCalculation,
		func(ctx context.Context, tx *sql.Tx) (domain.Calculation, error) {
			c, err := s.calculate(ctx, tx, asked)
			if err != nil {
				return c, err
			}
			return c, s.log(ctx, tx, entry, audit)
		})
	if err == nil && c.ID != made.ID {
		err = s.logRead(ctx, calculationFields, "trajectory/"+t.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return encodeCalculation(c), nil
}

// calculate calculates from what stands in the database, and keeps it.
func (s *Calculations) calculate(
	ctx context.Context, tx *sql.Tx, asked domain.Calculation,
) (c domain.Calculation, err error) {
	if err := lockRunning(ctx, tx, asked.TrajectoryID); err != nil {
		return c, err
	}
	st := store.In(tx)
	broken, err := refer(ctx, st, &asked)
	if err != nil {
		return c, err
	}
	if len(broken) == 0 {
		// What would be calculated without a figure that is not known, says nothing of what is wrong.
		c, broken = asked.Calculate(s.Norms, s.today())
	}
	if err := fault.At("calculation", fault.Violations(broken)); err != nil {
		return c, err
	}
	return c, st.InsertCalculation(ctx, c)
}

// refer fills in the figures of the calculations that another one refers to. They are of the same trajectory, and never change.
func refer(ctx context.Context, st store.Store, c *domain.Calculation) (broken []fault.Field, err error) {
	for _, one := range []struct {
		field, id string
		kind      domain.CalculationKind
		amount    *int64
	}{
		{"capacity.free_amount_id", c.Input.FreeID, domain.FreeAmount, &c.Input.Free},
		{"capacity.protected_earnings_id", c.Input.ProtectedID, domain.ProtectedEarnings, &c.Input.Protected},
	} {
		if one.id == "" {
			continue
		}
		found, err := st.Calculation(ctx, one.id)
		switch {
		case err != nil && !fault.Is(err, "CALCULATION_NOT_FOUND"):
			return nil, err
		case err != nil, found.TrajectoryID != c.TrajectoryID, found.Kind != one.kind:
			broken = append(broken, unknownCalculation(one.field))
		}
		*one.amount = found.Result.Amount
	}
	return broken, nil
}

// unknownCalculation is the same for one of another trajectory as for one that is not there.
func unknownCalculation(field string) fault.Field {
	return fault.Field{
		Path: field, Reason: "CALCULATION_UNKNOWN", Text: "In this trajectory there is no such calculation.",
	}
}

// GetCalculation answers one calculation.
func (s *Calculations) GetCalculation(
	ctx context.Context, req *debtcounsellingv1.GetCalculationRequest,
) (*debtcounsellingv1.Calculation, error) {
	c, t, err := openPart(ctx, s.Deps, "calculation/"+req.GetId(), "CALCULATION_NOT_FOUND",
		func(st store.Store) (domain.Calculation, error) { return st.Calculation(ctx, req.GetId()) },
		func(c domain.Calculation) string { return c.TrajectoryID })
	if err != nil {
		return nil, err
	}
	return encodeCalculation(c), s.logRead(ctx, calculationFields, "calculation/"+c.ID, t.ClientIDs...)
}

// ListCalculations lists the calculations of a trajectory, oldest first.
func (s *Calculations) ListCalculations(
	ctx context.Context, req *debtcounsellingv1.ListCalculationsRequest,
) (*debtcounsellingv1.ListCalculationsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var list []domain.Calculation
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		list, err = st.Calculations(ctx, t.ID, enums.Text(req.GetKind()), after, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(c domain.Calculation) string { return c.ID })
	answer := &debtcounsellingv1.ListCalculationsResponse{NextPageToken: next}
	for _, c := range list {
		answer.Calculations = append(answer.Calculations, encodeCalculation(c))
	}
	return answer, s.logRead(ctx, calculationFields, "trajectory/"+t.ID, t.ClientIDs...)
}

func loadCalculation(ctx context.Context, tx *sql.Tx, id string) (domain.Calculation, error) {
	return store.In(tx).Calculation(ctx, id)
}

func exportCalculations(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	list, err := in.CalculationsOfClient(ctx, of.ID)
	for _, c := range list {
		c.Recorder = ""
		export.Calculations = append(export.Calculations, encodeCalculation(c))
	}
	return err
}
