package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3/database"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

type sqlite struct{ path string }

// pragmas: WAL lets readers read while the writer writes; FULL makes every commit reach the disk before it is answered;
// secure_delete overwrites what is erased, as an erasure under the GDPR must.
var pragmas = []string{
	"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
}

// writerCache is the memory of the connection that writes, in KiB, of which each page takes twice its size. With the 2 MB that
// SQLite has by itself a transaction of some thousand rows writes pages to the log and reads them again before it ends. Four
// times this is no faster: a million facts are counted as fast.
const writerCache = "cache_size(-8192)"

// undoInMemory keeps in memory what a statement or a savepoint would undo, page by page: by itself SQLite writes what is more
// than 64 KB to a file, for each statement of many rows anew.
const undoInMemory = "temp_store(MEMORY)"

func (s sqlite) open(ctx context.Context, o Options) (write, read *sql.DB, err error) {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return nil, nil, err
	}
	// One connection writes, and takes the lock when it begins: a transaction that reads first and locks later meets
	// "busy" errors that no timeout cures.
	write, err = s.pool(url.Values{"_txlock": {"immediate"}, "_pragma": {writerCache, undoInMemory}}, o)
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", s.path, err), write.Close())
	}
	// The file was made with the rights of the process; only its owner may read what residents entrusted to it.
	if err := os.Chmod(s.path, 0o600); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read, err = s.pool(url.Values{"_pragma": {"query_only(1)"}}, o)
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	read.SetMaxIdleConns(max(4, runtime.NumCPU()))
	return write, read, nil
}

// pool answers the connections that have extra in their address, whose statements stay prepared.
func (s sqlite) pool(extra url.Values, o Options) (*sql.DB, error) {
	connector, err := driver.NewConnector(s.dsn(extra))
	if err != nil {
		return nil, err
	}
	return openTraced(preparing{connector}, semconv.DBSystemNameSQLite, o), nil
}

func (s sqlite) dsn(extra url.Values) string {
	values := url.Values{"_pragma": append(append([]string{}, pragmas...), extra["_pragma"]...)}
	if lock := extra.Get("_txlock"); lock != "" {
		values.Set("_txlock", lock)
	}
	return fileURL(s.path, values)
}

func fileURL(path string, values url.Values) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: values.Encode()}).String()
}

func (s sqlite) name() string { return strings.TrimSuffix(filepath.Base(s.path), filepath.Ext(s.path)) }

// size: the log is there while somebody has the database open.
func (s sqlite) size(_ context.Context, _ *sql.DB, tell func(part string, bytes int64)) error {
	for part, path := range map[string]string{"data": s.path, "log": s.path + "-wal"} {
		file, err := os.Stat(path)
		if err != nil {
			return err
		}
		tell(part, file.Size())
	}
	return nil
}

// replay: in a WAL, NORMAL leaves the log to the next commit with FULL or the next checkpoint, and breaks nothing.
func (sqlite) replay(ctx context.Context, conn *sql.Conn, begins bool) error {
	statement := "-- name: BeginReplay :exec\nPRAGMA synchronous = NORMAL"
	if !begins {
		statement = "-- name: EndReplay :exec\nPRAGMA synchronous = FULL"
	}
	_, err := conn.ExecContext(ctx, statement)
	return err
}

// scrub: whoever is reading keeps the log from being emptied, and then the next who scrubs or the last who closes does it.
func (sqlite) scrub(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "-- name: EmptyLog :exec\nPRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// migrate lets one process migrate at a time: what is to be done is looked up in one transaction and done in others. The
// lock is that of an empty file beside the database, for its own is needed.
func (s sqlite) migrate(ctx context.Context, db *sql.DB, table string, files fs.FS) (err error) {
	wait := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(60000)"}}
	lock, err := sql.Open("sqlite", fileURL(s.path+".migrate", wait))
	if err != nil {
		return err
	}
	defer lock.Close()
	held, err := lock.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("wait for another who migrates: %w", err)
	}
	defer func() { err = errors.Join(err, held.Rollback()) }()
	return up(ctx, db, database.DialectSQLite3, table, files)
}

func (sqlite) hasTable(ctx context.Context, db *sql.DB, table string) (there bool, err error) {
	err = db.QueryRowContext(ctx, `-- name: HasTable :one
SELECT COUNT(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = $1`, table).Scan(&there)
	return there, err
}

func (s sqlite) place() string { return "the database " + s.path }

// groups: there is one writer, and what it waits for is the disk.
func (sqlite) groups() bool { return true }

func (sqlite) positional() bool { return true }

// batches: a second could only wait for the writer, and would be smaller.
func (sqlite) batches() int { return 1 }

func (sqlite) lost(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_BUSY || e.Code()&0xff == lib.SQLITE_LOCKED)
}

// away: the file is here. One that cannot be written to is for the operator to mend.
func (sqlite) away(error) bool { return false }

func (sqlite) constraint(err error) (broken, unique bool) {
	var e *driver.Error
	if !errors.As(err, &e) || e.Code()&0xff != lib.SQLITE_CONSTRAINT {
		return false, false
	}
	return true, e.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || e.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY
}
