package bench

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/testkit"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/reporting"
)

// pace is how many counts are recorded a second, and look how often a reader looks at the figure.
const (
	pace = 500
	look = 2 * time.Millisecond
)

// From the answer to whoever recorded a count until a reader sees it in the figure, everything in one process, at 500 counts
// a second. The rate is kept whether or not the answers come in time. The ratio says how many times longer the figure takes
// than the answer itself.
func BenchmarkCommitToFigure(b *testing.B) {
	testkit.DurableEngines(b, func(b *testing.B, engine testkit.Engine) {
		conn := start(b, serving(engine.URL(b, nil)), counting(engine.URL(b, nil)))
		record := recorder(b, conn)
		var answers, lags []time.Duration
		for b.Loop() {
			m := newMeter(figure(b, conn))
			a, l := m.run(b, conn, record)
			answers, lags = append(answers, a...), append(lags, l...)
		}
		slices.Sort(answers)
		slices.Sort(lags)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(ms(answers[len(answers)/2]), "answer-p50-ms")
		b.ReportMetric(ms(lags[len(lags)/2]), "figure-p50-ms")
		b.ReportMetric(ms(lags[len(lags)*99/100]), "figure-p99-ms")
		b.ReportMetric(float64(lags[len(lags)/2])/float64(answers[len(answers)/2]), "ratio")
	})
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// serving is the service of activities with its relay.
func serving(database string) wiring {
	return func(deps app.Deps) (app.Module, error) {
		cfg := activities.Defaults()
		cfg.Database = config.NewSecret(database)
		return activities.New(context.Background(), deps, cfg)
	}
}

func counting(database string) wiring {
	return func(deps app.Deps) (app.Module, error) {
		cfg := reporting.Defaults()
		cfg.Database = config.NewSecret(database)
		return reporting.New(context.Background(), deps, cfg)
	}
}

// figure answers what the account says that counts of 12 visitors each add up to, in counts.
func figure(b *testing.B, conn *grpc.ClientConn) int {
	account, err := reportingv1.NewAccountServiceClient(conn).GetAccount(b.Context(), &reportingv1.GetAccountRequest{Year: 2022})
	require.NoError(b, err)
	for _, f := range account.GetFigures() {
		if f.GetIndicator() == "centre-visits" {
			return int(f.GetValue()) / visitors
		}
	}
	return 0
}

// meter measures one turn.
type meter struct {
	first, seen int // counts in the figure, at the beginning and now

	mu       sync.Mutex
	answers  []time.Duration
	answered []time.Time // when each count was, in this order
}

func newMeter(seen int) *meter { return &meter{first: seen, seen: seen} }

// run records for two seconds at the pace, and reads the figure until all of it is seen.
func (m *meter) run(b *testing.B, conn *grpc.ClientConn, record func(context.Context) error) (answers, lags []time.Duration) {
	const counts = 2 * pace
	var wg sync.WaitGroup
	wg.Go(func() { m.record(b, counts, record) })
	tick := time.NewTicker(look)
	defer tick.Stop()
	for m.seen-m.first < counts && !b.Failed() {
		<-tick.C
		now := figure(b, conn)
		at := clock.System().Now()
		m.mu.Lock()
		for ; m.seen < now; m.seen++ {
			lag := time.Duration(0) // a figure may be quicker than the answer
			if i := m.seen - m.first; i < len(m.answered) {
				lag = max(0, at.Sub(m.answered[i]))
			}
			lags = append(lags, lag)
		}
		m.mu.Unlock()
	}
	wg.Wait()
	require.False(b, b.Failed())
	return m.answers, lags
}

func (m *meter) record(b *testing.B, counts int, record func(context.Context) error) {
	var wg sync.WaitGroup
	defer wg.Wait()
	begin := clock.System().Now()
	for i := range counts {
		// At its own moment, however late the one before was: whoever counts does not wait for others.
		<-time.After(begin.Add(time.Duration(i) * time.Second / pace).Sub(clock.System().Now()))
		wg.Go(func() {
			asked := clock.System().Now()
			if err := record(b.Context()); err != nil {
				b.Error(err)
				return
			}
			now := clock.System().Now()
			m.mu.Lock()
			defer m.mu.Unlock()
			m.answers, m.answered = append(m.answers, now.Sub(asked)), append(m.answered, now)
		})
	}
}
