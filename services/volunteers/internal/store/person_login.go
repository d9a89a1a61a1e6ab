package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// PersonLogin is by which login a person is known.
type PersonLogin struct {
	PersonID string
	Hash     string // of issuer and subject
	Version  int64
	Created  time.Time
	Updated  time.Time
}

// PersonLogin answers the login of a person. Error: NOT_FOUND (LOGIN_NOT_FOUND).
func (s Store) PersonLogin(ctx context.Context, personID string) (PersonLogin, error) {
	row, err := s.q.GetPersonLogin(ctx, personID)
	return sqldb.One(row, err, func(l db.PersonLogin) PersonLogin {
		return PersonLogin{
			PersonID: l.PersonID, Hash: l.LoginHash, Version: l.Version, Created: l.CreatedAt.Time, Updated: l.UpdatedAt.Time,
		}
	}, "LOGIN_NOT_FOUND", "No login of this person is recorded.")
}

// PutPersonLogin keeps a login in the place of the one before. Error: ALREADY_EXISTS (LOGIN_TAKEN), where another person got it
// at the same moment too.
func (s Store) PutPersonLogin(ctx context.Context, l PersonLogin) error {
	if _, err := s.q.DeletePersonLogin(ctx, l.PersonID); err != nil {
		return err
	}
	rows, err := s.q.InsertPersonLogin(ctx, db.InsertPersonLoginParams{
		PersonID: l.PersonID, LoginHash: l.Hash, Version: l.Version, CreatedAt: sqldb.At(l.Created), UpdatedAt: sqldb.At(l.Updated),
	})
	if err == nil && rows == 0 {
		err = LoginTaken()
	}
	return err
}

// LoginTaken is that another person has a login. It does not say who.
func LoginTaken() error {
	return fault.New(fault.AlreadyExists, "LOGIN_TAKEN", "Another person has this login. A login is of one person.")
}

// DropPersonLogin forgets the login of a person, if there is one.
func (s Store) DropPersonLogin(ctx context.Context, personID string) error {
	_, err := s.q.DeletePersonLogin(ctx, personID)
	return err
}

// PersonOfLogin answers whose login has one of hashes, or "" where nobody's has.
func (s Store) PersonOfLogin(ctx context.Context, hashes map[string]bool) (personID string, err error) {
	_, err = sqldb.ByID(ctx, s.tx, `-- name: PersonOfLogin :many
SELECT login_hash, person_id FROM person_login WHERE login_hash IN (%s)`, hashes, func(r *sql.Rows) (hash, id string, err error) {
		err = r.Scan(&hash, &id)
		personID = id
		return hash, id, err
	})
	return personID, err
}
