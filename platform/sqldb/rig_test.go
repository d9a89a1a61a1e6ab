package sqldb_test

import (
	"context"
	"database/sql"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

type command = func(ctx context.Context, tx *sql.Tx) error

// rig is a database whose commits are counted.
type rig struct {
	*sqldb.DB
	commits atomic.Int32
}

func newRig(t *testing.T, engine testkit.Engine, o sqldb.Options) *rig {
	t.Helper()
	db, err := sqldb.Open(t.Context(), engine.URL(t, schema), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	// A busy machine is slow: groups take all they can, but where a test says otherwise.
	db.SetCollecting(time.Hour)
	r := &rig{DB: db}
	db.OnCommit(func([]any) { r.commits.Add(1) })
	return r
}

// onBoth runs test on each engine.
func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) { test(t, newRig(t, engine, sqldb.Options{})) })
}

// onGroups runs test on the engine that groups commands.
func onGroups(t *testing.T, o sqldb.Options, test func(t *testing.T, r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		if r := newRig(t, engine, o); r.Grouping() {
			test(t, r)
		}
	})
}

// hold keeps the writer busy, alone, until release is called, which waits until it is free. On PostgreSQL it holds
// nothing: commands there do not wait for each other.
func (r *rig) hold(t *testing.T) (release func()) {
	t.Helper()
	if !r.Grouping() {
		return func() {}
	}
	held, let := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- r.Write(context.Background(), func(context.Context, *sql.Tx) error {
			close(held)
			wait(t, let)
			return nil
		})
	}()
	<-held
	return func() {
		close(let)
		require.NoError(t, <-done)
	}
}

// wait waits for let, or for the end of the test: one that fails would wait for what it holds up itself.
func wait(t *testing.T, let <-chan struct{}) {
	select {
	case <-let:
	case <-t.Context().Done():
	}
}

// queue sends a command and answers when it waits in its place in line, with the channel of its answer.
func (r *rig) queue(t *testing.T, ctx context.Context, c command) <-chan error {
	t.Helper()
	answer := make(chan error, 1)
	var before int
	if r.Grouping() {
		before = r.Waiting()
	}
	go func() {
		defer close(answer) // of a caller that panicked nothing is heard
		defer func() { _ = recover() }()
		answer <- r.Write(ctx, c)
	}()
	if r.Grouping() {
		require.Eventually(t, func() bool { return r.Waiting() > before || len(answer) > 0 }, 20*time.Second, time.Millisecond)
	}
	return answer
}

// together runs commands in one group, in their order; on PostgreSQL at the same time.
func (r *rig) together(t *testing.T, commands ...command) (errs []error) {
	t.Helper()
	release := r.hold(t)
	var answers []<-chan error
	for _, c := range commands {
		answers = append(answers, r.queue(t, t.Context(), c))
	}
	release()
	for _, answer := range answers {
		errs = append(errs, <-answer)
	}
	return errs
}

// note answers a command that writes a note, as often as it is run.
func note(id string, runs ...*int) command {
	return func(ctx context.Context, tx *sql.Tx) error {
		for _, r := range runs {
			*r++
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO note (id, at, body) VALUES ($1, 1, $2)", id, []byte{1})
		return err
	}
}

// notes answers the ids of all notes that are committed.
func (r *rig) notes(t *testing.T) (ids []string) {
	t.Helper()
	rows, err := r.Read().Query("SELECT id FROM note ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var id string
		require.NoError(t, rows.Scan(&id))
		ids = append(ids, id)
	}
	require.NoError(t, rows.Err())
	return ids
}
