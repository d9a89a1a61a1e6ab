package schedule_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/testkit"
)

func key(i int) string { return fmt.Sprintf("%03d", i) }

func upTo(n int) (keys []string) {
	for i := range n {
		keys = append(keys, key(i))
	}
	return keys
}

func TestTwoInstancesHandleEveryTimerOnce(t *testing.T) {
	const timers = 300
	onBoth(t, func(r *rig) {
		r.setMany(timers)
		r.run(r.timer)
		r.run(r.scheduler(testkit.OpenDB(t, r.url)))
		for len(r.effects()) < timers {
			r.looked()
		}
		r.looked()
		require.ElementsMatch(t, upTo(timers), r.effects())
		require.Empty(t, r.waiting())
	})
}

func TestTimerThatIsMovedWhileItIsFoundIsNotHandledAtItsOldInstant(t *testing.T) {
	onBoth(t, func(r *rig) {
		// The handler of the first moves the second, which the scheduler found together with it.
		r.timer.Handle(kind, func(ctx context.Context, tx *sql.Tx, timer schedule.Timer) error {
			if err := effect(ctx, tx, timer); err != nil || timer.Key != "first" {
				return err
			}
			if err := r.timer.Remove(ctx, tx, kind, "removed and set"); err != nil {
				return err
			}
			for _, key := range []string{"moved", "removed and set"} {
				if err := r.timer.Set(ctx, tx, schedule.Timer{Kind: kind, Key: key, Due: start.Add(time.Hour)}); err != nil {
					return err
				}
			}
			return nil
		})
		r.set("first", -time.Second)
		r.set("moved", 0)
		r.set("removed and set", 0)
		r.run(r.timer)
		r.looked()
		require.Equal(t, []string{"first"}, r.effects())
		r.clock.Advance(time.Hour)
		r.looked()
		require.Equal(t, []string{"first", "moved", "removed and set"}, r.effects())
	})
}

// inChild holds, in the environment, the address of the database whose timers the child handles.
const inChild = "MEEDOEN_SCHEDULE_CHILD"

// A process is killed in the middle of each timer in turn: after its work, before its commit. So it is also killed after
// the commit of the one before.
func TestEveryTimerIsHandledOnceHoweverOftenTheProcessIsKilled(t *testing.T) {
	const timers = 4
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		t.Parallel()
		r := newRig(t, engine.URL(t, nil))
		r.setMany(timers)
		for done := range timers {
			r.killAt(key(timers - 1 - done))
			require.Len(t, r.effects(), done, "what was being done is undone")
		}
		r.run(r.timer)
		r.looked()
		require.ElementsMatch(t, upTo(timers), r.effects())
		require.Empty(t, r.waiting())
	})
}

// killAt runs a process that handles timers and is killed at the end of the handler of the one with key, or in its call.
func (r *rig) killAt(key string) {
	r.t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.v")
	child.Env = append(os.Environ(), inChild+"="+r.url, inChild+"_KEY="+key)
	child.Stderr = os.Stderr
	stdout, err := child.StdoutPipe()
	require.NoError(r.t, err)
	require.NoError(r.t, child.Start())
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && lines.Text() != "at "+key {
	}
	require.NoError(r.t, child.Process.Kill())
	require.Error(r.t, child.Wait(), "it was killed while it worked")
}

// TestChild is the child: it handles timers until it comes to the one at which it is killed.
func TestChild(t *testing.T) {
	url := os.Getenv(inChild)
	if url == "" {
		return
	}
	r := newRig(t, url)
	r.timer.Handle(kind, func(ctx context.Context, tx *sql.Tx, timer schedule.Timer) error {
		if err := effect(ctx, tx, timer); err != nil || timer.Key != os.Getenv(inChild+"_KEY") {
			return err
		}
		fmt.Println("at " + timer.Key)
		select {}
	})
	r.timer.HandleApart(apart, func(_ context.Context, timer schedule.Timer) error {
		fmt.Println("at " + timer.Key)
		select {}
	})
	t.Error(r.timer.Run(t.Context()))
}
