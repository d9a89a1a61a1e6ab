package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// BudgetPlan is a budget plan as it is kept: what its lines say in words is sealed.
type BudgetPlan struct {
	domain.BudgetPlan
	Current bool         // the last one of its trajectory
	Sealed  []SealedText // of each line, by place
}

// SealedText is a text that only the key of a client opens; empty where there is none.
type SealedText struct {
	ClientID string
	Sealed   []byte
}

// InsertBudgetPlan adds a budget plan.
func (s Store) InsertBudgetPlan(ctx context.Context, p BudgetPlan) error {
	err := s.q.InsertBudgetPlan(ctx, db.InsertBudgetPlanParams{
		ID: p.ID, TrajectoryID: p.TrajectoryID, Date: p.Date, IncomeCents: p.Totals.Income, ExpenseCents: p.Totals.Expense,
		Recorder: p.Recorder, CreatedAt: sqldb.At(p.Created),
	})
	if err != nil {
		return err
	}
	rows := make(sqldb.Rows, len(p.Lines))
	for place, l := range p.Lines {
		rows[place] = []any{
			p.ID, place, string(l.Category), l.Amount, l.ClientID, p.Sealed[place].ClientID, p.Sealed[place].Sealed,
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertBudgetLines :exec
INSERT INTO budget_line (plan_id, place, category, amount_cents, client_id, sealed_for, sealed) VALUES %s`, nil)
}

// BudgetPlan answers one budget plan with its lines. Error: NOT_FOUND (BUDGET_PLAN_NOT_FOUND).
func (s Store) BudgetPlan(ctx context.Context, id string) (BudgetPlan, error) {
	row, err := s.q.GetBudgetPlan(ctx, id)
	p, err := sqldb.One(row, err, budgetPlan, "BUDGET_PLAN_NOT_FOUND", "There is no budget plan with this id.")
	if err != nil {
		return p, err
	}
	last, err := s.q.GetLastBudgetPlan(ctx, p.TrajectoryID)
	if err != nil {
		return p, err
	}
	p.Current = last == id
	return p, s.addLines(ctx, &p)
}

// LastBudgetPlan answers the budget plan of a trajectory that is in force, where there is one.
func (s Store) LastBudgetPlan(ctx context.Context, trajectoryID string) (p BudgetPlan, is bool, err error) {
	id, err := s.q.GetLastBudgetPlan(ctx, trajectoryID)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	if err != nil {
		return p, false, err
	}
	p, err = s.BudgetPlan(ctx, id)
	return p, err == nil, err
}

func (s Store) addLines(ctx context.Context, p *BudgetPlan) error {
	lines, err := s.q.ListBudgetLines(ctx, p.ID)
	for _, l := range lines {
		p.Lines = append(p.Lines, domain.BudgetLine{
			Category: domain.BudgetCategory(l.Category), Amount: l.AmountCents, ClientID: l.ClientID,
		})
		p.Sealed = append(p.Sealed, SealedText{ClientID: l.SealedFor, Sealed: l.Sealed})
	}
	return err
}

// BudgetPlans answers size budget plans of a trajectory after the one with id after, without their lines.
func (s Store) BudgetPlans(ctx context.Context, trajectoryID, after string, size int32) ([]BudgetPlan, error) {
	rows, err := s.q.ListBudgetPlans(ctx, db.ListBudgetPlansParams{TrajectoryID: trajectoryID, After: after, Size: size})
	list, err := sqldb.All(rows, err, budgetPlan)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	last, err := s.q.GetLastBudgetPlan(ctx, trajectoryID)
	for i := range list {
		list[i].Current = list[i].ID == last
	}
	return list, err
}

// BudgetPlansOfClient answers the budget plans of the trajectories of a client with their lines, oldest first.
func (s Store) BudgetPlansOfClient(ctx context.Context, clientID string) ([]BudgetPlan, error) {
	rows, err := s.q.ListBudgetPlansOfClient(ctx, clientID)
	list, err := sqldb.All(rows, err, budgetPlan)
	for i := range list {
		if err := s.addLines(ctx, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, err
}

// DropBudgetTexts leaves of budget plans nothing that was sealed for a client. The hashes of what was asked go too: they are
// of those texts.
func (s Store) DropBudgetTexts(ctx context.Context, clientID string) error {
	plans, err := s.q.ListBudgetPlansSealedFor(ctx, clientID)
	if err != nil {
		return err
	}
	ids := make(sqldb.Rows, len(plans))
	for i, id := range plans {
		ids[i] = []any{id}
	}
	if err := ids.Each(ctx, s.tx, `-- name: DeleteRequestIDs :exec
DELETE FROM request_id WHERE resource_id IN (%s)`, nil); err != nil {
		return err
	}
	return s.q.EmptyBudgetLines(ctx, db.EmptyBudgetLinesParams{Empty: []byte{}, ClientID: clientID})
}

func budgetPlan(p db.BudgetPlan) BudgetPlan {
	return BudgetPlan{BudgetPlan: domain.BudgetPlan{
		ID: p.ID, TrajectoryID: p.TrajectoryID, Date: p.Date,
		Totals:   domain.BudgetTotals{Income: p.IncomeCents, Expense: p.ExpenseCents},
		Recorder: p.Recorder, Created: p.CreatedAt.Time,
	}}
}
