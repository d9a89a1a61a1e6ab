package feed_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/feed"
	"github.com/deschoor/meedoen/platform/testkit"
)

type entry int64

func (e entry) Number() int64 { return int64(e) }

// memory is a log whose entries are their numbers. What is added is numbered when the feed looks.
type memory struct {
	mu    sync.Mutex
	added int64 // how many there are
	given int64 // how many of them have a number
	step  int64 // how many get one at once; 0: all
	lost  int64 // the number of an entry that is not there
	reads int   // how often entries were read that the feed had read before
	fails error
	tried chan struct{} // gets one for each look, where somebody listens
}

func (m *memory) add(n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.added += n
}

func (m *memory) Advance(context.Context) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case m.tried <- struct{}{}:
	default:
	}
	if m.fails != nil {
		return false, m.fails
	}
	if m.step == 0 || m.added-m.given < m.step {
		m.given = m.added
		return false, nil
	}
	m.given += m.step
	return true, nil
}

func (m *memory) Last(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.given, nil
}

func (m *memory) After(_ context.Context, number int64, most int) (list []entry, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n := number + 1; n <= m.given && len(list) < most; n++ {
		if n != m.lost {
			list = append(list, entry(n))
		}
	}
	if len(list) > 0 {
		m.reads++
	}
	return list, nil
}

// start runs a feed of log until the test ends.
func start(t *testing.T, log *memory, cfg feed.Config) *feed.Feed[entry] {
	t.Helper()
	if cfg.Clock == nil {
		cfg.Clock = testkit.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
	}
	if cfg.Poll == 0 {
		cfg.Poll = time.Millisecond
	}
	cfg.Log = slog.New(slog.DiscardHandler)
	f := feed.New(log, cfg)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- f.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return f
}

var errEnough = errors.New("enough")

// follow answers the entries after a number up to another, as they are told, and how they came.
func follow(t *testing.T, f *feed.Feed[entry], after, until int64) (told []entry, batches int) {
	t.Helper()
	err := f.Follow(t.Context(), after, func(b feed.Batch[entry]) error {
		told = append(told, b.Entries...)
		if len(b.Entries) > 0 {
			batches++
		}
		if b.Last >= until {
			return errEnough
		}
		return nil
	})
	require.ErrorIs(t, err, errEnough)
	return told, batches
}

func numbers(from, to int64) (list []entry) {
	for n := from; n <= to; n++ {
		list = append(list, entry(n))
	}
	return list
}

func TestEveryEntryIsToldInOrder(t *testing.T) {
	log := &memory{added: 3, given: 3, step: 7}
	f := start(t, log, feed.Config{})
	last, err := f.Last(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(3), last)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			told, _ := follow(t, f, int64(i%5), 2000)
			require.Equal(t, numbers(int64(i%5)+1, 2000), told)
		})
	}
	for range 1997 {
		log.add(1)
		f.Wake()
	}
	all.Wait()
}

func TestWhoLagsReadsWhatIsNoLongerKept(t *testing.T) {
	log := &memory{}
	f := start(t, log, feed.Config{Keep: 10, Poll: time.Hour})
	slow, fast := make(chan struct{}), make(chan struct{})
	var told []entry
	go func() {
		defer close(slow)
		_ = f.Follow(t.Context(), 0, func(b feed.Batch[entry]) error {
			if len(b.Entries) > 0 && told == nil {
				<-fast
			}
			told = append(told, b.Entries...)
			if b.Last >= 1001 {
				return errEnough
			}
			return nil
		})
	}()
	log.add(1)
	f.Wake()
	follow(t, f, 0, 1)
	log.add(1000)
	f.Wake()
	got, batches := follow(t, f, 1, 1001) // while the slow one has not answered
	require.Equal(t, numbers(2, 1001), got)
	require.LessOrEqual(t, batches, 4)
	close(fast)
	<-slow
	require.Equal(t, numbers(1, 1001), told)
}

func TestTheLogIsReadOnceForAll(t *testing.T) {
	log := &memory{}
	f := start(t, log, feed.Config{Poll: time.Hour})
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { follow(t, f, 0, 100) })
	}
	log.add(100)
	f.Wake()
	all.Wait()
	log.mu.Lock()
	defer log.mu.Unlock()
	require.Equal(t, 1, log.reads)
}

func TestAsOfIsWhenTheFeedLastSawTheEnd(t *testing.T) {
	clock := testkit.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
	log := &memory{added: 1200}
	f := start(t, log, feed.Config{Clock: clock})
	var asOf []time.Time
	next := func(b feed.Batch[entry]) error {
		if asOf = append(asOf, b.AsOf); b.Last < 1200 {
			return nil
		}
		return errEnough
	}
	follow(t, f, 0, 1200)
	require.ErrorIs(t, f.Follow(t.Context(), 0, next), errEnough)
	require.Equal(t, []time.Time{{}, {}, clock.Now()}, asOf, "not while there is more")

	log.mu.Lock()
	log.fails, log.tried = errors.New("the database is away"), make(chan struct{})
	log.mu.Unlock()
	<-log.tried
	seen := clock.Now()
	clock.Advance(time.Minute)
	<-log.tried
	asOf = nil
	require.ErrorIs(t, f.Follow(t.Context(), 1200, next), errEnough)
	require.Equal(t, []time.Time{seen}, asOf, "it stands still while the log cannot be read")
}

func TestGapIsNeverTold(t *testing.T) {
	log := &memory{lost: 3}
	f := start(t, log, feed.Config{})
	follow(t, f, 0, 0)
	log.add(5)
	tried := make(chan struct{})
	log.mu.Lock()
	log.tried = tried
	log.mu.Unlock()
	<-tried
	<-tried
	last, err := f.Last(t.Context())
	require.NoError(t, err)
	require.Zero(t, last)
}

func TestFollowingEndsWithItsContext(t *testing.T) {
	f := feed.New(&memory{}, feed.Config{}) // which does not run
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := f.Last(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, f.Follow(ctx, 0, nil), context.Canceled)

	f = start(t, &memory{}, feed.Config{})
	ctx, cancel = context.WithCancel(t.Context())
	calls := 0
	require.ErrorIs(t, f.Follow(ctx, 0, func(feed.Batch[entry]) error {
		if calls++; calls == 3 { // it is called also where there is nothing new
			cancel()
		}
		return nil
	}), context.Canceled)
}
