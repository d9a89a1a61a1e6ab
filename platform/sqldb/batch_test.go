package sqldb_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// item is a note to write, which speaks for so many rows.
type item struct {
	id   string
	rows int
}

func (i item) Rows() int { return i.rows }

// desk is a rig whose notes are written in batches.
type desk struct {
	*rig
	t       *testing.T
	batcher sqldb.Batcher[item, string]
	mu      sync.Mutex
	batches [][]string
	running chan struct{} // a batch named "hold" has begun
	goOn    chan struct{} // and may end
}

func onDesks(t *testing.T, o sqldb.Options, test func(t *testing.T, d *desk)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		test(t, &desk{rig: newRig(t, engine, o), t: t, running: make(chan struct{}), goOn: make(chan struct{})})
	})
}

// write is the run of the batches: an item "refused" or "panics" does so, and "hold" waits.
func (d *desk) write(ctx context.Context, tx *sql.Tx, items []item) ([]string, error) {
	var ids, answers []string
	var rows sqldb.Rows
	for _, i := range items {
		ids, answers = append(ids, i.id), append(answers, "wrote "+i.id)
		rows = append(rows, []any{i.id, 1, []byte{1}})
	}
	d.mu.Lock()
	d.batches = append(d.batches, ids)
	d.mu.Unlock()
	if err := rows.Each(ctx, tx, "INSERT INTO note (id, at, body) VALUES %s", nil); err != nil {
		return nil, err
	}
	switch all := strings.Join(ids, " "); {
	case strings.Contains(all, "hold"):
		d.running <- struct{}{}
		wait(d.t, d.goOn)
	case strings.Contains(all, "refused"):
		return nil, errRefused
	case strings.Contains(all, "panics"):
		panic("broken")
	}
	return answers, nil
}

// hold has as many batches running as run at a time, until the function it answers is called.
func (d *desk) hold(t *testing.T) (release func()) {
	t.Helper()
	var answers []<-chan string
	for n := range d.Batches() {
		answers = append(answers, d.send(t.Context(), fmt.Sprint("hold ", n), 1))
		<-d.running
	}
	return func() {
		close(d.goOn)
		for _, answer := range answers {
			require.Contains(t, <-answer, "wrote hold")
		}
	}
}

// send writes a note and answers the channel where the result comes, or else the error.
func (d *desk) send(ctx context.Context, id string, rows int) <-chan string {
	answer := make(chan string, 1)
	go func() {
		defer func() {
			if thrown := recover(); thrown != nil {
				answer <- fmt.Sprint(thrown)
			}
		}()
		result, err := d.batcher.Do(ctx, d.DB, item{id, rows}, d.write)
		if err != nil {
			result = err.Error()
		}
		answer <- result
	}()
	return answer
}

// queue is send for one who has to wait for a batch: it answers when its place is taken.
func (d *desk) queue(t *testing.T, ctx context.Context, id string, rows int) <-chan string {
	t.Helper()
	before := d.batcher.Waiting()
	answer := d.send(ctx, id, rows)
	require.Eventually(t, func() bool { return d.batcher.Waiting() > before }, 20*time.Second, time.Millisecond)
	return answer
}

// together sends notes that could share one batch and answers what came of them.
func (d *desk) together(t *testing.T, rows int, ids ...string) (results []string) {
	t.Helper()
	release := d.hold(t)
	var answers []<-chan string
	for _, id := range ids {
		answers = append(answers, d.queue(t, t.Context(), id, rows))
	}
	release()
	for _, answer := range answers {
		results = append(results, <-answer)
	}
	return results
}

// ran answers the batches that were run, but for those of hold.
func (d *desk) ran() (list []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, ids := range d.batches {
		if all := strings.Join(ids, " "); !strings.Contains(all, "hold") {
			list = append(list, all)
		}
	}
	return list
}

func (d *desk) written(t *testing.T) []string {
	return slices.DeleteFunc(d.notes(t), func(id string) bool { return strings.Contains(id, "hold") })
}

func TestWhoComesAloneAfterManyWaitsForThem(t *testing.T) {
	onDesks(t, sqldb.Options{}, func(t *testing.T, d *desk) {
		if d.Batches() > 1 { // nobody waits there for another
			return
		}
		n := 0
		require.Eventually(t, func() bool {
			n++
			d.goOn = make(chan struct{})
			var many []string
			for i := range 10 {
				many = append(many, fmt.Sprintf("many %d %d", n, i))
			}
			d.together(t, 1, many...)
			one, other := fmt.Sprint("one ", n), fmt.Sprint("other ", n)
			for _, answer := range []<-chan string{d.send(t.Context(), one, 1), d.send(t.Context(), other, 1)} {
				require.Contains(t, <-answer, "wrote")
			}
			ran := d.ran()
			return slices.Contains(ran, one+" "+other) || slices.Contains(ran, other+" "+one)
		}, time.Minute, time.Millisecond)
	})
}

func TestCallersAtTheSameTimeShareABatchAndHearTheirOwnResult(t *testing.T) {
	onDesks(t, sqldb.Options{}, func(t *testing.T, d *desk) {
		require.Equal(t, []string{"wrote a", "wrote b", "wrote c"}, d.together(t, 1, "a", "b", "c"))
		require.Equal(t, []string{"a b c"}, d.ran())
		require.EqualValues(t, d.Batches()+1, d.commits.Load())
		require.Equal(t, []string{"a", "b", "c"}, d.written(t))
	})
}

func TestCallerWhoComesAloneHasABatchOfItsOwn(t *testing.T) {
	onDesks(t, sqldb.Options{}, func(t *testing.T, d *desk) {
		require.Equal(t, "wrote a", <-d.send(t.Context(), "a", 1))
		require.Equal(t, "wrote b", <-d.send(t.Context(), "b", 1))
		require.Equal(t, []string{"a", "b"}, d.ran())
	})
}

func TestEveryItemOfAFailedBatchRunsAlone(t *testing.T) {
	onDesks(t, sqldb.Options{}, func(t *testing.T, d *desk) {
		require.Equal(t, []string{"wrote a", "refused", "wrote c"}, d.together(t, 1, "a", "refused", "c"))
		require.Equal(t, "a refused c", d.ran()[0])
		require.ElementsMatch(t, []string{"a", "refused", "c"}, d.ran()[1:])
		require.Equal(t, []string{"a", "c"}, d.written(t))
	})
}

func TestPanicOfABatchIsThatOfItsItem(t *testing.T) {
	onDesks(t, sqldb.Options{}, func(t *testing.T, d *desk) {
		require.Equal(t, []string{"wrote a", "broken", "wrote c"}, d.together(t, 1, "a", "panics", "c"))
		require.Equal(t, []string{"a", "c"}, d.written(t))
		require.Equal(t, "broken", <-d.send(t.Context(), "panics", 1))
		require.Equal(t, "wrote d", <-d.send(t.Context(), "d", 1), "the next has a batch to lead")
	})
}

func TestBatchTakesNoMoreThanItsMost(t *testing.T) {
	onDesks(t, sqldb.Options{MaxGroup: 2}, func(t *testing.T, d *desk) {
		d.together(t, 1, "a", "b", "c", "d", "e")
		require.ElementsMatch(t, []string{"a b", "c d", "e"}, d.ran())
	})
}

func TestBatchTakesNoMoreThanAThousandRows(t *testing.T) {
	onDesks(t, sqldb.Options{}, func(t *testing.T, d *desk) {
		d.together(t, 400, "a", "b", "c", "d", "e")
		require.ElementsMatch(t, []string{"a b", "c d", "e"}, d.ran())
	})
}

func TestItemOfMoreThanAThousandRowsHasABatchOfItsOwn(t *testing.T) {
	onDesks(t, sqldb.Options{}, func(t *testing.T, d *desk) {
		require.Equal(t, []string{"wrote a", "wrote b"}, d.together(t, 1001, "a", "b"))
		require.ElementsMatch(t, []string{"a", "b"}, d.ran())
	})
}

func TestThereAreNoBatchesWhereEachHasACommit(t *testing.T) {
	onDesks(t, sqldb.Options{MaxGroup: 1}, func(t *testing.T, d *desk) {
		held, other := d.send(t.Context(), "hold", 1), make(chan string, 1)
		<-d.running
		go func() { other <- <-d.send(t.Context(), "a", 1) }()
		require.Never(t, func() bool { return d.batcher.Waiting() > 0 }, 20*time.Millisecond, time.Millisecond)
		close(d.goOn)
		require.Equal(t, "wrote hold", <-held)
		require.Equal(t, "wrote a", <-other)
	})
}

func TestCallerWhoGoesBeforeItsBatchStartsIsDropped(t *testing.T) {
	onDesks(t, sqldb.Options{}, func(t *testing.T, d *desk) {
		release := d.hold(t)
		ctx, cancel := context.WithCancel(t.Context())
		gone, stays := d.queue(t, ctx, "gone", 1), d.queue(t, t.Context(), "stays", 1)
		cancel()
		require.Contains(t, <-gone, "context canceled", "at once, and not when its turn comes")
		release()
		require.Equal(t, "wrote stays", <-stays)
		require.Equal(t, []string{"stays"}, d.ran())
	})
}

func TestWhoLeadsABatchAndGoesTakesNobodyAlong(t *testing.T) {
	onDesks(t, sqldb.Options{}, func(t *testing.T, d *desk) {
		if !d.Grouping() {
			return // nothing holds up a batch there
		}
		release := d.hold(t)
		ctx, cancel := context.WithCancel(t.Context())
		leader, other := d.queue(t, ctx, "leader", 1), d.queue(t, t.Context(), "other", 1)
		// The batch of the two comes to wait for the writer.
		held, goOn := make(chan struct{}), make(chan struct{})
		writer := d.rig.queue(t, t.Context(), func(context.Context, *sql.Tx) error {
			close(held)
			wait(t, goOn)
			return nil
		})
		release()
		<-held
		require.Eventually(t, func() bool { return d.batcher.Waiting() == 0 }, 20*time.Second, time.Millisecond, "it has begun")
		cancel()
		require.Contains(t, <-leader, "context canceled")
		close(goOn)
		require.NoError(t, <-writer)
		require.Equal(t, "wrote other", <-other)
		require.Equal(t, []string{"other"}, d.ran())
	})
}

func TestBatchIsTracedWhereACallerIs(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans), sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.NeverSample())))
	onDesks(t, sqldb.Options{Tracer: tracer}, func(t *testing.T, d *desk) {
		spans.Reset()
		first, second := remoteCall(t, "first", true), remoteCall(t, "second", true)
		release := d.hold(t)
		answers := []<-chan string{
			d.queue(t, remoteCall(t, "unsampled", false), "a", 1), d.queue(t, first, "b", 1), d.queue(t, second, "c", 1),
		}
		release()
		for _, answer := range answers {
			require.Contains(t, <-answer, "wrote")
		}
		require.Equal(t, []string{"sql.conn.begin_tx", "sql.conn.exec", "sql.tx.commit", "write batch", "wait for write batch"},
			slices.Compact(namesIn(first, spans)), "the rows in one statement, or in two on SQLite")
		require.Equal(t, []string{"wait for write batch"}, namesIn(second, spans))
		var batch trace.SpanID
		for _, s := range spans.GetSpans() {
			switch s.Name {
			case "write batch":
				batch = s.SpanContext.SpanID()
			case "wait for write batch":
				require.Equal(t, batch, s.Links[0].SpanContext.SpanID())
			}
		}
	})
}
