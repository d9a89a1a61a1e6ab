package events

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Projection keeps the figures in step with the facts: what a fact added before is taken off, what it adds now is put on.
type Projection struct{ Catalogue *domain.Catalogue }

// errOtherCatalogue stops an instance that still runs while a newer one, with another catalogue, has counted all facts
// anew: what it would add to those cells means something else. Its events wait for the newer one.
var errOtherCatalogue = errors.New("the figures are counted by another catalogue, of an instance that started later")

// Handle counts a batch of events. CatchUp comes before it.
func (p Projection) Handle(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
	n, err := decode(events)
	if err != nil {
		return err
	}
	s := store.In(tx)
	held, err := s.HoldCountedBy(ctx, p.Catalogue.Digest())
	if err != nil {
		return err
	}
	if !held {
		return errOtherCatalogue
	}
	before, err := s.Register(ctx)
	if err != nil {
		return err
	}
	after, changed := merge(before, n)
	if err := p.recount(ctx, s, before, after, changed); err != nil {
		return err
	}
	for _, id := range changed.locations {
		if err := s.PutLocation(ctx, after.Locations[id]); err != nil {
			return err
		}
	}
	for _, id := range changed.programmes {
		if err := s.PutProgramme(ctx, after.Programmes[id]); err != nil {
			return err
		}
	}
	return p.countFacts(ctx, s, after, n.facts)
}

// changes are the ids of the places and programmes that a batch changes.
type changes struct{ locations, programmes []string }

// merge answers the register with what is newer in n, and what that changes.
func merge(before store.Register, n news) (after store.Register, changed changes) {
	after.Locations, changed.locations = newer(before.Locations, n.locations)
	after.Programmes, changed.programmes = newer(before.Programmes, n.programmes)
	return after, changed
}

func newer[T any](have, told map[string]store.Versioned[T]) (all map[string]store.Versioned[T], changed []string) {
	all = have
	for _, id := range slices.Sorted(maps.Keys(told)) {
		if told[id].Version <= have[id].Version {
			continue
		}
		if len(changed) == 0 {
			all = maps.Clone(have)
		}
		all[id] = told[id]
		changed = append(changed, id)
	}
	return all, changed
}

// countFacts counts the facts that are newer than those kept.
func (p Projection) countFacts(
	ctx context.Context, s store.Store, r store.Register, told map[string]store.Versioned[domain.Fact],
) error {
	ids := slices.Sorted(maps.Keys(told))
	kept, err := s.FactsByID(ctx, ids)
	if err != nil {
		return err
	}
	var fresh []store.Versioned[domain.Fact]
	var off, on []domain.Contribution
	for _, id := range ids {
		old, known := kept[id]
		if known && told[id].Version <= old.Version {
			continue
		}
		if known {
			if off, err = p.add(off, old.Value, r); err != nil {
				return err
			}
		}
		if on, err = p.add(on, told[id].Value, r); err != nil {
			return err
		}
		fresh = append(fresh, told[id])
	}
	if err := s.PutFacts(ctx, fresh); err != nil {
		return err
	}
	return s.AddToCells(ctx, domain.Delta(off, on))
}

// add appends what f contributes under the register. A fact whose place or programme has not arrived yet waits: it
// contributes nothing, and counts when they do.
func (p Projection) add(to []domain.Contribution, f domain.Fact, r store.Register) ([]domain.Contribution, error) {
	l, known := r.Locations[f.LocationID]
	if !known {
		return to, nil
	}
	path, complete := domain.Path(func(id string) (domain.Programme, bool) {
		v, known := r.Programmes[id]
		return v.Value, known
	}, f.ProgrammeID)
	if !complete {
		return to, nil
	}
	contributions, err := p.Catalogue.Contributions(f, l.Value, path)
	return append(to, contributions...), err
}
