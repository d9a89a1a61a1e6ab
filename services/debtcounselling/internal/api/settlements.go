package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Settlements answers SettlementService.
type Settlements struct {
	debtcounsellingv1.UnimplementedSettlementServiceServer
	Deps
}

// settlementFields is the class of data in the processing log: what creditors are offered, and what they answer.
const settlementFields = "settlements"

// mostSettlements is more than there are of one trajectory.
const mostSettlements = 1_000

// CreateSettlement draws up a settlement.
func (s *Settlements) CreateSettlement(
	ctx context.Context, req *debtcounsellingv1.CreateSettlementRequest,
) (*debtcounsellingv1.Settlement, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	made, m := resource.Making(s.Clock.Now()), req.GetSettlement()
	asked, broken := decodeSettlement(m)
	asked.ID, asked.TrajectoryID, asked.Recorder, asked.Version = made.ID, t.ID, auth.Subject(ctx), 1
	asked.Created, asked.Updated = made.Now, made.Now
	note, err := s.sealNote(ctx, asked, t.ClientIDs[0])
	if err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, settlementFields, t.ClientIDs...), auditlog.Done(ctx, "settlement/"+made.ID)
	kept, err := resource.Create(ctx, s.DB, made, resource.RequestOf("CreateSettlement/"+t.ID, req.GetRequestId(), m),
		loadSettlement,
		func(ctx context.Context, tx *sql.Tx) (store.Settlement, error) {
			row := store.Settlement{Settlement: asked, Sealed: note}
			// The transaction may run again, and what is drawn up puts its offers in order.
			row.Offers = slices.Clone(asked.Offers)
			if err := s.draw(ctx, tx, &row.Settlement, cents(m.MonthlyCents), broken); err != nil {
				return row, err
			}
			if err := store.In(tx).InsertSettlement(ctx, row); err != nil {
				return row, err
			}
			return row, s.log(ctx, tx, entry, audit)
		})
	switch {
	case fault.Is(err, "REQUEST_INVALID"):
		// What is wrong tells of the income and of what is owed, so it is in the logs as an answer is.
		if failed := s.logRead(ctx, settlementFields, "trajectory/"+t.ID, t.ClientIDs...); failed != nil {
			return nil, failed
		}
		return nil, err
	case err == nil && kept.ID != made.ID:
		err = s.logRead(ctx, settlementFields, "settlement/"+kept.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return s.answerSettlement(ctx, kept)
}

// draw draws a settlement up from what stands in the database, and locks its trajectory. Broken is what was found before.
func (s *Settlements) draw(
	ctx context.Context, tx *sql.Tx, m *domain.Settlement, monthly *int64, broken []fault.Field,
) (err error) {
	st := store.In(tx)
	in := domain.Drafting{Today: s.today(), Monthly: monthly, Norms: s.Norms, Limits: s.Limits}
	if in.Trajectory, err = st.LockTrajectory(ctx, m.TrajectoryID); err != nil {
		return err
	}
	others, err := st.Settlements(ctx, m.TrajectoryID, "", mostSettlements)
	if err != nil {
		return err
	}
	for _, other := range others {
		in.Others = append(in.Others, other.Settlement)
	}
	if in.Claims, err = s.claimsOf(ctx, st, m.TrajectoryID); err != nil {
		return err
	}
	unknown, err := restOn(ctx, st, m, &in)
	if err != nil {
		return err
	}
	wrong, err := m.Draw(in)
	if err != nil {
		return err
	}
	return fault.At("settlement", fault.Violations(slices.Concat(broken, unknown, wrong)))
}

// restOn finds the calculations that a settlement rests on: those that it names, or those that follow from them.
func restOn(
	ctx context.Context, st store.Store, m *domain.Settlement, in *domain.Drafting,
) (broken []fault.Field, err error) {
	if id := m.Basis.CalculationID; id != "" {
		if in.Capacity, err = calculationOf(ctx, st, m.TrajectoryID, id, domain.Capacity); err != nil {
			return nil, err
		}
		if in.Capacity == nil {
			broken = append(broken, unknownCalculation("calculation_id"))
		}
	}
	if m.Basis.ProtectedID == "" && in.Capacity != nil {
		m.Basis.ProtectedID = in.Capacity.Input.ProtectedID
	}
	if id := m.Basis.ProtectedID; id != "" {
		in.Protecting, err = calculationOf(ctx, st, m.TrajectoryID, id, domain.ProtectedEarnings)
		if err == nil && in.Protecting == nil {
			broken = append(broken, unknownCalculation("protected_earnings_id"))
		}
		return broken, err
	}
	last, is, err := st.LastCalculation(ctx, m.TrajectoryID, domain.ProtectedEarnings)
	if is {
		in.Protecting = &last
	}
	return broken, err
}

// calculationOf answers a calculation of a kind of a trajectory; nil where there is none with this id.
func calculationOf(
	ctx context.Context, st store.Store, trajectoryID, id string, kind domain.CalculationKind,
) (*domain.Calculation, error) {
	c, err := st.Calculation(ctx, id)
	switch {
	case fault.Is(err, "CALCULATION_NOT_FOUND"):
		return nil, nil //nolint:nilnil // which one is not there is told with the other violations
	case err != nil:
		return nil, err
	case c.TrajectoryID != trajectoryID || c.Kind != kind:
		return nil, nil //nolint:nilnil // the same
	}
	return &c, nil
}

// GetSettlement answers one settlement.
func (s *Settlements) GetSettlement(
	ctx context.Context, req *debtcounsellingv1.GetSettlementRequest,
) (*debtcounsellingv1.Settlement, error) {
	row, t, err := s.openSettlement(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	answer, err := s.answerSettlement(ctx, row)
	if err != nil {
		return nil, err
	}
	return answer, s.logRead(ctx, settlementFields, "settlement/"+row.ID, t.ClientIDs...)
}

// ListSettlements lists the settlements of a trajectory, oldest first.
func (s *Settlements) ListSettlements(
	ctx context.Context, req *debtcounsellingv1.ListSettlementsRequest,
) (*debtcounsellingv1.ListSettlementsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var rows []store.Settlement
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		rows, err = st.Settlements(ctx, t.ID, after, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(m store.Settlement) string { return m.ID })
	list, err := s.openNotes(ctx, rows...)
	if err != nil {
		return nil, err
	}
	answer := &debtcounsellingv1.ListSettlementsResponse{NextPageToken: next}
	for _, one := range list {
		answer.Settlements = append(answer.Settlements, encodeSettlement(one))
	}
	return answer, s.logRead(ctx, settlementFields, "trajectory/"+t.ID+"/settlements", t.ClientIDs...)
}

// openSettlement answers a settlement of a trajectory that the caller may see. Error: PERMISSION_DENIED (CASE_NOT_YOURS), the
// same for one that is not there.
func (d Deps) openSettlement(ctx context.Context, id string) (store.Settlement, domain.Trajectory, error) {
	return openPart(ctx, d, "settlement/"+id, "SETTLEMENT_NOT_FOUND",
		func(st store.Store) (store.Settlement, error) { return st.Settlement(ctx, id) },
		func(one store.Settlement) string { return one.TrajectoryID })
}

func loadSettlement(ctx context.Context, tx *sql.Tx, id string) (store.Settlement, error) {
	return store.In(tx).Settlement(ctx, id)
}
