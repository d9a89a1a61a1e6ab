package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
)

type postgres struct{ url string }

func (p postgres) open(ctx context.Context, o Options) (write, read *sql.DB, err error) {
	// This connector reads the address anew for each connection, and with it the files of certificates that it names.
	connector, err := stdlib.GetDefaultDriver().(driver.DriverContext).OpenConnector(p.url)
	if err != nil {
		return nil, nil, err
	}
	db := openTraced(noticing{connector, p}, semconv.DBSystemNamePostgreSQL, o)
	db.SetMaxOpenConns(o.Connections)
	db.SetMaxIdleConns(o.Connections)
	db.SetConnMaxIdleTime(idleFor)
	if err := collationC(ctx, db); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, db, nil
}

// collationC refuses a database that sorts text by a language: pages by key and dates as text rely on the order of bytes,
// which SQLite has too.
func collationC(ctx context.Context, db *sql.DB) error {
	var collation string
	err := db.QueryRowContext(ctx, "SELECT datcollate FROM pg_database WHERE datname = current_database()").Scan(&collation)
	if err != nil {
		return err
	}
	if collation != "C" && collation != "POSIX" {
		return fmt.Errorf("the database has collation %q; create it with LC_COLLATE 'C' and TEMPLATE template0", collation)
	}
	return nil
}

// name: an address without a path names no database, and the server takes that of the user.
func (p postgres) name() string {
	address, err := url.Parse(p.url)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(address.Path, "/")
}

func (postgres) size(ctx context.Context, read *sql.DB, tell func(part string, bytes int64)) error {
	var bytes int64
	err := read.QueryRowContext(ctx, "-- name: DatabaseSize :one\nSELECT pg_database_size(current_database())").Scan(&bytes)
	if err != nil {
		return err
	}
	tell("data", bytes)
	return nil
}

// replay: a commit that waits brings all before it to the disk. And what is looked for by a list of keys is found by an index:
// who reads a stream from its beginning begins with an empty table, and the server keeps the plan that was best for that, which
// is to read all of it each time, until it has counted the rows some minutes later (200,000 events took 85 seconds and not 9).
// What has no index is read as before, at a price for which the server would compile it (jit).
func (postgres) replay(ctx context.Context, conn *sql.Conn, begins bool) error {
	statement := `-- name: BeginReplay :exec
SELECT set_config('synchronous_commit', 'off', false), set_config('enable_seqscan', 'off', false),
    set_config('jit', 'off', false)`
	if !begins {
		statement = `-- name: EndReplay :exec
SELECT set_config('synchronous_commit', NULL, false), set_config('enable_seqscan', NULL, false),
    set_config('jit', NULL, false)`
	}
	_, err := conn.ExecContext(ctx, statement)
	return err
}

func (postgres) migrate(ctx context.Context, db *sql.DB, table string, files fs.FS) error {
	// Several instances may start at once; the lock lets one of them migrate.
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	return up(ctx, db, database.DialectPostgres, table, files, goose.WithSessionLocker(locker))
}

func (postgres) hasTable(ctx context.Context, db *sql.DB, table string) (there bool, err error) {
	err = db.QueryRowContext(ctx, "-- name: HasTable :one\nSELECT to_regclass($1) IS NOT NULL", table).Scan(&there)
	return there, err
}

func (p postgres) place() string {
	cfg, err := pgconn.ParseConfig(p.url)
	if err != nil {
		return "the database"
	}
	return fmt.Sprintf("the database %s at %s", cfg.Database, net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port))))
}

// groups: its transactions run side by side and the server joins their commits; savepoints gained nothing.
func (postgres) groups() bool { return false }

func (postgres) positional() bool { return false }

func (postgres) scrub(context.Context, *sql.DB) error { return nil }

// batches: one runs while the commit of another is on its way. One, three or four were slower, and eight by half.
func (postgres) batches() int { return 2 }

// lost: serialization_failure and deadlock_detected.
func (postgres) lost(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// away: class 08 is connection_exception, also how a pooler says that it is full; 53300 is too_many_connections; 57P01 to 57P03
// are of a server that stops, broke down, or is not up yet. What the network says counts unless a caller had gone by then, whose
// end the driver tells as an error of the network too. Whatever else the server answers is no outage, such as a wrong password.
func (postgres) away(err error) bool {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return strings.HasPrefix(said.Code, "08") || slices.Contains([]string{"53300", "57P01", "57P02", "57P03"}, said.Code)
	}
	var network net.Error // also of a name that nobody knows
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		var connecting *pgconn.ConnectError // in its own time
		return errors.As(err, &connecting) && !errors.Is(err, context.Canceled)
	}
	return errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, pgconn.ErrConnClosed) ||
		errors.Is(err, driver.ErrBadConn) // of a connection that broke before anything was sent
}

// constraint: class 22 is data_exception, such as a number out of range or a NUL in a text; class 23 is
// integrity_constraint_violation, and 23505 unique_violation.
func (postgres) constraint(err error) (broken, unique bool) {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false, false
	}
	return strings.HasPrefix(e.Code, "22") || strings.HasPrefix(e.Code, "23"), e.Code == "23505"
}
