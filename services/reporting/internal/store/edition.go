package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// Edition is the account of a year as it was frozen and published.
type Edition struct {
	// Year and Number name it.
	Year, Number int
	// PublishedAt is when.
	PublishedAt time.Time
	// Key is what it is signed with.
	Key PublicKey
	// About is what a list of editions says of it, Public the account as everybody reads it, with targets: both as the contract
	// has them, encoded.
	About, Public []byte
	// Signed is the account as everybody reads it, as it was signed. Frozen is the account with its small numbers.
	Signed string
	Frozen []byte
}

// PublicKey is a key that others check a signature with.
type PublicKey struct {
	// KID names the key, X is the key in base64url.
	KID, X string
}

// PutEdition keeps an edition with its key, and says whether that is new. Of two with one number the one that was published
// first holds.
func (s Store) PutEdition(ctx context.Context, e Edition) (first bool, err error) {
	rows, err := s.q.PutEdition(ctx, db.PutEditionParams{
		Year: int64(e.Year), Number: int64(e.Number), PublishedAt: sqldb.At(e.PublishedAt), Kid: e.Key.KID, About: e.About,
		PublicContent: e.Public, SignedContent: e.Signed, FrozenContent: e.Frozen,
	})
	if err != nil || rows == 0 {
		return false, err
	}
	return true, s.q.PutAccountKey(ctx, db.PutAccountKeyParams{Kid: e.Key.KID, X: e.Key.X, FirstUsedAt: sqldb.At(e.PublishedAt)})
}

// NewestEdition answers the number of the newest edition of a year, 0 where there is none.
func (s Store) NewestEdition(ctx context.Context, year int) (int, error) {
	number, err := s.q.GetNewestEdition(ctx, int64(year))
	return int(number), err
}

// AboutEditions answers what is said of each edition of a year, the oldest first.
func (s Store) AboutEditions(ctx context.Context, year int) ([][]byte, error) {
	return s.q.ListEditions(ctx, int64(year))
}

// PublicContent answers the account of a year as everybody reads it in an edition, nil where there is no such edition.
func (s Store) PublicContent(ctx context.Context, year, number int) ([]byte, error) {
	content, err := s.q.GetPublicContent(ctx, db.GetPublicContentParams{Year: int64(year), Number: int64(number)})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return content, err
}

// SignedEdition answers what is said of an edition and its signed content, both empty where there is no such edition.
func (s Store) SignedEdition(ctx context.Context, year, number int) (about []byte, signed string, err error) {
	row, err := s.q.GetSignedEdition(ctx, db.GetSignedEditionParams{Year: int64(year), Number: int64(number)})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", nil
	}
	return row.About, row.SignedContent, err
}

// FrozenContents answers what was frozen in each edition of a year, the oldest first.
func (s Store) FrozenContents(ctx context.Context, year int) ([][]byte, error) {
	return s.q.ListFrozenContents(ctx, int64(year))
}

// AccountKeys answers all keys that editions were ever signed with, the newest first.
func (s Store) AccountKeys(ctx context.Context) ([]PublicKey, error) {
	rows, err := s.q.ListAccountKeys(ctx)
	return sqldb.All(rows, err, func(k db.AccountKey) PublicKey { return PublicKey{KID: k.Kid, X: k.X} })
}

// EditionPublished answers when an edition was published. Errors: there is no such edition.
func (s Store) EditionPublished(ctx context.Context, year, number int) (time.Time, error) {
	at, err := s.q.GetEditionPublished(ctx, db.GetEditionPublishedParams{Year: int64(year), Number: int64(number)})
	return at.Time, err
}
