package events

import (
	"context"
	"errors"
	"sync"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// state is what counting goes by. It is not changed once it was made.
type state struct {
	revision  string
	register  store.Register
	countings []domain.Counting
	counter   *domain.Counter // of the countings; nil: not made yet
}

// memory keeps the state as it was last read. Reading it took most of the time of an event that came alone. Whoever
// changes a place, a programme or a counting, in any instance, leaves another revision in the row that is locked before
// anything is counted, so what is kept is used only where it holds.
type memory struct {
	mu   sync.Mutex
	last state
}

// errOlderVersion stops this instance while a version from before there were countings counts in its database: what that
// one changes is missing from the countings. Prepare takes over again.
var errOlderVersion = errors.New("an older version of this program has counted events; all figures are to be counted anew")

// hold keeps everybody else from counting until the transaction ends, and answers what to count by.
func (m *memory) hold(ctx context.Context, s store.Store) (state, error) {
	if sqldb.Alone(ctx) {
		return m.recall(ctx, s, s.ShareCountedBy) // which only reads the row: there is one once anything is counted
	}
	return m.recall(ctx, s, s.HoldCountedBy)
}

// share keeps everybody else from changing what is counted by until the transaction ends, and answers what that is.
func (m *memory) share(ctx context.Context, s store.Store) (state, error) {
	return m.recall(ctx, s, s.ShareCountedBy)
}

// recall locks what is counted by and answers it, from memory where that still holds.
func (m *memory) recall(
	ctx context.Context, s store.Store, lock func(context.Context) (by, revision string, err error),
) (state, error) {
	by, revision, err := lock(ctx)
	if err != nil {
		return state{}, err
	}
	if by != store.ByCountings {
		return state{}, errOlderVersion
	}
	m.mu.Lock()
	last := m.last
	m.mu.Unlock()
	if revision != "" && last.revision == revision {
		return last, nil
	}
	now := state{revision: revision}
	if now.register, err = s.Register(ctx); err != nil {
		return state{}, err
	}
	if now.countings, err = s.Countings(ctx); err != nil {
		return state{}, err
	}
	m.remember(now)
	return now, nil
}

// revise notes a change of the state in the database, and keeps what it is then. Where the transaction is lost, nobody
// will ever meet its revision.
func (m *memory) revise(ctx context.Context, s store.Store, now state) error {
	now.revision = ids.New()
	if err := s.Revise(ctx, now.revision); err != nil {
		return err
	}
	m.remember(now)
	return nil
}

// counter answers a counter of the countings of a state. It is kept with that: what a counter remembers is most of its speed.
func (p *Projection) counter(of state) (*domain.Counter, error) {
	if of.counter != nil {
		return of.counter, nil
	}
	made, err := p.filters.Counter(of.countings, p.Catalogues.Areas())
	if err != nil {
		return nil, err
	}
	p.memory.keep(of.revision, made)
	return made, nil
}

// keep keeps the counter of the state of a revision, where that is still the last.
func (m *memory) keep(revision string, counter *domain.Counter) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if revision != "" && m.last.revision == revision {
		m.last.counter = counter
	}
}

func (m *memory) remember(now state) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = now
}
