package auditlog_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

func now() time.Time { return time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC) }

// rig is a service with an audit log.
type rig struct {
	t     testing.TB
	url   string
	fresh func(t testing.TB) string // the address of another database
	db    *sqldb.DB
	clock *testkit.Clock
	log   bytes.Buffer // what the sealer logs
}

func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		t.Parallel()
		r := newRig(t, engine.URL(t, nil))
		r.fresh = func(t testing.TB) string { return engine.URL(t, nil) }
		test(t, r)
	})
}

func newRig(t testing.TB, url string) *rig {
	return &rig{t: t, url: url, db: testkit.OpenDB(t, url), clock: testkit.NewClock(now())}
}

// method is a call to a method, for which there needs no server.
type method struct {
	grpc.ServerTransportStream
	name string
}

func (m method) Method() string { return m.name }

// call answers the context of a call of somebody to a method.
func call(ctx context.Context, actor string) context.Context {
	identity := &auth.Identity{Subject: actor, Actor: "till", Roles: []string{"waiter", "cook"}}
	ctx = auth.Admitting(ctx, identity, []string{"waiter", "cook", "owner"})
	return grpc.NewContextWithServerTransportStream(ctx, method{name: "/kitchen.v1.Oven/Bake"})
}

// appends appends a line in a transaction of its own for each object.
func (r *rig) appends(objects ...string) {
	r.t.Helper()
	for _, object := range objects {
		r.append(auditlog.Done(call(context.Background(), "anna"), object))
	}
}

func (r *rig) append(entries ...auditlog.Entry) {
	r.t.Helper()
	require.NoError(r.t, r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		return auditlog.Append(ctx, tx, r.clock.Now(), entries...)
	}))
}

// sealer answers one that makes batches of most lines.
func (r *rig) sealer(most int) auditlog.Sealer {
	return auditlog.Sealer{DB: r.db, Clock: r.clock, Log: slog.New(slog.NewTextHandler(&r.log, nil)), Most: most, Every: time.Millisecond}
}

// seal seals all lines that are there, in batches of most.
func (r *rig) seal(most int) {
	r.t.Helper()
	for more := true; more; {
		var err error
		more, err = r.sealer(most).Seal(context.Background())
		require.NoError(r.t, err)
	}
}

func (r *rig) verify(from auditlog.Point) auditlog.Verification {
	r.t.Helper()
	v, err := auditlog.Verify(context.Background(), r.db.Read(), from, 0)
	require.NoError(r.t, err)
	require.False(r.t, v.More)
	return v
}

// fits checks that the chain fits from its begin, and answers its end.
func (r *rig) fits(batches, lines int) auditlog.Point {
	r.t.Helper()
	v := r.verify(auditlog.Point{})
	require.Zero(r.t, v.Faulty, v.Fault)
	require.EqualValues(r.t, batches, v.Through.Batch)
	require.EqualValues(r.t, lines, v.Lines)
	return v.Through
}

// exec changes the database, as somebody does who can write to it.
func (r *rig) exec(statement string, args ...any) {
	r.t.Helper()
	require.NoError(r.t, r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, statement, args...)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		require.Positive(r.t, n, "nothing was changed")
		return err
	}))
}

// sealed answers the objects of each batch; 0 is what is in none.
func (r *rig) sealed() map[int][]string {
	r.t.Helper()
	rows, err := r.db.Read().Query("SELECT batch, object FROM audit_log ORDER BY id")
	require.NoError(r.t, err)
	defer rows.Close()
	all := map[int][]string{}
	for rows.Next() {
		var batch int
		var object string
		require.NoError(r.t, rows.Scan(&batch, &object))
		all[batch] = append(all[batch], object)
	}
	require.NoError(r.t, rows.Err())
	return all
}

// objects answers the names of n objects.
func objects(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("cake/%02d", i))
	}
	return list
}

// many answers n entries.
func many(n int) (list []auditlog.Entry) {
	for range n {
		list = append(list, auditlog.Done(call(context.Background(), "anna"), "cake"))
	}
	return list
}

// copied answers a rig whose log is as that of r.
func (r *rig) copied(t testing.TB) *rig {
	t.Helper()
	fresh := newRig(t, r.fresh(t))
	for _, table := range []string{"audit_log", "audit_batch"} {
		columns, all := r.rows(t, table)
		require.NoError(t, fresh.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
			return all.Each(ctx, tx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES %s", nil)
		}))
	}
	return fresh
}

func (r *rig) rows(t testing.TB, table string) (columns []string, all sqldb.Rows) {
	t.Helper()
	rows, err := r.db.Read().Query("SELECT * FROM " + table)
	require.NoError(t, err)
	defer rows.Close()
	columns, err = rows.Columns()
	require.NoError(t, err)
	for rows.Next() {
		row, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			targets[i] = &row[i]
		}
		require.NoError(t, rows.Scan(targets...))
		all = append(all, row)
	}
	require.NoError(t, rows.Err())
	return columns, all
}
