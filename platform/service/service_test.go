package service_test

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/service"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/testkit"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

func deps(t *testing.T, nats *natsx.Conn) app.Deps {
	tel, err := telemetry.New(t.Context(), telemetry.Options{Service: "numbers", LogWriter: io.Discard})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	return app.Deps{Clock: clock.System(), Telemetry: tel, NATS: nats, Positions: &outbox.Positions{}}
}

// run runs modules until the end of the test.
func run(t *testing.T, modules ...app.Module) {
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, app.Options{
			Modules: modules, Log: slog.New(slog.DiscardHandler), OnReady: func() { close(ready) },
		})
	}()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		require.NoError(t, err, "it did not start")
	}
}

func TestServiceTellsFollowsSealsAndDoesWhatIsDue(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		numbers := deps(t, testkit.NATS(t))
		one, err := service.Open(t.Context(), numbers, service.Config{
			Name: "numbers", Database: config.NewSecret(engine.URL(t, nil)), SealEvery: time.Millisecond,
		})
		require.NoError(t, err)
		sums := numbers
		sums.Positions = &outbox.Positions{}
		told, due, works := make(chan string, 1), make(chan string, 1), make(chan struct{})
		two, err := service.Open(t.Context(), sums, service.Config{
			Name: "sums", Database: config.NewSecret(engine.URL(t, nil)), Follows: []inbox.Config{{
				Service: "numbers", Types: []string{outbox.Type("numbers", "number.saved")},
				Handle: func(_ context.Context, _ *sql.Tx, events []cloudevent.Event) error {
					told <- events[0].Subject
					return nil
				},
			}},
		})
		require.NoError(t, err)
		one.Timers.Handle("reminder", func(_ context.Context, _ *sql.Tx, timer schedule.Timer) error {
			due <- timer.Key
			return nil
		})
		first := one.Module(app.Module{})
		second := two.Module(app.Module{Tasks: []app.Task{{Name: "more", Run: func(context.Context) error {
			close(works)
			return nil
		}}}})
		require.Equal(t, []string{"numbers", "sums"}, []string{first.Name, second.Name})
		run(t, first, second)

		require.NoError(t, one.DB.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			now := numbers.Clock.Now()
			if err := one.Timers.Set(ctx, tx, schedule.Timer{Kind: "reminder", Key: "seven", Due: now}); err != nil {
				return err
			}
			if err := auditlog.Append(ctx, tx, now, auditlog.Done(called(ctx), "number/7")); err != nil {
				return err
			}
			return outbox.Append(ctx, tx, now, "numbers",
				outbox.Event{Noun: "number.saved", AggregateID: "seven", Data: wrapperspb.Int64(7)})
		}))

		require.Equal(t, "seven", <-told)
		require.Equal(t, "seven", <-due)
		<-works
		for v := (auditlog.Verification{}); v.Lines == 0; {
			v, err = auditlog.Verify(t.Context(), one.DB.Read(), auditlog.Point{}, 0)
			require.NoError(t, err)
		}
		positions, err := numbers.Positions.GetPositions(t.Context(), &eventsv1.GetPositionsRequest{})
		require.NoError(t, err)
		require.Equal(t, []string{"numbers:1"}, positions.GetPositions())
		require.NoError(t, first.Ready(t.Context()))
	})
}

// method is a call to a method, for which there needs no server.
type method struct{ grpc.ServerTransportStream }

func (method) Method() string { return "/numbers.v1.Numbers/Save" }

// called answers the context of a call to a method.
func called(ctx context.Context) context.Context {
	return grpc.NewContextWithServerTransportStream(ctx, method{})
}

func TestServiceThatCannotBeOpenedSaysWhichAndWhy(t *testing.T) {
	_, err := service.Open(t.Context(), deps(t, testkit.NATS(t)), service.Config{
		Name: "numbers", Database: config.NewSecret("mysql://db"),
	})
	require.ErrorContains(t, err, "numbers: ")
	require.ErrorContains(t, err, sqldb.CheckURL("mysql://db").Error())
}
