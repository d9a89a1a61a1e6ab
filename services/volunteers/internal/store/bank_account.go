package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// BankAccount is where a person is paid, sealed.
type BankAccount struct {
	PersonID string
	Sealed   []byte
	Created  time.Time
	Updated  time.Time
}

// PutBankAccount keeps a bank account in the place of the one before, and answers it.
func (s Store) PutBankAccount(ctx context.Context, b BankAccount) (BankAccount, error) {
	err := s.q.PutBankAccount(ctx, db.PutBankAccountParams{
		PersonID: b.PersonID, Sealed: b.Sealed, CreatedAt: sqldb.At(b.Created), UpdatedAt: sqldb.At(b.Updated),
	})
	if err != nil {
		return b, err
	}
	return s.BankAccount(ctx, b.PersonID)
}

// BankAccount answers the bank account of a person. Error: NOT_FOUND (BANK_ACCOUNT_NOT_FOUND).
func (s Store) BankAccount(ctx context.Context, personID string) (BankAccount, error) {
	row, err := s.q.GetBankAccount(ctx, personID)
	return sqldb.One(row, err, bankAccount, "BANK_ACCOUNT_NOT_FOUND", "There is no bank account of this person.")
}

// BankAccountsByID answers the bank accounts of people, those there are.
func (s Store) BankAccountsByID(ctx context.Context, people map[string]bool) (map[string]BankAccount, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: BankAccountsByID :many
SELECT person_id, sealed, created_at, updated_at FROM bank_account WHERE person_id IN (%s)`, people,
		func(r *sql.Rows) (string, BankAccount, error) {
			var b db.BankAccount
			err := r.Scan(&b.PersonID, &b.Sealed, &b.CreatedAt, &b.UpdatedAt)
			return b.PersonID, bankAccount(b), err
		})
}

// DropBankAccount removes the account of a person who is erased, if there is one.
func (s Store) DropBankAccount(ctx context.Context, personID string) error {
	_, err := s.q.DeleteBankAccount(ctx, personID)
	return err
}

// DeleteBankAccount forgets the bank account of a person. Error: NOT_FOUND (BANK_ACCOUNT_NOT_FOUND).
func (s Store) DeleteBankAccount(ctx context.Context, personID string) error {
	rows, err := s.q.DeleteBankAccount(ctx, personID)
	if err == nil && rows == 0 {
		return fault.New(fault.NotFound, "BANK_ACCOUNT_NOT_FOUND", "There is no bank account of this person.")
	}
	return err
}

// Claimed says whether a person claimed something that was not rejected.
func (s Store) Claimed(ctx context.Context, personID string) (bool, error) {
	n, err := s.q.CountClaims(ctx, personID)
	return n > 0, err
}

func bankAccount(b db.BankAccount) BankAccount {
	return BankAccount{PersonID: b.PersonID, Sealed: b.Sealed, Created: b.CreatedAt.Time, Updated: b.UpdatedAt.Time}
}
