package sqldb_test

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
)

func TestCommandThatOutlivesItsTimeIsEndedAlone(t *testing.T) {
	for name, statement := range map[string]string{
		"while it reads":  endless + "SELECT COUNT(*) FROM r",
		"while it writes": endless + "INSERT INTO note (id, at, body) SELECT 'x' || CAST(n AS TEXT), 1, 'y' FROM r",
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, r *rig) {
				r.SetTimeout(200 * time.Millisecond)
				errs := r.together(t, note("a"),
					func(ctx context.Context, tx *sql.Tx) error {
						_, err := tx.ExecContext(ctx, statement)
						return err
					},
					note("c"))
				require.NoError(t, errs[0])
				require.ErrorIs(t, errs[1], context.DeadlineExceeded)
				require.NoError(t, errs[2])
				require.Equal(t, []string{"a", "c"}, r.notes(t))
			})
		})
	}
}

func TestCallerWhoGoesWhileItWaitsIsDropped(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		release := r.hold(t)
		ctx, cancel := context.WithCancel(t.Context())
		gone := r.queue(t, ctx, note("gone"))
		stays := r.queue(t, t.Context(), note("stays"))
		cancel()
		require.ErrorIs(t, <-gone, context.Canceled, "at once, and not when its turn comes")
		release()
		require.NoError(t, <-stays)
		require.Equal(t, []string{"stays"}, r.notes(t))
	})
}

func TestCallerWhoGoesWhileItsCommandRunsIsAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		release := r.hold(t)
		ctx, cancel := context.WithCancel(t.Context())
		before := r.queue(t, t.Context(), note("a"))
		goes := r.queue(t, ctx, func(ctx context.Context, tx *sql.Tx) error {
			cancel()
			require.NoError(t, ctx.Err())
			return note("b")(ctx, tx)
		})
		after := r.queue(t, t.Context(), note("c"))
		release()
		for _, answer := range []<-chan error{before, goes, after} {
			require.NoError(t, <-answer)
		}
		require.Equal(t, []string{"a", "b", "c"}, r.notes(t))
	})
}

func TestCommandHasTheValuesOfItsCaller(t *testing.T) {
	type key struct{}
	onBoth(t, func(t *testing.T, r *rig) {
		release := r.hold(t)
		var answers []<-chan error
		for i := range 3 {
			answers = append(answers, r.queue(t, context.WithValue(t.Context(), key{}, i), func(ctx context.Context, tx *sql.Tx) error {
				return note(fmt.Sprint(ctx.Value(key{})))(ctx, tx)
			}))
		}
		release()
		for _, answer := range answers {
			require.NoError(t, <-answer)
		}
		require.Equal(t, []string{"0", "1", "2"}, r.notes(t))
	})
}

func TestPanicGoesOnInItsOwnCallerAlone(t *testing.T) {
	for name, end := range map[string]func(){
		"a panic":                  func() { panic("broken") },
		"the end of the goroutine": runtime.Goexit,
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, r *rig) {
				release := r.hold(t)
				before := r.queue(t, t.Context(), note("a"))
				var thrown any
				ended := make(chan struct{})
				start := func() {
					defer close(ended)
					defer func() { thrown = recover() }()
					_ = r.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
						require.NoError(t, note("b")(ctx, tx))
						end()
						return nil
					})
				}
				go start()
				if r.Grouping() {
					require.Eventually(t, func() bool { return r.Waiting() == 2 }, 20*time.Second, time.Millisecond)
				}
				after := r.queue(t, t.Context(), note("c"))
				release()
				require.NoError(t, <-before)
				require.NoError(t, <-after)
				<-ended
				if name == "a panic" {
					require.Equal(t, "broken", thrown)
				}
				require.NoError(t, r.Write(t.Context(), note("d")), "the writer lives")
				require.Equal(t, []string{"a", "c", "d"}, r.notes(t))
			})
		})
	}
}

func TestPanicOfACommandThatIsAloneUndoesItsWork(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		require.PanicsWithValue(t, "broken", func() {
			_ = r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				require.NoError(t, note("a")(ctx, tx))
				panic("broken")
			})
		})
		require.NoError(t, r.Write(t.Context(), note("b")))
		require.Equal(t, []string{"b"}, r.notes(t))
	})
}
