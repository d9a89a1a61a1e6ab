package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertCalculation adds a calculation with all it came from.
func (s Store) InsertCalculation(ctx context.Context, c domain.Calculation) error {
	in, out := c.Input, c.Result
	var o domain.CalculatorOutcome
	if in.Outcome != nil {
		o = *in.Outcome
	}
	err := s.q.InsertCalculation(ctx, db.InsertCalculationParams{
		ID: c.ID, TrajectoryID: c.TrajectoryID, Kind: string(c.Kind), Date: c.Date, IncomeGroup: string(in.IncomeGroup),
		Household: string(in.Household), IncomeCents: in.Income, Calculator: o.Calculator, CalculatorVersion: o.Version,
		CalculatorDate: o.Date, OutcomeCents: o.Amount, FreeID: in.FreeID, FreeCents: in.Free, ProtectedID: in.ProtectedID,
		ProtectedCents: in.Protected, DebtCents: in.Debt, AmountCents: out.Amount, AvailableCents: out.Available,
		OfferCents: out.Offer, MonthsNeeded: out.MonthsNeeded, Problematic: sqldb.Flag(out.Problematic), NormsVersion: c.NormsVersion,
		Recorder: c.Recorder, CreatedAt: sqldb.At(c.Created),
	})
	if err != nil {
		return err
	}
	components := make(sqldb.Rows, len(o.Components))
	for place, part := range o.Components {
		components[place] = []any{c.ID, place, part.Kind, part.Amount}
	}
	if err := components.Each(ctx, s.tx, `-- name: InsertCalculationComponents :exec
INSERT INTO calculation_component (calculation_id, place, kind, amount_cents) VALUES %s`, nil); err != nil {
		return err
	}
	norms := make(sqldb.Rows, len(c.Norms))
	for i, n := range c.Norms {
		norms[i] = []any{c.ID, string(n.Kind), string(n.Household), n.From, n.Until, n.Amount, n.Source}
	}
	return norms.Each(ctx, s.tx, `-- name: InsertCalculationNorms :exec
INSERT INTO calculation_norm (calculation_id, kind, household, start_date, end_date, amount, source) VALUES %s`, nil)
}

// Calculation answers one calculation. Error: NOT_FOUND (CALCULATION_NOT_FOUND).
func (s Store) Calculation(ctx context.Context, id string) (domain.Calculation, error) {
	row, err := s.q.GetCalculation(ctx, id)
	c, err := sqldb.One(row, err, calculation, "CALCULATION_NOT_FOUND", "There is no calculation with this id.")
	if err != nil {
		return c, err
	}
	list := []domain.Calculation{c}
	err = s.addSources(ctx, list)
	return list[0], err
}

// LastCalculation answers the last calculation of a kind of a trajectory, where there is one, without its sources.
func (s Store) LastCalculation(
	ctx context.Context, trajectoryID string, kind domain.CalculationKind,
) (c domain.Calculation, is bool, err error) {
	row, err := s.q.GetLastCalculation(ctx, db.GetLastCalculationParams{TrajectoryID: trajectoryID, Kind: string(kind)})
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	return calculation(row), err == nil, err
}

// Calculations answers size calculations of a trajectory after the one with id after; those of a kind, if one is given.
func (s Store) Calculations(
	ctx context.Context, trajectoryID, kind, after string, size int32,
) ([]domain.Calculation, error) {
	rows, err := s.q.ListCalculations(ctx, db.ListCalculationsParams{
		TrajectoryID: trajectoryID, Kind: kind, After: after, Size: size,
	})
	list, err := sqldb.All(rows, err, calculation)
	if err != nil {
		return nil, err
	}
	return list, s.addSources(ctx, list)
}

// CalculationsOfClient answers the calculations of the trajectories of a client, oldest first.
func (s Store) CalculationsOfClient(ctx context.Context, clientID string) ([]domain.Calculation, error) {
	rows, err := s.q.ListCalculationsOfClient(ctx, clientID)
	list, err := sqldb.All(rows, err, calculation)
	if err != nil {
		return nil, err
	}
	return list, s.addSources(ctx, list)
}

// addSources adds to calculations what the outcome of a calculator is built of, and the norms that they used.
func (s Store) addSources(ctx context.Context, list []domain.Calculation) error {
	ids, byID := make(map[string]bool, len(list)), make(map[string]*domain.Calculation, len(list))
	for i := range list {
		ids[list[i].ID], byID[list[i].ID] = true, &list[i]
	}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: CalculationComponents :many
SELECT calculation_id, kind, amount_cents FROM calculation_component WHERE calculation_id IN (%s)
ORDER BY calculation_id, place`, ids, func(r *sql.Rows) (id string, part domain.OutcomeComponent, err error) {
		err = r.Scan(&id, &part.Kind, &part.Amount)
		if c := byID[id]; c != nil {
			c.Input.Outcome.Components = append(c.Input.Outcome.Components, part)
		}
		return id, part, err
	})
	if err != nil {
		return err
	}
	_, err = sqldb.ByID(ctx, s.tx, `-- name: CalculationNorms :many
SELECT calculation_id, kind, household, start_date, end_date, amount, source FROM calculation_norm
WHERE calculation_id IN (%s) ORDER BY calculation_id, kind`, ids, func(r *sql.Rows) (id string, n domain.Norm, err error) {
		err = r.Scan(&id, &n.Kind, &n.Household, &n.From, &n.Until, &n.Amount, &n.Source)
		if c := byID[id]; c != nil {
			c.Norms = append(c.Norms, n)
		}
		return id, n, err
	})
	return err
}

func calculation(c db.Calculation) domain.Calculation {
	made := domain.Calculation{
		ID: c.ID, TrajectoryID: c.TrajectoryID, Kind: domain.CalculationKind(c.Kind), Date: c.Date,
		Input: domain.CalculationInput{
			IncomeGroup: domain.IncomeGroup(c.IncomeGroup), Household: domain.Household(c.Household), Income: c.IncomeCents,
			FreeID: c.FreeID, Free: c.FreeCents, ProtectedID: c.ProtectedID, Protected: c.ProtectedCents, Debt: c.DebtCents,
		},
		Result: domain.CalculationResult{
			Amount: c.AmountCents, Available: c.AvailableCents, Offer: c.OfferCents, MonthsNeeded: c.MonthsNeeded,
			Problematic: c.Problematic == 1,
		},
		NormsVersion: c.NormsVersion, Recorder: c.Recorder, Created: c.CreatedAt.Time,
	}
	if c.Calculator != "" {
		made.Input.Outcome = &domain.CalculatorOutcome{
			Calculator: c.Calculator, Version: c.CalculatorVersion, Date: c.CalculatorDate, Amount: c.OutcomeCents,
		}
	}
	return made
}
