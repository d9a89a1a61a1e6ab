package sqldb_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// requireAway asserts that err tells the caller to try again in a moment.
func requireAway(t *testing.T, err error) {
	t.Helper()
	f := fault.FromStatus(fault.Status(err, ""))
	require.NotNil(t, f, "%v", err)
	require.Equal(t, []any{fault.Unavailable, "DATABASE_AWAY"}, []any{f.Kind, f.Reason}, "%v", err)
	require.Positive(t, f.RetryAfter)
	var refused *fault.Error
	require.False(t, errors.As(err, &refused), "nobody knows what was done")
}

func TestServerThatIsFullIsAwayAndBackWhenThereIsRoom(t *testing.T) {
	db := testkit.OpenDB(t, ofRoleWithConnections(t, testkit.Postgres().URL(t, schema), 1))
	taken, err := db.Read().Conn(t.Context())
	require.NoError(t, err)
	requireAway(t, db.Write(t.Context(), increment))
	requireAway(t, db.WriteReplayable(t.Context(), increment))
	requireAway(t, db.Read().QueryRow("SELECT 1").Scan(new(int)))
	requireAway(t, db.Ready(t.Context()))
	require.NoError(t, taken.Close())
	require.NoError(t, db.Read().QueryRow("SELECT 1").Scan(new(int)))
	require.NoError(t, db.Write(t.Context(), note("a")))
}

// ofRoleWithConnections answers the address of a database as a role that may have so many connections: the server limits every
// role but the one that owns it, which the tests are.
func ofRoleWithConnections(t *testing.T, address string, n int) string {
	t.Helper()
	admin := testkit.OpenDB(t, address)
	exec := func(statement string) {
		_, err := admin.Read().Exec(statement)
		require.NoError(t, err, statement)
	}
	role := "role_" + ids.New()
	exec(fmt.Sprintf(`CREATE ROLE "%s" LOGIN PASSWORD 'few' CONNECTION LIMIT %d`, role, n))
	exec(fmt.Sprintf(`GRANT ALL ON ALL TABLES IN SCHEMA public TO "%s"`, role))
	t.Cleanup(func() { exec(fmt.Sprintf(`DROP OWNED BY "%[1]s"; DROP ROLE "%[1]s"`, role)) })
	as, err := url.Parse(address)
	require.NoError(t, err)
	as.User = url.UserPassword(role, "few")
	return as.String()
}

// behindLine answers a database over a line that can be cut, and its address.
func behindLine(t *testing.T) (db *sqldb.DB, line *testkit.Line, address string) {
	t.Helper()
	at, err := url.Parse(testkit.Postgres().URL(t, schema))
	require.NoError(t, err)
	line = testkit.NewLine(t, at.Host)
	at.Host = line.Addr()
	return testkit.OpenDB(t, at.String()), line, at.String()
}

func TestServerThatCannotBeReachedIsAwayUntilItCan(t *testing.T) {
	db, line, address := behindLine(t)
	require.NoError(t, db.Write(t.Context(), note("a")))

	line.Cut()
	requireAway(t, db.Write(t.Context(), note("b")))
	requireAway(t, db.Write(t.Context(), note("b")))
	requireAway(t, db.Read().QueryRow("SELECT 1").Scan(new(int)))
	_, err := sqldb.Open(t.Context(), address, sqldb.Options{})
	require.ErrorContains(t, err, "open database")
	requireAway(t, err)

	line.Mend()
	require.NoError(t, db.Write(t.Context(), note("c")))
	require.Equal(t, []string{"a", "c"}, (&rig{DB: db}).notes(t))
}

func TestReadThatIsCutOffHalfwayMetAnOutage(t *testing.T) {
	const many = "SELECT n, repeat('x', 1000) FROM generate_series(1, 1000000) AS n"
	for name, read := range map[string]func(db *sqldb.DB, cut func()) error{
		"rows": func(db *sqldb.DB, cut func()) error {
			rows, err := db.Read().Query(many)
			require.NoError(t, err)
			defer rows.Close()
			require.True(t, rows.Next())
			cut()
			n := 1
			for rows.Next() {
				n++
			}
			require.Less(t, n, 1000000)
			return rows.Err()
		},
		"a query of several": func(db *sqldb.DB, cut func()) error {
			return sqldb.Snapshot(t.Context(), db.Read(), func(tx *sql.Tx) error {
				require.NoError(t, tx.QueryRow("SELECT 1").Scan(new(int)))
				cut()
				return tx.QueryRow("SELECT 1").Scan(new(int))
			})
		},
		"a statement without rows": func(db *sqldb.DB, cut func()) error {
			conn, err := db.Read().Conn(t.Context())
			require.NoError(t, err)
			defer conn.Close()
			cut()
			_, err = conn.ExecContext(t.Context(), "SELECT 1")
			return err
		},
		"a transaction that begins": func(db *sqldb.DB, cut func()) error {
			conn, err := db.Read().Conn(t.Context())
			require.NoError(t, err)
			defer conn.Close()
			cut()
			_, err = conn.BeginTx(t.Context(), nil)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, line, _ := behindLine(t)
			requireAway(t, read(db, line.Cut))
			line.Mend()
			require.NoError(t, db.Read().QueryRow("SELECT 1").Scan(new(int)))
		})
	}
}

func TestCallerWhoseTimeIsUpWhileItConnectsHearsOfNoOutage(t *testing.T) {
	db, line, _ := behindLine(t)
	line.Cut()
	requireAway(t, db.Write(t.Context(), note("a"))) // and so there is no connection left
	requireAway(t, db.Read().QueryRow("SELECT 1").Scan(new(int)))

	silent, err := net.Listen("tcp", line.Addr())
	require.NoError(t, err)
	defer silent.Close()
	for name, ask := range map[string]func(context.Context) error{
		"write": func(ctx context.Context) error { return db.Write(ctx, note("a")) },
		"read":  func(ctx context.Context) error { return db.Read().QueryRowContext(ctx, "SELECT 1").Scan(new(int)) },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		err := ask(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded, name)
		f := fault.FromStatus(fault.Status(err, ""))
		require.False(t, f != nil && f.Reason == "DATABASE_AWAY", "%s: %v", name, err)
	}
}

func TestOnlyWhatPassesIsAnOutage(t *testing.T) {
	said := func(code string) error { return fmt.Errorf("begin: %w", &pgconn.PgError{Code: code}) }
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for name, tt := range map[string]struct {
		err  error
		away bool
	}{
		"too many connections":        {said("53300"), true},
		"no room in a pooler":         {said("08P01"), true},
		"it stops":                    {said("57P01"), true},
		"another of its processes":    {said("57P02"), true},
		"it starts":                   {said("57P03"), true},
		"connection refused":          {fmt.Errorf("get a connection: %w", refused), true},
		"no such host":                {&net.DNSError{Err: "no such host"}, true},
		"cut off":                     {fmt.Errorf("commit: %w", io.ErrUnexpectedEOF), true},
		"closed while it waited":      {fmt.Errorf("begin: %w", pgconn.ErrConnClosed), true},
		"broken before it was used":   {fmt.Errorf("begin: %w", driver.ErrBadConn), true},
		"the caller had gone":         {errors.Join(context.Canceled, refused), false},
		"the caller's time was up":    {errors.Join(context.DeadlineExceeded, refused), false},
		"a wrong password":            {said("28P01"), false},
		"no such database":            {said("3D000"), false},
		"a row that was there":        {said("23505"), false},
		"a statement that was ended":  {said("57014"), false},
		"a lost transaction":          {said("40001"), false},
		"a disk that is full":         {said("53100"), false},
		"what a command says itself":  {errors.New("refused"), false},
		"nothing":                     {nil, false},
		"a fault that a command says": {fault.New(fault.Aborted, "X", "x"), false},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tt.away, sqldb.AwayOnPostgres(tt.err)) })
	}
}

func TestThereAreNoMoreConnectionsThanMayBe(t *testing.T) {
	url := testkit.Postgres().URL(t, nil)
	for most, want := range map[int]int{0: sqldb.DefaultConnections, 2: 2, 9: 9} {
		db, err := sqldb.Open(t.Context(), url, sqldb.Options{Connections: most})
		require.NoError(t, err)
		require.Equal(t, want, db.Read().Stats().MaxOpenConnections)
		require.NoError(t, db.Close())
	}
}

func TestTheLeastConnectionsAreEnough(t *testing.T) {
	url := testkit.Postgres().URL(t, nil)
	db, err := sqldb.Open(t.Context(), url, sqldb.Options{Connections: 2})
	require.NoError(t, err)
	defer db.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, db.Migrate(ctx, schema))
	r := &rig{DB: db}
	for i, err := range r.together(t, note("a"), note("b"), note("c"), note("d"), note("e")) {
		require.NoError(t, err, i)
	}
	require.Len(t, r.notes(t), 5)
}

func TestNumberOfConnectionsIsChecked(t *testing.T) {
	for n, right := range map[int]bool{0: true, 2: true, 16: true, 1: false, -1: false} {
		require.Equal(t, right, sqldb.CheckConnections(n) == nil, n)
	}
}
