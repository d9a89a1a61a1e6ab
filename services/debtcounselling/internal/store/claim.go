package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// Claim is a claim as it is kept: a creditor who is a person, and the reference, are in Sealed.
type Claim struct {
	domain.Claim
	Sealed []byte // empty where there is neither, and once the client was erased
}

// InsertClaims adds claims with their first balance.
func (s Store) InsertClaims(ctx context.Context, all []Claim, balances []domain.ClaimBalance) error {
	rows := make(sqldb.Rows, len(all))
	for i, c := range all {
		rows[i] = []any{
			c.ID, c.TrajectoryID, c.Number, c.ClientID, c.CreditorID, c.Sealed, string(c.Kind), string(c.Rank), c.Original, c.Amount,
			c.Balance, c.AgencyID, sqldb.Flag(c.Business), c.Contested, c.Exclusion, string(c.State), c.End, c.Version,
			sqldb.At(c.Created), sqldb.At(c.Updated),
		}
	}
	if err := rows.Each(ctx, s.tx, `-- name: InsertClaims :exec
INSERT INTO claim (`+claimColumns+`) VALUES %s`, nil); err != nil {
		return err
	}
	return s.InsertClaimBalances(ctx, balances)
}

// LastClaimNumber answers the highest number of the claims of a trajectory, which is locked; 0 where it has none.
func (s Store) LastClaimNumber(ctx context.Context, trajectoryID string) (int, error) {
	last, err := s.q.LastClaimNumber(ctx, trajectoryID)
	return int(last), err
}

// UpdateClaim changes a claim from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateClaim(ctx context.Context, c Claim) error {
	return sqldb.Changed(s.q.UpdateClaim(ctx, db.UpdateClaimParams{
		Sealed: c.Sealed, Kind: string(c.Kind), ClaimRank: string(c.Rank), AmountCents: c.Amount, BalanceDate: c.Balance,
		CollectionAgencyID: c.AgencyID, Business: sqldb.Flag(c.Business), ContestedDate: c.Contested, Exclusion: c.Exclusion,
		State: string(c.State), EndDate: c.End, UpdatedAt: sqldb.At(c.Updated), ID: c.ID, Version: c.Version - 1,
	}))
}

const (
	claimNotFound = "CLAIM_NOT_FOUND"
	noClaim       = "There is no claim with this id."
)

// Claim answers one claim. Error: NOT_FOUND (CLAIM_NOT_FOUND), which is told to nobody.
func (s Store) Claim(ctx context.Context, id string) (Claim, error) {
	row, err := s.q.GetClaim(ctx, id)
	return sqldb.One(row, err, claim, claimNotFound, noClaim)
}

// LockClaim answers one claim, locked until the transaction ends. Error: NOT_FOUND (CLAIM_NOT_FOUND), which is told to nobody.
func (s Store) LockClaim(ctx context.Context, id string) (Claim, error) {
	found, err := sqldb.LockByID(ctx, s.tx, `-- name: LockClaim :many
SELECT `+claimColumns+` FROM claim WHERE id IN (%s)`, map[string]bool{id: true}, scanClaim)
	c, is := found[id]
	if err == nil && !is {
		err = sql.ErrNoRows
	}
	return sqldb.One(c, err, func(c Claim) Claim { return c }, claimNotFound, noClaim)
}

const claimColumns = `id, trajectory_id, number, client_id, creditor_id, sealed, kind, claim_rank, original_cents, amount_cents,
    balance_date, collection_agency_id, business, contested_date, exclusion, state, end_date, version, created_at, updated_at`

// ClaimsByID answers the claims with ids, those there are.
func (s Store) ClaimsByID(ctx context.Context, ids map[string]bool) (map[string]Claim, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ClaimsByID :many
SELECT `+claimColumns+` FROM claim WHERE id IN (%s)`, ids, scanClaim)
}

// Claims answers size claims of a trajectory after the one with a number, in a state; "" for all.
func (s Store) Claims(ctx context.Context, trajectoryID string, after int, state string, size int32) ([]Claim, error) {
	rows, err := s.q.ListClaims(ctx, db.ListClaimsParams{
		TrajectoryID: trajectoryID, After: int64(after), State: state, Size: size,
	})
	return sqldb.All(rows, err, claim)
}

// ClaimsOfClient answers the claims in the name of a client, oldest first.
func (s Store) ClaimsOfClient(ctx context.Context, clientID string) ([]Claim, error) {
	rows, err := s.q.ListClaimsOfClient(ctx, clientID)
	return sqldb.All(rows, err, claim)
}

// EmptyClaims forgets what is sealed in the claims in the name of a client, and what was asked when they were added.
func (s Store) EmptyClaims(ctx context.Context, clientID string, now time.Time) error {
	_, err := s.tx.ExecContext(ctx, `-- name: DeleteRequestIDsOfClaims :exec
DELETE FROM request_id WHERE resource_id IN (SELECT id FROM claim WHERE client_id = $1)`, clientID)
	if err != nil {
		return err
	}
	return s.q.EmptyClaimsOfClient(ctx, db.EmptyClaimsOfClientParams{
		Empty: []byte{}, UpdatedAt: sqldb.At(now), ClientID: clientID,
	})
}

func scanClaim(r *sql.Rows) (string, Claim, error) {
	var c db.Claim
	err := r.Scan(&c.ID, &c.TrajectoryID, &c.Number, &c.ClientID, &c.CreditorID, &c.Sealed, &c.Kind, &c.ClaimRank,
		&c.OriginalCents, &c.AmountCents, &c.BalanceDate, &c.CollectionAgencyID, &c.Business, &c.ContestedDate, &c.Exclusion,
		&c.State, &c.EndDate, &c.Version, &c.CreatedAt, &c.UpdatedAt)
	return c.ID, claim(c), err
}

// claim answers a claim of a row. Nothing sealed is no bytes, not none at all: SQLite reads them as the same.
func claim(c db.Claim) Claim {
	return Claim{Sealed: append([]byte{}, c.Sealed...), Claim: domain.Claim{
		ID: c.ID, TrajectoryID: c.TrajectoryID, Number: int(c.Number), ClientID: c.ClientID, CreditorID: c.CreditorID,
		Kind: domain.DebtKind(c.Kind), Rank: domain.ClaimRank(c.ClaimRank), Original: c.OriginalCents, Amount: c.AmountCents,
		Balance: c.BalanceDate, AgencyID: c.CollectionAgencyID, Business: c.Business == 1, Contested: c.ContestedDate,
		Exclusion: c.Exclusion, State: domain.ClaimState(c.State), End: c.EndDate, Version: c.Version, Created: c.CreatedAt.Time,
		Updated: c.UpdatedAt.Time,
	}}
}
