package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// FundEntries answers size entries of the fund about an agreement after the one with a number.
func (s Store) FundEntries(ctx context.Context, agreementID string, after int64, size int32) ([]domain.Entry, error) {
	rows, err := s.q.ListFundEntries(ctx, db.ListFundEntriesParams{AgreementID: agreementID, After: after, Size: size})
	list, err := sqldb.All(rows, err, func(r db.ListFundEntriesRow) domain.Entry { return entry(r.LedgerEntry, r.ReversedBy) })
	if err != nil {
		return nil, err
	}
	return list, s.addPostings(ctx, list)
}

// ClientsOfFundAgreements answers whose agreements are, by agreement.
func (s Store) ClientsOfFundAgreements(ctx context.Context, ids map[string]bool) (map[string]string, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ClientsOfFundAgreements :many
SELECT id, client_id FROM fund_agreement WHERE id IN (%s)`, ids,
		func(r *sql.Rows) (id, clientID string, err error) {
			err = r.Scan(&id, &clientID)
			return id, clientID, err
		})
}
