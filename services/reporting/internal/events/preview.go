package events

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Preview is what another catalogue would make different.
type Preview struct {
	Indicators []domain.IndicatorPreview
	// Records is how many facts were counted for it: all, or none where nothing counts otherwise.
	Records int64
}

// Preview counts what after makes different from the catalogue that holds, in memory and as everything stood at one moment:
// nobody who writes waits for it, and nothing is written. Of facts a page is held at a time; of a number of different persons
// all of them are. Year is the present one.
func (p *Projection) Preview(ctx context.Context, db *sqldb.DB, after *domain.Catalogue, year int) (preview Preview, err error) {
	err = sqldb.Snapshot(ctx, db.Read(), func(tx *sql.Tx) error {
		s := store.In(tx)
		holds, err := p.Catalogues.Current(ctx, s)
		if err != nil {
			return err
		}
		now, err := s.LiveYears(ctx)
		if err != nil {
			return err
		}
		counting, err := p.filters.Preview(holds.Catalogue, after, now)
		if err != nil {
			return err
		}
		register, err := s.Register(ctx)
		if err != nil {
			return err
		}
		if counting.Counts() {
			if preview.Records, err = countAll(ctx, s, counting, register); err != nil {
				return err
			}
		}
		places := make([]domain.Location, 0, len(register.Locations))
		for _, l := range register.Locations {
			places = append(places, l.Value)
		}
		preview.Indicators, err = counting.Indicators(places, year)
		return err
	})
	if err != nil {
		return Preview{}, fmt.Errorf("preview a catalogue: %w", err)
	}
	return preview, nil
}

// countAll counts every fact, and answers how many there are.
func countAll(ctx context.Context, s store.Store, counting *domain.Preview, r store.Register) (records int64, err error) {
	var on []domain.Contribution
	for after := ""; ; {
		page, err := s.FactsAfter(ctx, after, pageSize)
		if err != nil || len(page) == 0 {
			return records, err
		}
		on = on[:0]
		for _, f := range page {
			if on, err = add(on, counting.Contributions, f, r); err != nil {
				return records, err
			}
		}
		counting.Add(on)
		records += int64(len(page))
		after = page[len(page)-1].ID
	}
}
