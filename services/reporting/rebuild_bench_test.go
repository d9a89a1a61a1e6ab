package reporting_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
)

// asking is how long a reader waits between an answer and the next question.
const asking = 20 * time.Millisecond

// The figures are made of b.N events twice while somebody reads the account: from the streams into an empty database, and
// from the facts of that. With -benchtime 1000000x these are ten years. The seconds of processor time are those of this
// process, with its streams and its reader; a server of PostgreSQL has its own.
func BenchmarkRebuild(b *testing.B) {
	testkit.DurableEngines(b, func(b *testing.B, engine testkit.Engine) {
		conn := testkit.NATS(b)
		ends := tellAll(b, conn, b.N)
		url := engine.URL(b, nil)
		b.ResetTimer()
		begin := started()
		p := servicetest.Start(b, servicetest.Deps(b, reporting.Name, conn), at(url), reporting.New)
		db := testkit.OpenDB(b, url)
		stop := ask(b, p)
		await(b, db, ends)
		begin.report(b, "stream", stop())

		begin = started()
		stop = ask(b, p)
		rebuilding, err := reporting.Rebuild(b.Context(), db, clock.System(), nil)
		require.NoError(b, err)
		awaitRebuilt(b, rebuilding)
		begin.report(b, "facts", stop())
		b.ReportMetric(0, "ns/op")
		var facts int
		require.NoError(b, db.Read().QueryRow("SELECT COUNT(*) FROM fact").Scan(&facts))
		require.Equal(b, b.N, facts)
	})
}

// One instance counts b.N events alone, and two instances on one database count those of which each has its shares.
func BenchmarkShares(b *testing.B) {
	testkit.DurableEngines(b, func(b *testing.B, engine testkit.Engine) {
		if engine.Name != "postgres" {
			return // SQLite is one instance's own
		}
		for _, c := range []struct{ instances, shares int }{{1, 1}, {1, 2}, {2, 2}, {2, 4}} {
			b.Run(fmt.Sprintf("%d-of-%d-shares", c.instances, c.shares), func(b *testing.B) {
				conn := testkit.NATS(b)
				ends := tellAll(b, conn, b.N)
				cfg := at(engine.URL(b, nil))
				cfg.Shares = c.shares
				b.ResetTimer()
				begin := started()
				var p *servicetest.Process
				for range c.instances {
					p = servicetest.Start(b, servicetest.Deps(b, reporting.Name, conn), cfg, reporting.New)
				}
				stop := ask(b, p)
				await(b, testkit.OpenDB(b, cfg.Database.Reveal()), ends)
				begin.report(b, "stream", stop())
				b.ReportMetric(0, "ns/op")
			})
		}
	})
}

// tellAll publishes n records after the registers, as the services do, and answers the ends of the streams.
func tellAll(b *testing.B, conn *natsx.Conn, n int) (ends []string) {
	last := map[string]int{}
	for _, service := range []string{activities, "volunteers", "debtcounselling", "support"} {
		_, err := conn.DeclareStream(b.Context(), service)
		require.NoError(b, err)
	}
	tell := func(t told, n int) {
		data, err := proto.Marshal(t.event.Data)
		require.NoError(b, err)
		noun, happened, _ := strings.Cut(t.event.Noun, ".")
		m := cloudevent.ToNATS(natsx.Subject(t.service, noun, happened, t.event.AggregateID), cloudevent.Event{
			ID: benchID("event", n), Source: "urn:nld:oin:00000099000000000000:systeem:" + t.service, Subject: t.event.AggregateID,
			Type: outbox.Type(t.service, t.event.Noun), Time: epoch, DataContentType: cloudevent.ProtobufType, Data: data,
		})
		// Without it the server would remember all of them while they are counted, for they were sent a minute ago.
		m.Header.Del(nats.MsgIdHdr)
		_, err = conn.JS.PublishMsgAsync(m, jetstream.WithStallWait(natsx.StallWait))
		require.NoError(b, err)
		last[t.service]++
	}
	for i, t := range registers() {
		tell(t, -1-i)
	}
	for i := range n {
		tell(record(i), i)
	}
	<-conn.JS.PublishAsyncComplete()
	for service, n := range last {
		ends = append(ends, fmt.Sprintf("%s:%d", service, n))
	}
	return ends
}

// await waits until everything up to ends is counted.
func await(b *testing.B, db *sqldb.DB, ends []string) {
	ctx, cancel := context.WithTimeout(b.Context(), 20*time.Minute)
	defer cancel()
	require.NoError(b, inbox.Wait(ctx, db, events.Counted(), ends))
}

// awaitRebuilt waits until the figures that were asked for have taken the place of those before.
func awaitRebuilt(b *testing.B, rebuilding *reporting.Rebuilding) {
	tick := time.NewTicker(asking)
	defer tick.Stop()
	for progress := (reporting.Progress{}); !progress.Finished; <-tick.C {
		var err error
		progress, err = rebuilding.Progress(b.Context())
		require.NoError(b, err)
	}
}

// ask asks for the whole account again and again until the function it answers is called, which answers how long each answer took.
func ask(b *testing.B, p *servicetest.Process) (stop func() []time.Duration) {
	accounts := reportingv1.NewAccountServiceClient(p.Conn)
	ctx, cancel := context.WithCancel(context.WithoutCancel(p.As(b, "account.manager")))
	tick := time.NewTicker(asking)
	var took []time.Duration
	var asks sync.WaitGroup
	asks.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			begin := clock.System().Now()
			_, err := accounts.GetAccount(ctx, &reportingv1.GetAccountRequest{
				Year: int32(2022 + n%10), View: reportingv1.AccountView_ACCOUNT_VIEW_FULL,
			})
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				b.Error(err)
				return
			}
			took = append(took, clock.System().Now().Sub(begin))
			<-tick.C
		}
	})
	return func() []time.Duration {
		cancel()
		asks.Wait()
		tick.Stop()
		return took
	}
}

// start is where a measurement begins.
type start struct {
	at  time.Time
	cpu time.Duration
}

func started() start { return start{clock.System().Now(), processorTime()} }

// report tells what was measured since of the way in which figures were made.
func (s start) report(b *testing.B, way string, asked []time.Duration) {
	cpu, wall := processorTime()-s.cpu, clock.System().Now().Sub(s.at)
	slices.Sort(asked)
	b.ReportMetric(wall.Seconds(), way+"-s")
	b.ReportMetric(cpu.Seconds(), way+"-cpu-s")
	b.ReportMetric(float64(b.N)/wall.Seconds(), way+"-events/s")
	b.ReportMetric(milliseconds(asked[len(asked)/2]), way+"-account-p50-ms")
	b.ReportMetric(milliseconds(asked[len(asked)*99/100]), way+"-account-p99-ms")
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// processorTime answers what this process has used of the processors.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it cannot fail
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
