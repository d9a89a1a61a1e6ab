package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// telling answers a command that tells v and writes a note of that name.
func telling(v string) command {
	return func(ctx context.Context, tx *sql.Tx) error {
		sqldb.Tell(ctx, v)
		return note(v)(ctx, tx)
	}
}

// listen answers what is heard of committed commands.
func (r *rig) listen() (heard func() []any) {
	var mu sync.Mutex
	var all []any
	r.OnCommit(func(told []any) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, told...)
	})
	return func() []any {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

func TestWhatACommandTellsIsHeardBeforeItsCallerIsAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		heard := r.listen()
		require.NoError(t, r.Write(t.Context(), telling("a")))
		require.Equal(t, []any{"a"}, heard())
		require.NoError(t, r.WriteReplayable(t.Context(), telling("b")))
		require.Equal(t, []any{"a", "b"}, heard())
		sqldb.Tell(t.Context(), "of no command")
		require.Len(t, heard(), 2)
	})
}

func TestWhatIsUndoneIsNotHeard(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		heard, no := r.listen(), errors.New("no")
		failing := func(ctx context.Context, tx *sql.Tx) error { return errors.Join(telling("failed")(ctx, tx), no) }
		require.ErrorIs(t, r.Write(t.Context(), failing), no)
		errs := r.together(t, telling("a"), failing, telling("b"))
		require.ErrorIs(t, errs[1], no)
		require.ElementsMatch(t, []any{"a", "b"}, heard(), "of those that shared its transaction too")
	})
}

func TestWhatACommandTellsThatRunsAgainIsHeardOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		heard, runs := r.listen(), 0
		require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			runs++
			sqldb.Tell(ctx, runs)
			if runs < 3 {
				return sqldb.ErrStale
			}
			return note("x")(ctx, tx)
		}))
		require.Equal(t, []any{3}, heard())
	})
}

func TestNextCommitIsWaitedFor(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		next := r.NextCommit()
		require.Error(t, r.Write(t.Context(), func(context.Context, *sql.Tx) error { return errors.New("no") }))
		select {
		case <-next:
			require.Fail(t, "nothing was committed")
		default:
		}
		require.NoError(t, r.Write(t.Context(), note("a")))
		<-next
		select {
		case <-r.NextCommit():
			require.Fail(t, "that one was before")
		default:
		}
	})
}
