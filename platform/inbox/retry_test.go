package inbox_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

// refuse has every batch fail through a fault of its events, until the handler is mended.
func (f *flow) refuse(problem string) (mend func()) {
	hook := func() error { return inbox.Poison(errors.New(problem)) }
	f.hook.Store(&hook)
	return func() { f.hook.Store(nil) }
}

// letters answers all dead letters.
func (f *flow) letters() []inbox.DeadLetter {
	f.t.Helper()
	list, err := inbox.DeadLetters(context.Background(), f.consumer, inbox.Key{}, 1000)
	require.NoError(f.t, err)
	return list
}

// askAll asks for a retry of all dead letters.
func (f *flow) askAll() {
	f.t.Helper()
	var keys []inbox.Key
	for _, l := range f.letters() {
		keys = append(keys, l.Key)
	}
	there, err := inbox.AskRetry(context.Background(), f.consumer, clock.System().Now(), nil, keys...)
	require.NoError(f.t, err)
	require.ElementsMatch(f.t, keys, there)
}

// left waits until nobody asks for a retry any more and that many dead letters are left, and answers them.
func (f *flow) left(n int) (list []inbox.DeadLetter) {
	f.t.Helper()
	require.Eventually(f.t, func() bool {
		list = f.letters()
		for _, l := range list {
			if !l.RetryAskedAt.IsZero() {
				return false
			}
		}
		return len(list) == n
	}, time.Minute, 5*time.Millisecond)
	return list
}

func TestDeadLetterIsHandledOnceWhenItsHandlerWasMended(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		stop := f.run(f.relay.Run)
		mend := f.refuse("no such place")
		f.run(f.newConsumer().Run)
		f.publish("number.added", 1, 2)
		require.Zero(t, f.settled())
		mend()
		f.publish("number.added", 10)
		require.EqualValues(t, 10, f.settled(), "nothing is tried again unasked")
		f.askAll()
		f.left(0)
		require.EqualValues(t, 13, f.settled())

		stop()
		for _, m := range f.messages() {
			m.Header.Del(nats.MsgIdHdr)
			f.send(m)
		}
		f.wait("numbers:6")
		require.EqualValues(t, 13, f.settled(), "also when it comes again")
	})
}

func TestDeadLetterThatFailsAgainWaitsUntilSomebodyAsksAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.refuse("no such place")
		log := &lines{}
		f.run(f.newConsumer(func(c *inbox.Config) { c.Log = slog.New(slog.NewTextHandler(log, nil)) }).Run)
		f.publish("number.added", 1)
		f.settled()
		first := f.letters()[0]
		require.EqualValues(t, 1, first.Attempts)
		require.Equal(t, first.SetAsideAt, first.AttemptedAt)

		mend := f.refuse("no such programme")
		f.askAll()
		again := f.left(1)[0]
		require.EqualValues(t, 2, again.Attempts)
		require.Equal(t, "no such programme", again.Error)
		require.Equal(t, first.SetAsideAt, again.SetAsideAt)
		require.True(t, again.AttemptedAt.After(first.AttemptedAt))
		// The line is written once the row is committed, and so perhaps after the row was read.
		require.Eventually(t, func() bool { return strings.Contains(log.String(), `msg="a dead letter failed again"`) },
			20*time.Second, time.Millisecond)
		require.Contains(t, log.String(), "attempts=2")

		mend()
		f.askAll()
		f.left(0)
		require.EqualValues(t, 1, f.settled())
	})
}

// lines is a log that a test reads while it is written.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestFaultOfTheDatabaseLeavesARetryAskedForAndNoOtherWaits(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.refuse("no such place")
		f.run(f.newConsumer().Run)
		f.publish("number.added", 1, 2, 4)
		f.settled()
		failures := 2
		outage := func() error {
			if failures > 0 {
				failures--
				return errors.New("the database is away")
			}
			return nil
		}
		f.hook.Store(&outage)
		f.askAll()
		f.left(0)
		require.EqualValues(t, 7, f.settled())
	})
}

func TestRetryThatNeverEndsHoldsUpNeitherTheStreamNorTheOthers(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		mend := f.refuse("no such place")
		handle := func(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
			if f.hook.Load() == nil && events[0].Subject == "1" {
				return errors.New("this one meets a fault that is nobody's")
			}
			return f.add(ctx, tx, events)
		}
		f.run(f.newConsumer(func(c *inbox.Config) { c.Handle = handle }).Run)
		f.publish("number.added", 1, 2, 4)
		f.settled()
		mend()
		f.askAll()
		require.Eventually(t, func() bool { return len(f.letters()) == 1 }, 20*time.Second, 5*time.Millisecond)
		f.publish("number.added", 8)
		require.EqualValues(t, 14, f.settled())
		letter := f.letters()[0]
		require.Equal(t, "1", letter.AggregateID)
		require.False(t, letter.RetryAskedAt.IsZero())
		require.EqualValues(t, 1, letter.Attempts, "it was not the event's fault")
	})
}

func TestMessageThatWasNoEventIsReadAgain(t *testing.T) {
	valid := `{"ce-specversion":["1.0"],"ce-id":["7"],"ce-source":["urn:x"],"ce-type":["nl.welzijn.numbers.number-added.v1"]}`
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.position()
		strange := nats.Msg{Subject: natsx.Subject(service, "number", "added", "x"), Data: encoded(t, 5)}
		strange.Header = nats.Header{"ce-specversion": {"1.0"}, "ce-id": {"\xff"}}
		f.send(&strange)
		f.run(f.newConsumer().Run)
		f.settled()
		f.askAll()
		again := f.left(1)[0]
		require.EqualValues(t, 2, again.Attempts)
		require.Equal(t, "attribute ce-id: not UTF-8", again.Error, "its headers were kept to the byte")

		f.exec("UPDATE dead_letter SET headers = '" + valid + "'") // what a newer version might read in them
		f.askAll()
		f.left(0)
		require.EqualValues(t, 5, f.settled())

		// To a newer version it may also have come by itself, for that may read the last minutes again.
		f.send(&strange)
		f.settled()
		require.Len(t, f.letters(), 1)
		f.exec("UPDATE dead_letter SET headers = '" + valid + "'")
		f.askAll()
		f.left(0)
		require.EqualValues(t, 5, f.settled())
	})
}

// A version before kept no headers. It may also still run, on the schema of this one.
func TestDeadLetterWithoutHeadersIsHandledByWhatIsKnownOfIt(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.run(f.newConsumer().Run)
		f.publish("number.added", 1)
		require.EqualValues(t, 1, f.settled())
		insert := `INSERT INTO dead_letter (source, id, type, aggregate_id, stream, sequence, data, error, created_at) VALUES `
		data := map[string]string{"sqlite": `x'0806'`, "postgres": `'\x0806'`}[engine.Name]
		f.exec(insert + `('urn:x', '6', 'nl.welzijn.numbers.number-added.v1', 'six', 'numbers', 2, ` + data + `, 'e', 1000000)`)
		f.exec(insert + `('urn:stream:numbers', '1/3', '', '', 'numbers', 3, ` + data + `, 'e', 1000000)`)
		first := f.letters()[0]
		require.EqualValues(t, 1, first.Attempts)
		require.Equal(t, time.Unix(1, 0).UTC(), first.AttemptedAt)
		require.EqualValues(t, 2, first.Size)

		f.askAll()
		left := f.left(1)
		require.EqualValues(t, 7, f.settled())
		require.Equal(t, "1/3", left[0].ID)
		require.Contains(t, left[0].Error, "did not keep its headers")
	})
}

func TestDeadLetterOfATypeThatIsNotHandledStaysAskedFor(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		mend := f.refuse("no such place")
		stop := f.run(f.newConsumer().Run)
		f.publish("number.added", 3)
		f.settled()
		stop()
		mend()
		f.askAll()
		read := f.queries.After("GetDeadMessage")
		stop = f.run(f.newConsumer(func(c *inbox.Config) { c.Types = []string{outbox.Type(service, "number.doubled")} }).Run)
		<-read
		<-f.queries.After("GetDeadMessage") // of the next second
		stop()
		require.EqualValues(t, 1, f.letters()[0].Attempts)
		require.False(t, f.letters()[0].RetryAskedAt.IsZero())
		f.run(f.newConsumer().Run)
		f.left(0)
		require.EqualValues(t, 3, f.settled())
	})
}

func TestConsumersThatRetryAtOnceHandleADeadLetterOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		mend := f.refuse("no such place")
		stop := f.run(f.newConsumer().Run)
		f.publish("number.added", numbers(1, 30)...)
		f.settled()
		stop()
		mend()
		// Time stands still for the one, who never asks for the lease again, and its term is over for the other.
		now := clock.System().Now()
		for _, c := range []clock.Clock{clock.At(now), clock.At(now.Add(time.Hour))} {
			looked := f.queries.After("ListAsked")
			f.run(f.newConsumer(func(cfg *inbox.Config) { cfg.Clock = c }).Run)
			<-looked
		}
		f.askAll()
		f.left(0)
		require.EqualValues(t, 465, f.settled())
	})
}

func TestRetryOfAnOlderVersionThanWhatCameSinceChangesNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		mend := f.refuse("no such place")
		keepNewest := func(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
			if hook := f.hook.Load(); hook != nil {
				return (*hook)()
			}
			for _, e := range events {
				var version wrapperspb.Int64Value
				if err := proto.Unmarshal(e.Data, &version); err != nil {
					return inbox.Poison(err)
				}
				_, err := tx.ExecContext(ctx, `INSERT INTO latest (id, version) VALUES ('place', $1)
ON CONFLICT (id) DO UPDATE SET version = excluded.version WHERE latest.version < excluded.version`, version.GetValue())
				if err != nil {
					return err
				}
			}
			return nil
		}
		f.run(f.newConsumer(func(c *inbox.Config) { c.Handle = keepNewest }).Run)
		f.publish("number.added", 1)
		f.settled()
		mend()
		f.publish("number.added", 2)
		f.settled()
		f.askAll()
		f.left(0)
		var version int64
		require.NoError(t, f.consumer.Read().QueryRow("SELECT version FROM latest").Scan(&version))
		require.EqualValues(t, 2, version)
	})
}
