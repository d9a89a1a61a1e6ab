package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// placed is a client at its place in a trajectory.
type placed struct {
	Client
	place int
}

func (p deliveryPage) clients(ctx context.Context) error {
	return each(ctx, p, `-- name: DeliveredClients :many
SELECT t.id, x.place, c.id, c.sealed, c.sealed_bsn, c.state FROM trajectory t JOIN trajectory_client x ON x.trajectory_id = t.id
JOIN client c ON c.id = x.client_id`,
		func(r *sql.Rows) (id string, c placed, err error) {
			err = r.Scan(&id, &c.place, &c.ID, &c.Sealed, &c.SealedBSN, &c.State)
			return id, c, err
		}, func(d *Delivered, c placed) {
			if c.place == 1 {
				d.Clients, d.ClientIDs = slices.Insert(d.Clients, 0, c.Client), slices.Insert(d.ClientIDs, 0, c.ID)
				return
			}
			d.Clients, d.ClientIDs = append(d.Clients, c.Client), append(d.ClientIDs, c.ID)
		})
}

func (p deliveryPage) steps(ctx context.Context) error {
	return each(ctx, p, `-- name: DeliveredSteps :many
SELECT t.id, x.version, x.from_state, x.to_state, x.date
FROM trajectory t JOIN trajectory_transition x ON x.trajectory_id = t.id`,
		func(r *sql.Rows) (id string, s domain.TrajectoryTransition, err error) {
			var from, to string
			err = r.Scan(&id, &s.Version, &from, &to, &s.Date)
			s.From, s.To = domain.TrajectoryState(from), domain.TrajectoryState(to)
			return id, s, err
		}, func(d *Delivered, s domain.TrajectoryTransition) { d.Steps = append(d.Steps, s) })
}

func (p deliveryPage) decisions(ctx context.Context) error {
	return each(ctx, p, `-- name: DeliveredDecisions :many
SELECT t.id, x.id, x.kind, x.date FROM trajectory t JOIN decision x ON x.trajectory_id = t.id`,
		func(r *sql.Rows) (id string, one domain.Decision, err error) {
			err = r.Scan(&id, &one.ID, &one.Kind, &one.Date)
			return id, one, err
		}, func(d *Delivered, one domain.Decision) { d.Decisions = append(d.Decisions, one) })
}

func (p deliveryPage) measures(ctx context.Context) error {
	return each(ctx, p, `-- name: DeliveredMeasures :many
SELECT t.id, x.id, x.kind, x.application_date, x.grant_date, x.start_date, x.end_date
FROM trajectory t JOIN measure x ON x.trajectory_id = t.id AND x.withdrawn = 0`,
		func(r *sql.Rows) (id string, m domain.Measure, err error) {
			err = r.Scan(&id, &m.ID, &m.Kind, &m.Application, &m.Grant, &m.Start, &m.End)
			return id, m, err
		}, func(d *Delivered, m domain.Measure) { d.Measures = append(d.Measures, m) })
}

// debts reads claims, and then the creditors of all of them: many are owed to the same.
func (p deliveryPage) debts(ctx context.Context) error {
	creditors := map[string]bool{}
	err := each(ctx, p, `-- name: DeliveredDebts :many
SELECT t.id, x.number, x.kind, x.amount_cents, x.balance_date, x.business, x.creditor_id
FROM trajectory t JOIN claim x ON x.trajectory_id = t.id AND x.exclusion = '' AND x.state <> 'withdrawn'`,
		func(r *sql.Rows) (id string, debt DeliveredDebt, err error) {
			var kind string // a text is read faster than a kind of text
			var business int64
			err = r.Scan(&id, &debt.Number, &kind, &debt.Amount, &debt.Balance, &business, &debt.CreditorID)
			debt.Kind, debt.Business = domain.DebtKind(kind), business == 1
			return id, debt, err
		}, func(d *Delivered, debt DeliveredDebt) {
			d.Debts = append(d.Debts, debt)
			if debt.CreditorID != "" {
				creditors[debt.CreditorID] = true
			}
		})
	if err != nil {
		return err
	}
	found, err := In(p.tx).CreditorsByID(ctx, creditors)
	for _, d := range p.list {
		for i := range d.Debts {
			d.Debts[i].Creditor = found[d.Debts[i].CreditorID]
		}
	}
	return err
}

func (p deliveryPage) settlements(ctx context.Context) error {
	return each(ctx, p, `-- name: DeliveredSettlements :many
SELECT t.id, x.id, x.kind, x.calculation_id, x.free_cents, x.round, x.proposal_date, x.court_request_date,
    x.acceptance_date, x.forced, x.rejection_date, x.withdrawal_date, x.start_date, x.end_date
FROM trajectory t JOIN settlement x ON x.trajectory_id = t.id`,
		func(r *sql.Rows) (id string, one domain.Settlement, err error) {
			var m db.Settlement
			err = r.Scan(&id, &m.ID, &m.Kind, &m.CalculationID, &m.FreeCents, &m.Round, &m.ProposalDate, &m.CourtRequestDate,
				&m.AcceptanceDate, &m.Forced, &m.RejectionDate, &m.WithdrawalDate, &m.StartDate, &m.EndDate)
			return id, settlement(m).Settlement, err
		}, func(d *Delivered, one domain.Settlement) { d.Settlements = append(d.Settlements, one) })
}

// freeAmount is a vtlb, by the calculation that it is of.
type freeAmount struct {
	id    string
	cents int64
}

// freeAmounts reads the vtlb that was calculated last.
func (p deliveryPage) freeAmounts(ctx context.Context) error {
	return each(ctx, p, `-- name: DeliveredFreeAmounts :many
SELECT t.id, x.id, x.amount_cents
FROM trajectory t JOIN calculation x ON x.trajectory_id = t.id AND x.kind = 'free_amount'`,
		func(r *sql.Rows) (id string, c freeAmount, err error) {
			err = r.Scan(&id, &c.id, &c.cents)
			return id, c, err
		}, func(d *Delivered, c freeAmount) {
			if c.id > d.free.id {
				d.free, d.FreeAmount = c, c.cents
			}
		})
}
