package events

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Projection keeps the figures in step with the facts: what a fact added before is taken off, what it adds now is put on,
// in every counting that has it, by the rule of that counting.
type Projection struct {
	// Catalogues are what is wanted. What is counted stands in the database, and may be older.
	Catalogues *catalogues.Catalogues
	// Shared says that others may count beside this one, instances or shares of a stream: events of one fact come to one of them
	// at a time. Otherwise whoever counts does so alone.
	Shared  bool
	filters domain.Filters
	memory  memory
}

// Handle counts a batch of events. Prepare comes before it. Where a counting is of a version of the program that counts
// by other rules, nothing is counted and its error names it: the events wait for an instance that can.
func (p *Projection) Handle(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
	n, err := decode(events)
	if err != nil {
		return err
	}
	s := store.In(tx)
	alone := !p.Shared || len(n.locations)+len(n.programmes) > 0
	lock := p.memory.hold
	if !alone {
		s, lock = s.Beside(), p.memory.share
	}
	held, err := lock(ctx, s)
	if err != nil {
		return err
	}
	counter, err := p.counter(held)
	if err != nil {
		return err
	}
	t := tally{s, counter}
	after, changed := merge(held.register, n)
	if !changed.none() {
		if err := t.move(ctx, held.register, after, changed); err != nil {
			return err
		}
		if err := t.keep(ctx, after, changed); err != nil {
			return err
		}
		if err := p.memory.revise(ctx, s, state{register: after, countings: held.countings, counter: counter}); err != nil {
			return err
		}
	}
	if err := t.keepTold(ctx, n.told); err != nil {
		return err
	}
	return t.countFacts(ctx, after, n.facts)
}

// tally counts in one transaction.
type tally struct {
	store.Store
	counter *domain.Counter
}

// keep keeps the places and programmes that changed.
func (t tally) keep(ctx context.Context, after store.Register, changed changes) error {
	for _, id := range changed.locations {
		if err := t.PutLocation(ctx, after.Locations[id]); err != nil {
			return err
		}
	}
	for _, id := range changed.programmes {
		if err := t.PutProgramme(ctx, after.Programmes[id]); err != nil {
			return err
		}
	}
	return nil
}

// keepTold keeps what services computed themselves, which is counted nowhere.
func (t tally) keepTold(ctx context.Context, told map[string]store.Versioned[domain.Told]) error {
	for _, id := range slices.Sorted(maps.Keys(told)) {
		if err := t.PutTold(ctx, told[id]); err != nil {
			return err
		}
	}
	return nil
}

// changes are the ids of the places and programmes that a batch changes.
type changes struct{ locations, programmes []string }

func (c changes) none() bool { return len(c.locations)+len(c.programmes) == 0 }

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
func (t tally) countFacts(
	ctx context.Context, r store.Register, told map[string]store.Versioned[domain.Fact],
) error {
	ids := slices.Sorted(maps.Keys(told))
	kept, err := t.FactsByID(ctx, ids)
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
			if off, err = add(off, t.counter.Contributions, old.Value, r); err != nil {
				return err
			}
		}
		if on, err = add(on, t.counter.Contributions, told[id].Value, r); err != nil {
			return err
		}
		fresh = append(fresh, told[id])
	}
	if err := t.PutFacts(ctx, fresh); err != nil {
		return err
	}
	return t.Add(ctx, domain.Delta(off, on))
}

// contributions answers what a fact adds to which cells, given its place and the path of its programme.
type contributions = func(domain.Fact, domain.Location, []domain.Programme) ([]domain.Contribution, error)

// add appends what f contributes under the register. A fact whose place or programme has not arrived yet waits: it
// contributes nothing, and counts when they do.
func add(
	to []domain.Contribution, of contributions, f domain.Fact, r store.Register,
) ([]domain.Contribution, error) {
	place, path, complete := r.Where(f)
	if !complete {
		return to, nil
	}
	found, err := of(f, place, path)
	return append(to, found...), err
}
