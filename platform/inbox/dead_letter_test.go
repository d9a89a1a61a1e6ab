package inbox_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"

	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestDroppedDeadLetterIsGoneForGood(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		mend := f.refuse("no such place")
		stop := f.run(f.newConsumer().Run)
		f.publish("number.added", 1, 2, 4)
		f.settled()
		letters := f.letters()
		there, err := inbox.DropDeadLetters(t.Context(), f.consumer, nil, letters[0].Key, inbox.Key{Source: "urn:x", ID: "unknown"})
		require.NoError(t, err)
		require.Equal(t, []inbox.Key{letters[0].Key}, there)
		stop()
		mend()
		f.doubt()
		f.run(f.newConsumer().Run)
		f.askAll()
		f.left(0)
		require.EqualValues(t, 6, f.settled())
	})
}

func TestDeadLettersAreListedByPagesAndFoundByName(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		for _, key := range []string{"'urn:b', '1'", "'urn:a', '2'", "'urn:a', '1'"} {
			f.exec(`INSERT INTO dead_letter (source, id, type, aggregate_id, stream, sequence, data, error, created_at)
VALUES (` + key + `, 't', '', 'numbers', 1, '', 'e', 1)`)
		}
		var got []inbox.Key
		for after := (inbox.Key{}); ; after = got[len(got)-1] {
			page, err := inbox.DeadLetters(t.Context(), f.consumer, after, 2)
			require.NoError(t, err)
			if len(page) == 0 {
				break
			}
			for _, l := range page {
				got = append(got, l.Key)
			}
		}
		a1, a2, b1 := inbox.Key{Source: "urn:a", ID: "1"}, inbox.Key{Source: "urn:a", ID: "2"}, inbox.Key{Source: "urn:b", ID: "1"}
		require.Equal(t, []inbox.Key{a1, a2, b1}, got)
		for name, want := range map[string][]inbox.Key{"1": {a1, b1}, "2": {a2}, "urn:b/1": {b1}, "urn:b/2": nil, "": nil} {
			var found []inbox.Key
			list, err := inbox.FindDeadLetters(t.Context(), f.consumer, name)
			require.NoError(t, err)
			for _, l := range list {
				found = append(found, l.Key)
			}
			require.Equal(t, want, found, name)
		}
	})
}

func TestDeadLettersThatWaitAreMeasured(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		mend := f.refuse("no such place")
		reader := sdkmetric.NewManualReader()
		provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
		f.run(f.newConsumer(func(c *inbox.Config) { c.Meter = provider }).Run)
		f.newConsumer(func(c *inbox.Config) { c.Meter, c.Service = provider, "letters" })
		f.publish("number.added", 1, 2)
		f.settled()
		requireWaiting(t, reader, 2)
		mend()
		f.askAll()
		f.left(0)
		requireWaiting(t, reader, 0)
	})
}

// requireWaiting requires what meedoen.inbox.dead_letters.waiting says of the stream of numbers, and that none of letters wait.
func requireWaiting(t *testing.T, reader sdkmetric.Reader, numbers float64) {
	t.Helper()
	got := testkit.Gauges(t, reader)
	require.Equal(t, map[string]float64{"numbers": numbers, "letters": 0}, map[string]float64{
		"numbers": got["meedoen.inbox.dead_letters.waiting stream=numbers"],
		"letters": got["meedoen.inbox.dead_letters.waiting stream=letters"],
	})
}
