package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertClaimBalances adds balances.
func (s Store) InsertClaimBalances(ctx context.Context, all []domain.ClaimBalance) error {
	rows := make(sqldb.Rows, len(all))
	for i, b := range all {
		rows[i] = []any{b.ID, b.ClaimID, b.Amount, b.Date, b.Recorder, sqldb.At(b.Created)}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertClaimBalances :exec
INSERT INTO claim_balance (id, claim_id, amount_cents, date, recorder, created_at) VALUES %s`, nil)
}

// ClaimBalance answers one balance. Error: NOT_FOUND (BALANCE_NOT_FOUND).
func (s Store) ClaimBalance(ctx context.Context, id string) (domain.ClaimBalance, error) {
	row, err := s.q.GetClaimBalance(ctx, id)
	return sqldb.One(row, err, claimBalance, "BALANCE_NOT_FOUND", "There is no balance with this id.")
}

// ClaimBalances answers size balances of a claim after the one with id after.
func (s Store) ClaimBalances(ctx context.Context, claimID, after string, size int32) ([]domain.ClaimBalance, error) {
	rows, err := s.q.ListClaimBalances(ctx, db.ListClaimBalancesParams{ClaimID: claimID, After: after, Size: size})
	return sqldb.All(rows, err, claimBalance)
}

// ClaimBalancesOfClient answers the balances of the claims in the name of a client, oldest first.
func (s Store) ClaimBalancesOfClient(ctx context.Context, clientID string) ([]domain.ClaimBalance, error) {
	rows, err := s.q.ListClaimBalancesOfClient(ctx, clientID)
	return sqldb.All(rows, err, claimBalance)
}

func claimBalance(b db.ClaimBalance) domain.ClaimBalance {
	return domain.ClaimBalance{
		ID: b.ID, ClaimID: b.ClaimID, Amount: b.AmountCents, Date: b.Date, Recorder: b.Recorder, Created: b.CreatedAt.Time,
	}
}
