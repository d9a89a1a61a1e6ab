package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertReference adds by what an entry is found at the bank. Nothing sealed is no row.
func (s Store) InsertReference(ctx context.Context, entryID string, text SealedText) error {
	if len(text.Sealed) == 0 {
		return nil
	}
	return s.q.InsertLedgerReference(ctx, db.InsertLedgerReferenceParams{
		EntryID: entryID, SealedFor: text.ClientID, Sealed: text.Sealed,
	})
}

// References answers by what entries are found at the bank, of those that have it, by entry.
func (s Store) References(ctx context.Context, entries []domain.Entry) (map[string]SealedText, error) {
	ids := make(map[string]bool, len(entries))
	for _, e := range entries {
		ids[e.ID] = true
	}
	return sqldb.ByID(ctx, s.tx, `-- name: LedgerReferences :many
SELECT entry_id, sealed_for, sealed FROM ledger_reference WHERE entry_id IN (%s)`, ids,
		func(r *sql.Rows) (id string, text SealedText, err error) {
			err = r.Scan(&id, &text.ClientID, &text.Sealed)
			return id, text, err
		})
}

// DropReferences forgets what was sealed for a client. The hashes of what was asked go too: they are of those texts.
func (s Store) DropReferences(ctx context.Context, clientID string) error {
	for _, statement := range []string{
		`-- name: DeleteRequestIDsOfReferences :exec
DELETE FROM request_id WHERE resource_id IN (SELECT entry_id FROM ledger_reference WHERE sealed_for = $1)`,
		`-- name: DeleteReferences :exec
DELETE FROM ledger_reference WHERE sealed_for = $1`,
	} {
		if _, err := s.tx.ExecContext(ctx, statement, clientID); err != nil {
			return err
		}
	}
	return nil
}

// EntriesOfClient answers the entries of the settlements of the trajectories of a client, by settlement, oldest first.
func (s Store) EntriesOfClient(ctx context.Context, clientID string) ([]domain.Entry, error) {
	rows, err := s.q.ListLedgerEntriesOfClient(ctx, clientID)
	list, err := sqldb.All(rows, err, func(r db.ListLedgerEntriesOfClientRow) domain.Entry {
		return entry(r.LedgerEntry, r.ReversedBy)
	})
	if err != nil {
		return nil, err
	}
	return list, s.addPostings(ctx, list)
}
