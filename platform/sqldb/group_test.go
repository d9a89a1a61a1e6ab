package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

var errRefused = errors.New("refused")

func TestNoAnswerComesBeforeTheCommit(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		release := r.hold(t)
		first := r.queue(t, t.Context(), note("a"))
		second := r.queue(t, t.Context(), func(context.Context, *sql.Tx) error {
			require.Empty(t, first, "the first has run, and has no answer")
			require.Empty(t, r.notes(t), "nobody sees it")
			return nil
		})
		release()
		require.NoError(t, <-first)
		require.Equal(t, []string{"a"}, r.notes(t))
		require.NoError(t, <-second)
	})
}

func TestCommitOfSQLiteReachesTheDisk(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		var synchronous int
		read := func(ctx context.Context, tx *sql.Tx) error {
			return tx.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous)
		}
		require.Equal(t, []error{nil, nil}, r.together(t, read, note("a")))
		require.Equal(t, 2, synchronous, "FULL")
	})
}

func TestGroupHasOneCommit(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		require.Equal(t, []error{nil, nil, nil}, r.together(t, note("a"), note("b"), note("c")))
		require.EqualValues(t, 1+1, r.commits.Load(), "of who held the writer, and of the group")
	})
}

func TestGroupTakesNoMoreThanItsMost(t *testing.T) {
	onGroups(t, sqldb.Options{MaxGroup: 3}, func(t *testing.T, r *rig) {
		r.together(t, note("a"), note("b"), note("c"), note("d"), note("e"), note("f"), note("g"))
		require.Len(t, r.notes(t), 7)
		require.EqualValues(t, 1+3, r.commits.Load(), "three, three and one")
	})
}

func TestGroupDoesNotGoOnForLong(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		const bound = 20 * time.Millisecond
		r.SetCollecting(bound)
		slow := func(ctx context.Context, tx *sql.Tx) error {
			<-time.After(bound + time.Millisecond)
			return note("a")(ctx, tx)
		}
		require.Equal(t, []error{nil, nil, nil}, r.together(t, slow, note("b"), note("c")))
		require.GreaterOrEqual(t, r.commits.Load(), int32(1+2), "the slow one, and the rest")
	})
}

func TestGroupOfOneIsACommitEach(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, sqldb.Options{MaxGroup: 1})
		require.Equal(t, []error{nil, nil, nil}, r.together(t, note("a"), note("b"), note("c")))
		require.EqualValues(t, 3, r.commits.Load())
		require.Len(t, r.notes(t), 3)
	})
}

func TestFailedCommandUndoesItsOwnWorkAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		var runs int
		errs := r.together(t, note("a", &runs),
			func(ctx context.Context, tx *sql.Tx) error { return errors.Join(note("b")(ctx, tx), errRefused) },
			note("c"))
		require.NoError(t, errs[0])
		require.ErrorIs(t, errs[1], errRefused)
		require.NoError(t, errs[2])
		require.Equal(t, []string{"a", "c"}, r.notes(t))
		require.Equal(t, 1, runs)
	})
}

func TestStatementThatBreaksAConstraintHarmsNoOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.Write(t.Context(), note("b")))
		errs := r.together(t, note("a"), note("b"), note("c"))
		require.NoError(t, errs[0])
		require.True(t, r.IsUnique(errs[1]), "%v", errs[1])
		require.NoError(t, errs[2])
		require.Equal(t, []string{"a", "b", "c"}, r.notes(t))
	})
}

func TestGroupWhereAllFailCommitsNothing(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		refuse := func(context.Context, *sql.Tx) error { return errRefused }
		for _, err := range r.together(t, refuse, refuse) {
			require.ErrorIs(t, err, errRefused)
		}
		require.EqualValues(t, 1, r.commits.Load(), "of who held the writer")
	})
}

func TestCommandSeesWhatThoseBeforeItDid(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		runs := 0
		counted := func(ctx context.Context, tx *sql.Tx) error {
			runs++
			return increment(ctx, tx)
		}
		for _, err := range r.together(t, counted, counted, counted, counted) {
			require.NoError(t, err)
		}
		require.EqualValues(t, 4, count(t, r.DB))
		require.Equal(t, 4, runs, "none met another version than it read")
	})
}

func TestStaleCommandOfAGroupRunsAgainAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		runs, never, others := 0, 0, 0
		errs := r.together(t, note("a", &others),
			func(ctx context.Context, tx *sql.Tx) error {
				if runs++; runs == 1 {
					return errors.Join(note("half")(ctx, tx), sqldb.ErrStale)
				}
				return note("b")(ctx, tx)
			},
			func(ctx context.Context, tx *sql.Tx) error {
				never++
				return errors.Join(note("never")(ctx, tx), sqldb.ErrStale)
			})
		require.NoError(t, errs[0])
		require.NoError(t, errs[1])
		require.True(t, fault.Is(errs[2], "WRITE_CONFLICT"), "%v", errs[2])
		require.Equal(t, []string{"a", "b"}, r.notes(t))
		require.Equal(t, []int{1, 2, 4}, []int{others, runs, never})
	})
}

func TestLostTransactionRunsTheOthersAgain(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		var before, after, guilty int
		errs := r.together(t, note("a", &before),
			func(ctx context.Context, tx *sql.Tx) error {
				guilty++
				_, err := tx.ExecContext(ctx, "ROLLBACK")
				return errors.Join(err, errRefused)
			},
			note("c", &after))
		require.NoError(t, errs[0])
		require.ErrorIs(t, errs[1], errRefused)
		require.NoError(t, errs[2])
		require.Equal(t, []string{"a", "c"}, r.notes(t))
		require.Equal(t, []int{2, 1, 1}, []int{before, guilty, after})
	})
}

func TestCommandThatHidesALostTransactionIsNotAnsweredAsDone(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		errs := r.together(t, note("a"),
			func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, "ROLLBACK")
				return err
			},
			note("c"))
		require.NoError(t, errs[0])
		require.ErrorContains(t, errs[1], "no such savepoint")
		require.NoError(t, errs[2])
		require.Equal(t, []string{"a", "c"}, r.notes(t))
	})
}

func TestDatabaseWithoutRoomFailsWhoNeedsItAlone(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		errs := r.together(t, note("a"),
			func(ctx context.Context, tx *sql.Tx) error {
				if _, err := tx.ExecContext(ctx, "PRAGMA max_page_count = 60"); err != nil {
					return err
				}
				_, err := tx.ExecContext(ctx, "INSERT INTO note (id, at, body) VALUES ('big', 1, zeroblob(1000000))")
				return err
			},
			note("c"))
		require.NoError(t, errs[0])
		require.ErrorContains(t, errs[1], "full")
		require.NoError(t, errs[2])
		require.Equal(t, []string{"a", "c"}, r.notes(t))
	})
}

func TestCommitThatFailsThroughOneCommandFailsThatOneAlone(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "CREATE TABLE child (parent TEXT REFERENCES counter (id) DEFERRABLE INITIALLY DEFERRED)")
			return err
		}))
		before := r.commits.Load()
		errs := r.together(t, note("a"),
			func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, "INSERT INTO child (parent) VALUES ('nobody')")
				return err
			},
			note("c"))
		require.NoError(t, errs[0])
		require.True(t, r.IsConstraint(errs[1]), "%v", errs[1])
		require.NoError(t, errs[2])
		require.Equal(t, []string{"a", "c"}, r.notes(t))
		require.EqualValues(t, before+1+2, r.commits.Load(), "each alone")
	})
}

func TestGroupThatCannotBeginIsAnswered(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		url := engine.URL(t, schema)
		r, other := &rig{DB: testkit.OpenDB(t, url)}, &rig{DB: testkit.OpenDB(t, url)}
		if !r.Grouping() {
			return
		}
		require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "PRAGMA busy_timeout = 1")
			return err
		}))
		release := other.hold(t) // as another process does
		runs := 0
		for _, answer := range []<-chan error{r.queue(t, t.Context(), note("a", &runs)), r.queue(t, t.Context(), note("b", &runs))} {
			err := <-answer
			require.True(t, fault.Is(err, "WRITE_CONFLICT"), "%v", err)
		}
		release()
		require.Zero(t, runs)
		require.NoError(t, r.Write(t.Context(), note("c")), "the writer lives")
		require.Equal(t, []string{"c"}, r.notes(t))
	})
}

// endless is a statement that does not come to an end.
const endless = `WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) `

func TestCloseWaitsForWhatIsBeingWritten(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		url := engine.URL(t, schema)
		db, err := sqldb.Open(t.Context(), url, sqldb.Options{})
		require.NoError(t, err)
		started, goOn := make(chan struct{}), make(chan struct{})
		answer := make(chan error, 1)
		go func() {
			answer <- db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
				close(started)
				<-goOn
				return increment(ctx, tx)
			})
		}()
		<-started
		closed := make(chan error, 1)
		go func() { closed <- db.Close() }()
		require.Never(t, func() bool { return len(closed) > 0 }, 50*time.Millisecond, 10*time.Millisecond)
		close(goOn)
		require.NoError(t, <-closed)
		require.NoError(t, <-answer)
		require.EqualValues(t, 1, count(t, testkit.OpenDB(t, url)))
	})
}

func TestWriteAfterCloseErrs(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, err := sqldb.Open(t.Context(), engine.URL(t, schema), sqldb.Options{})
		require.NoError(t, err)
		require.NoError(t, db.Close())
		require.ErrorContains(t, db.Write(t.Context(), increment), "closed")
		require.NoError(t, db.Close(), "twice is harmless")
	})
}

func TestCloseEndsTheWriter(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		before := writers()
		db, err := sqldb.Open(t.Context(), engine.URL(t, schema), sqldb.Options{})
		require.NoError(t, err)
		require.NoError(t, db.Write(t.Context(), increment))
		require.NoError(t, db.Close())
		require.Equal(t, before, writers())
	})
}

// writers answers how many goroutines of writers there are.
func writers() int {
	stacks := make([]byte, 1<<20)
	return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "sqldb.(*writer).run(")
}

// Whatever happens to a command in company, its answer is true: who was answered nil finds its note, and nobody else.
func TestEveryAnswerIsTrueWhateverTheOthersDo(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const callers, each = 40, 20
		var mu sync.Mutex
		var want []string
		var wg sync.WaitGroup
		for caller := range callers {
			wg.Go(func() {
				for i := range each {
					ctx, cancel := context.WithCancel(t.Context())
					id := fmt.Sprintf("%02d-%02d", caller, i)
					if r.mayFail(ctx, cancel, caller+i, id) == nil {
						mu.Lock()
						want = append(want, id)
						mu.Unlock()
					}
					cancel()
				}
			})
		}
		wg.Wait()
		require.ElementsMatch(t, want, r.notes(t))
		require.Greater(t, len(want), callers*each/2)
	})
}

// mayFail writes a note, and then does what n says.
func (r *rig) mayFail(ctx context.Context, cancel func(), n int, id string) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("%v", thrown)
		}
	}()
	if n%7 == 1 {
		cancel() // perhaps before it starts
	}
	runs := 0
	return r.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := note(id)(ctx, tx); err != nil {
			return err
		}
		switch runs++; n % 10 {
		case 2:
			return errRefused
		case 3:
			panic("broken")
		case 4:
			if runs == 1 {
				return sqldb.ErrStale
			}
		case 5:
			return note(id)(ctx, tx) // a clash
		}
		return nil
	})
}
