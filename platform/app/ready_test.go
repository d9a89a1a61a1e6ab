package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/app"
)

// says answers a module that is asked every two seconds and says one thing after the other, and then that it is ready.
func says(name string, answers ...error) app.Module {
	return app.Module{Name: name, Ready: func(context.Context) (err error) {
		if len(answers) > 0 {
			err, answers = answers[0], answers[1:]
		}
		return err
	}}
}

// runFor runs o for a while, and answers what OnReadiness was told after which time.
func runFor(t *testing.T, while time.Duration, o app.Options) (told []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), while)
	defer cancel()
	start := time.Now()
	o.OnReadiness = func(err error) { told = append(told, fmt.Sprintf("%s: %v", time.Since(start), err)) }
	if o.Log == nil {
		o.Log = quiet()
	}
	require.NoError(t, app.Run(ctx, o))
	return told
}

func TestReadinessIsToldWhenItChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		away, lags := errors.New("away"), errors.New("lags")
		told := runFor(t, time.Minute, app.Options{
			Modules: []app.Module{
				says("a", nil, nil, away, away, nil, nil, away), {Name: "b"}, says("c", nil, lags, lags, nil, nil, nil, lags),
			},
			Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		require.Equal(t, []string{
			"4s: module c: lags", "10s: <nil>", "14s: module a: away\nmodule c: lags", "16s: <nil>",
		}, told)
		require.Equal(t, 2, strings.Count(log.String(), `level=WARN msg="not ready" error="module `))
		require.Equal(t, 2, strings.Count(log.String(), `level=INFO msg="ready again"`))
	})
}

func TestModulesAreAskedEveryTwoSecondsFromTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var asked []time.Duration
		m := app.Module{Name: "m", Ready: func(context.Context) error {
			asked = append(asked, time.Since(start))
			return nil
		}}
		require.Empty(t, runFor(t, 7*time.Second, app.Options{Modules: []app.Module{m}}))
		require.Equal(t, []time.Duration{2 * time.Second, 4 * time.Second, 6 * time.Second}, asked)
	})
}

func TestModuleThatDoesNotAnswerInTenSecondsIsNotReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		deaf := app.Module{Name: "deaf", Ready: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
		told := runFor(t, time.Minute, app.Options{Modules: []app.Module{deaf, says("b", errors.New("away"))}})
		require.Equal(t, []string{"12s: module deaf: context deadline exceeded\nmodule b: away"}, told)
	})
}

func TestEndOfTheProcessIsNoChangeOfReadiness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waiting := app.Module{Name: "m", Ready: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
		require.Empty(t, runFor(t, 5*time.Second, app.Options{Modules: []app.Module{waiting}}))
	})
}

func TestReadinessIsNotAskedWhileStopping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stopping := false
		m := app.Module{Name: "m", Ready: func(context.Context) error {
			require.False(t, stopping)
			return nil
		}}
		failing := task("relay", func(ctx context.Context) error {
			select {
			case <-time.After(5 * time.Second):
				return errors.New("broken")
			case <-ctx.Done():
				return nil
			}
		})
		s := (&diary{}).server("s")
		s.onStop = func(context.Context) error {
			stopping = true
			<-time.After(9 * time.Second)
			return nil
		}
		err := app.Run(t.Context(), app.Options{
			Modules: []app.Module{m, failing}, Servers: []app.Server{s}, Log: quiet(),
		})
		require.EqualError(t, err, "module m: task relay: broken")
		require.True(t, stopping)
	})
}
