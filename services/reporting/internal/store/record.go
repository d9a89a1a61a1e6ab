package store

import (
	"context"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// readAhead is how many facts of a kind are read at once: most pages are smaller than the default of a hundred records, and
// of the facts of a kind a figure counts a part.
const readAhead = 500

// Mark is a place in the order of the facts of a year: that of the fact on a date with an id. The zero mark is before the first.
type Mark struct {
	Date civil.Date
	ID   string
}

// Behind says whether f comes after the mark.
func (m Mark) Behind(f domain.Fact) bool {
	return f.Date.After(m.Date) || (f.Date == m.Date && f.ID > m.ID)
}

// EachFactOfYear calls f for the facts of some kinds in a year, behind a mark, in the order of their dates and ids, until it says
// that it wants no more. Each kind is read by its own index, and they are put together here.
func (s Store) EachFactOfYear(
	ctx context.Context, year int, kinds []string, after Mark, f func(domain.Fact) (more bool, err error),
) error {
	if after.Date.IsZero() {
		after.Date = civil.Date{Year: year, Month: time.January, Day: 1}
	}
	last := civil.Date{Year: year, Month: time.December, Day: 31}
	streams := make([]*factStream, len(kinds))
	for i, kind := range kinds {
		streams[i] = &factStream{kind: kind, after: after, last: last}
	}
	for {
		var first *factStream
		for _, one := range streams {
			if err := one.fill(ctx, s.q); err != nil {
				return fmt.Errorf("read facts of kind %s: %w", one.kind, err)
			}
			if len(one.facts) > 0 && (first == nil || markOf(one.facts[0]).Behind(first.facts[0])) {
				first = one
			}
		}
		if first == nil {
			return nil
		}
		next := first.facts[0]
		first.facts = first.facts[1:]
		if more, err := f(next); err != nil || !more {
			return err
		}
	}
}

func markOf(f domain.Fact) Mark { return Mark{f.Date, f.ID} }

// factStream is the facts of a kind up to a date, of which some were read ahead.
type factStream struct {
	kind  string
	after Mark // the last that was read
	last  civil.Date
	facts []domain.Fact
	ended bool
}

// fill reads ahead where nothing is left of what was read.
func (s *factStream) fill(ctx context.Context, q *db.Queries) error {
	if len(s.facts) > 0 || s.ended {
		return nil
	}
	rows, err := q.ListFactsOfKind(ctx, db.ListFactsOfKindParams{
		Kind: s.kind, AfterDate: s.after.Date.String(), After: s.after.ID, LastDate: s.last, Size: readAhead,
	})
	if err != nil {
		return err
	}
	s.facts, s.ended = facts(rows), len(rows) < readAhead
	if len(rows) > 0 {
		s.after = markOf(s.facts[len(s.facts)-1])
	}
	return nil
}

// Where answers where a fact happened and under which programmes, from the top down. It is not complete where the place or a
// programme has not arrived yet: the fact waits, and counts when they do.
func (r Register) Where(f domain.Fact) (place domain.Location, path []domain.Programme, complete bool) {
	place = f.Elsewhere()
	if f.LocationID != "" {
		l, known := r.Locations[f.LocationID]
		if !known {
			return place, nil, false
		}
		place = l.Value
	}
	path, complete = domain.Path(func(id string) (domain.Programme, bool) {
		v, known := r.Programmes[id]
		return v.Value, known
	}, f.ProgrammeID)
	return place, path, complete
}

// CountedWhole answers the countings, and of the cells of year those of the year as a whole.
func (s Store) CountedWhole(ctx context.Context, year int) (counted domain.Counted, err error) {
	if counted.Countings, err = s.Countings(ctx); err != nil {
		return counted, err
	}
	rows, err := s.q.ListLiveYearCells(ctx, int64(year))
	counted.Cells = cellsOf(rows)
	return counted, err
}
