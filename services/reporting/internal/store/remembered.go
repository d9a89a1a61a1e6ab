package store

import (
	"context"
	"database/sql"
	"sync"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// Remembered keeps the countings and the places as they were last read. Whoever changes them, in any instance, leaves another
// revision, so what is kept is answered only where it holds. The zero value is ready; it may be used from many goroutines.
type Remembered struct {
	mu   sync.Mutex
	last remembered
}

type remembered struct {
	revision  string
	countings []domain.Counting
	places    []domain.Location
}

// Counted answers what was counted for a year, and all places of the register, as they were at one moment: a counting may be
// replaced at any time. Of the cells it answers those of all levels where full is asked for, and else those of the year, its
// quarters and its months. The lists of countings and places are shared with others who ask; nobody changes them.
func (m *Remembered) Counted(
	ctx context.Context, pool *sql.DB, year int, full bool,
) (counted domain.Counted, places []domain.Location, err error) {
	err = sqldb.Snapshot(ctx, pool, func(tx *sql.Tx) error {
		s := In(tx)
		known, err := m.recall(ctx, s)
		if err != nil {
			return err
		}
		counted.Countings, places = known.countings, known.places
		return s.count(ctx, year, full, &counted)
	})
	return counted, places, err
}

func (m *Remembered) recall(ctx context.Context, s Store) (now remembered, err error) {
	if now.revision, err = s.revision(ctx); err != nil {
		return now, err
	}
	m.mu.Lock()
	last := m.last
	m.mu.Unlock()
	if now.revision != "" && last.revision == now.revision {
		return last, nil
	}
	if now.countings, err = s.Countings(ctx); err != nil {
		return now, err
	}
	if now.places, err = s.Locations(ctx); err != nil {
		return now, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = now
	return now, nil
}
