package api

import (
	"context"
	"database/sql"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// exportClaims adds the claims in the name of a client, with their balances and what their creditors were asked.
func exportClaims(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	rows, err := in.ClaimsOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c, err := openClaim(of.Keys, row)
		if err != nil {
			return err
		}
		export.Claims = append(export.Claims, encodeClaim(c))
	}
	balances, err := in.ClaimBalancesOfClient(ctx, of.ID)
	for _, b := range balances {
		b.Recorder = ""
		export.ClaimBalances = append(export.ClaimBalances, encodeClaimBalance(b))
	}
	if err != nil {
		return err
	}
	requests, err := in.BalanceRequestsOfClient(ctx, of.ID)
	for _, r := range requests {
		r.Recorder = ""
		export.BalanceRequests = append(export.BalanceRequests, encodeBalanceRequest(r))
	}
	return err
}

// dropClaims forgets to whom a client owed money and under which reference. What was owed is an amount of nobody then.
func (d Deps) dropClaims(ctx context.Context, tx *sql.Tx, clientID string) error {
	return store.In(tx).EmptyClaims(ctx, clientID, d.now())
}
