package store

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// Catalogue is a catalogue that was put in the place of another.
type Catalogue struct {
	// ID is the identifier; Created is when it was put there.
	ID      string
	Created time.Time
	// Comment is what it changes and why.
	Comment string
	// Indicators is how many indicators of the account it has, 0 where the program could not read it when it was kept.
	Indicators int
	// Content is the catalogue as YAML. Lists leave it out.
	Content string
}

// NewestCatalogue answers the catalogue that was put there last, without its content, and one without an id where there is
// none.
func (s Store) NewestCatalogue(ctx context.Context) (Catalogue, error) {
	row, err := s.q.GetNewestCatalogue(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return Catalogue{}, nil
	}
	return catalogueHead(db.ListCataloguesRow(row)), err
}

// Catalogue answers a catalogue. Error: NOT_FOUND (CATALOGUE_NOT_FOUND).
func (s Store) Catalogue(ctx context.Context, id string) (Catalogue, error) {
	row, err := s.q.GetCatalogue(ctx, id)
	return sqldb.One(row, err, func(row db.Catalogue) Catalogue {
		return Catalogue{
			ID: row.ID, Created: row.CreatedAt.Time, Comment: row.Comment, Indicators: int(row.IndicatorCount),
			Content: row.Content,
		}
	}, "CATALOGUE_NOT_FOUND", "There is no such catalogue.")
}

// CataloguesBefore answers at most n catalogues without their content, the newest first: those before one with a time and an
// id, of which the zero values stand for the end of time.
func (s Store) CataloguesBefore(ctx context.Context, created time.Time, id string, n int32) ([]Catalogue, error) {
	before := sqldb.At(created)
	if created.IsZero() {
		before = sqldb.Time{Time: time.UnixMicro(math.MaxInt64)}
	}
	rows, err := s.q.ListCatalogues(ctx, db.ListCataloguesParams{Before: before, BeforeID: id, Size: n})
	return sqldb.All(rows, err, catalogueHead)
}

// PutCatalogue keeps a catalogue, and says whether that is new.
func (s Store) PutCatalogue(ctx context.Context, c Catalogue) (fresh bool, err error) {
	rows, err := s.q.PutCatalogue(ctx, db.PutCatalogueParams{
		ID: c.ID, CreatedAt: sqldb.At(c.Created), Comment: c.Comment, IndicatorCount: int64(c.Indicators), Content: c.Content,
	})
	return rows > 0, err
}

func catalogueHead(row db.ListCataloguesRow) Catalogue {
	return Catalogue{ID: row.ID, Created: row.CreatedAt.Time, Comment: row.Comment, Indicators: int(row.IndicatorCount)}
}
