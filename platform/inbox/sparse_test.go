package inbox_test

import (
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"

	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func sparse(c *inbox.Config) {
	c.Sparse, c.Types = true, append(c.Types, outbox.Type(service, "even-number.seen"))
}

func TestWhatIsNothingToAConsumerIsNotSentToIt(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		reader := sdkmetric.NewManualReader()
		counted := func(c *inbox.Config) { c.Meter = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)) }
		f.run(f.newConsumer(sparse, counted).Run)
		f.publish("number.added", 1)
		f.publish("number.forgotten", 2)
		f.publish("even-number.seen", 4)
		f.publish("number.seen", 8)
		require.EqualValues(t, 5, f.settled())
		for name := range counts(t, reader) {
			require.NotContains(t, name, "meedoen.inbox.skipped")
		}
	})
}

func TestConsumerIsAtTheEndOfAStreamOfWhichItIsSentNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.publish("number.forgotten", 1, 2, 3)
		end := f.position()
		stop := f.run(f.newConsumer(sparse).Run)
		f.wait(end)
		stop()
		f.doubt()
		f.publish("number.forgotten", 4)
		end = f.position()
		stop = f.run(f.newConsumer(sparse).Run)
		f.wait(end)
		stop()
		f.publish("number.added", 5)
		f.run(f.newConsumer(sparse).Run)
		require.EqualValues(t, 5, f.settled())
	})
}

func TestEventUnderANumberThatWasLeftOutIsHandled(t *testing.T) {
	for name, away := range map[string]bool{"by a consumer that runs": false, "by one that was away": true} {
		t.Run(name, func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
				s := testkit.NewNATSServer(t, server.Options{})
				f := newFlowOver(t, engine, s.Connect())
				stopRelay, stopConsumer := f.run(f.relay.Run), f.run(f.newConsumer(sparse).Run)
				f.publish("number.added", 1, 2, 3)
				require.EqualValues(t, 6, f.settled())
				s.Stop()
				restore := s.Save()
				s.Start()
				f.publish("number.forgotten", 4, 5)
				require.EqualValues(t, 6, f.settled(), "it is at the fifth")
				stopRelay()
				if away {
					stopConsumer()
				}
				s.Stop()
				restore()
				f.publishFirst(100)
				s.Start()
				f.run(f.newRelay().Run) // the fourth is another now
				f.position()
				if away {
					f.run(f.newConsumer(sparse).Run)
				}
				require.EqualValues(t, 106, f.settled())
			})
		})
	}
}
