package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertCreditor adds a creditor.
func (s Store) InsertCreditor(ctx context.Context, c domain.Creditor) error {
	return s.q.InsertCreditor(ctx, db.InsertCreditorParams{
		ID: c.ID, Name: c.Name, NameKey: privacy.Fold(c.Name), Kind: string(c.Kind), KvkNumber: c.KvK, Iban: c.IBAN,
		Postcode: c.Postcode, Version: c.Version, CreatedAt: sqldb.At(c.Created), UpdatedAt: sqldb.At(c.Updated),
	})
}

// UpdateCreditor changes a creditor from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateCreditor(ctx context.Context, c domain.Creditor) error {
	return sqldb.Changed(s.q.UpdateCreditor(ctx, db.UpdateCreditorParams{
		Name: c.Name, NameKey: privacy.Fold(c.Name), Kind: string(c.Kind), KvkNumber: c.KvK, Iban: c.IBAN, Postcode: c.Postcode,
		UpdatedAt: sqldb.At(c.Updated), ID: c.ID, Version: c.Version - 1,
	}))
}

// Creditor answers one creditor. Error: NOT_FOUND (CREDITOR_NOT_FOUND).
func (s Store) Creditor(ctx context.Context, id string) (domain.Creditor, error) {
	row, err := s.q.GetCreditor(ctx, id)
	return sqldb.One(row, err, creditor, "CREDITOR_NOT_FOUND", "There is no creditor with this id.")
}

// CreditorsByID answers the creditors with ids, those there are.
func (s Store) CreditorsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Creditor, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: CreditorsByID :many
SELECT id, name, name_key, kind, kvk_number, iban, postcode, version, created_at, updated_at FROM creditor WHERE id IN (%s)`, ids,
		func(r *sql.Rows) (string, domain.Creditor, error) {
			var c db.Creditor
			err := r.Scan(&c.ID, &c.Name, &c.NameKey, &c.Kind, &c.KvkNumber, &c.Iban, &c.Postcode, &c.Version, &c.CreatedAt,
				&c.UpdatedAt)
			return c.ID, creditor(c), err
		})
}

// CreditorMark is a place in the order of creditors: by name, then by id.
type CreditorMark struct{ Name, ID string }

// MarkOf answers the place of a creditor.
func MarkOf(c domain.Creditor) CreditorMark { return CreditorMark{privacy.Fold(c.Name), c.ID} }

// lastName is after every name that a creditor has.
const lastName = "\U0010FFFF"

// Creditors answers size creditors after the mark whose name begins with prefix, of a kind; "" for all.
func (s Store) Creditors(
	ctx context.Context, after CreditorMark, prefix, kind string, size int32,
) ([]domain.Creditor, error) {
	prefix = privacy.Fold(prefix)
	rows, err := s.q.ListCreditors(ctx, db.ListCreditorsParams{
		AfterName: after.Name, AfterID: after.ID, FirstName: prefix, EndName: prefix + lastName, Kind: kind, Size: size,
	})
	return sqldb.All(rows, err, creditor)
}

func creditor(c db.Creditor) domain.Creditor {
	return domain.Creditor{
		ID: c.ID, Name: c.Name, Kind: domain.DebtKind(c.Kind), KvK: c.KvkNumber, IBAN: c.Iban, Postcode: c.Postcode,
		Version: c.Version, Created: c.CreatedAt.Time, Updated: c.UpdatedAt.Time,
	}
}
