package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertRecheck adds a recheck. Its trajectory was locked before.
func (s Store) InsertRecheck(ctx context.Context, r domain.Recheck) error {
	return s.q.InsertRecheck(ctx, db.InsertRecheckParams{
		ID: r.ID, SettlementID: r.SettlementID, Date: r.Date, CalculationID: r.CalculationID, Outcome: string(r.Outcome),
		MonthlyCents: *r.Monthly, Recorder: r.Recorder, CreatedAt: sqldb.At(r.Created),
	})
}

// Recheck answers one recheck. Error: NOT_FOUND (RECHECK_NOT_FOUND), which is told to nobody.
func (s Store) Recheck(ctx context.Context, id string) (domain.Recheck, error) {
	row, err := s.q.GetRecheck(ctx, id)
	return sqldb.One(row, err, recheck, "RECHECK_NOT_FOUND", "There is no recheck with this id.")
}

// Rechecks answers size rechecks of a settlement after the one with id after.
func (s Store) Rechecks(ctx context.Context, settlementID, after string, size int32) ([]domain.Recheck, error) {
	rows, err := s.q.ListRechecks(ctx, db.ListRechecksParams{SettlementID: settlementID, After: after, Size: size})
	return sqldb.All(rows, err, recheck)
}

// RechecksOfClient answers the rechecks of the settlements of the trajectories of a client, oldest first.
func (s Store) RechecksOfClient(ctx context.Context, clientID string) ([]domain.Recheck, error) {
	rows, err := s.q.ListRechecksOfClient(ctx, clientID)
	return sqldb.All(rows, err, recheck)
}

func recheck(r db.Recheck) domain.Recheck {
	return domain.Recheck{
		ID: r.ID, SettlementID: r.SettlementID, Date: r.Date, CalculationID: r.CalculationID,
		Outcome: domain.RecheckOutcome(r.Outcome), Monthly: &r.MonthlyCents, Recorder: r.Recorder, Created: r.CreatedAt.Time,
	}
}
