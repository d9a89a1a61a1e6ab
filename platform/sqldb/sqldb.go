// Package sqldb is the one way to a database, on both engines: SQLite embedded, PostgreSQL in production. The same SQL
// runs on both; what differs is in one file per engine.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/deschoor/meedoen/platform/fault"
)

// ErrStale says that a row was changed by somebody else since it was read: the UPDATE ... WHERE version = $n touched no
// row. Write runs the command again.
var ErrStale = errors.New("changed by another writer")

// maxAttempts is how often Write runs a command before it gives up: once, and three times more.
const maxAttempts = 4

// readyAttempts is how often Ready asks before it believes that the database is away.
const readyAttempts = 3

// writeTimeout bounds one transaction, which no longer ends when its caller goes away.
const writeTimeout = time.Minute

// DefaultMaxGroup is how many commands share a commit at most where nothing else is said.
const DefaultMaxGroup = 64

// Options are what a database needs from its process.
type Options struct {
	Tracer trace.TracerProvider // nil: no spans
	Meter  metric.MeterProvider // nil: no metrics
	// MaxGroup is how many concurrent callers share one commit at most: DefaultMaxGroup if zero, and 1 for a commit each.
	MaxGroup int
	// Connections is how many connections to PostgreSQL there are at once at most: DefaultConnections if zero. SQLite has its own.
	Connections int
	// KeepSchema has Migrate change no schema: somebody else does, before.
	KeepSchema bool
}

// DB is an open database. SQLite has one connection that writes and a pool that reads; PostgreSQL has one pool.
type DB struct {
	engine     engine
	write      *sql.DB
	read       *sql.DB
	tracer     trace.Tracer
	maxGroup   int
	keepSchema bool
	writer     *writer // nil where every command has a transaction of its own
	metrics    *metrics
	audience   audience
	using      sync.RWMutex // read-locked by every Write, so that Close waits for them
	closed     bool
	// The bounds, which tests change.
	timeout, collecting time.Duration
}

// engine is what differs between the two.
type engine interface {
	open(ctx context.Context, o Options) (write, read *sql.DB, err error)
	migrate(ctx context.Context, db *sql.DB, table string, files fs.FS) error
	// hasTable says whether there is a table of that name.
	hasTable(ctx context.Context, db *sql.DB, table string) (bool, error)
	// place is what an operator calls the database, with where it is and without its password.
	place() string
	// replay has conn do what can be done again, from now on, or what everybody else does: it waits for no disk, and keeps no
	// plan that was made for a table that has grown since.
	replay(ctx context.Context, conn *sql.Conn, begins bool) error
	// groups says whether concurrent commands are better run in shared transactions.
	groups() bool
	// scrub has what was deleted leave the files of the database.
	scrub(ctx context.Context, db *sql.DB) error
	// name is that of the database, for who watches it.
	name() string
	// size tells the size of each part of the database, in bytes.
	size(ctx context.Context, read *sql.DB, tell func(part string, bytes int64)) error
	// positional says whether "?" is a parameter.
	positional() bool
	// batches answers how many batches of one Batcher are best run at a time.
	batches() int
	// lost says whether err means the database gave up on a transaction that may simply be run again.
	lost(err error) bool
	// away says whether err means that the database cannot be reached for a while, or has no room for another connection.
	away(err error) bool
	// constraint says whether err means that a row breaks a constraint or a value does not fit, and whether the
	// constraint is one of uniqueness.
	constraint(err error) (broken, unique bool)
}

// Open opens the database at url: "sqlite:PATH", or "postgres://..." with the parameters of libpq. It does not migrate.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	o = o.withDefaults()
	e, err := engineOf(url)
	if err != nil {
		return nil, err
	}
	write, read, err := e.open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db := &DB{
		engine: e, write: write, read: read, tracer: o.Tracer.Tracer("meedoen/sqldb"),
		maxGroup: o.MaxGroup, keepSchema: o.KeepSchema, timeout: writeTimeout, collecting: collecting,
	}
	if e.groups() && o.MaxGroup > 1 {
		db.writer = newWriter(db)
	}
	if db.metrics, err = newMetrics(db, o); err != nil {
		return nil, errors.Join(fmt.Errorf("measure the database: %w", err), db.close())
	}
	return db, nil
}

func (o Options) withDefaults() Options {
	if o.Tracer == nil {
		o.Tracer = tracenoop.NewTracerProvider()
	}
	if o.Meter == nil {
		o.Meter = metricnoop.NewMeterProvider()
	}
	if o.MaxGroup == 0 {
		o.MaxGroup = DefaultMaxGroup
	}
	if o.Connections == 0 {
		o.Connections = DefaultConnections
	}
	return o
}

// CheckURL says what is wrong with the address of a database, without looking whether there is one.
func CheckURL(url string) error {
	_, err := engineOf(url)
	return err
}

// CheckOptionalURL is CheckURL where there may be no address, "".
func CheckOptionalURL(url string) error {
	if url == "" {
		return nil
	}
	return CheckURL(url)
}

// CheckMaxGroup says what is wrong with Options.MaxGroup.
func CheckMaxGroup(callers int) error {
	if callers < 0 {
		return errors.New("is 1 or more, or 0 for the default")
	}
	return nil
}

func engineOf(url string) (engine, error) {
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		return sqlite{path: strings.TrimPrefix(url, "sqlite:")}, nil
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return postgres{url: url}, nil
	}
	return nil, errors.New(`a database address starts with "sqlite:" or "postgres://"`)
}

// pools answers the connections that there are, by what they are for.
func (db *DB) pools() map[string]*sql.DB {
	if db.read == db.write {
		return map[string]*sql.DB{"all": db.read}
	}
	return map[string]*sql.DB{"read": db.read, "write": db.write}
}

// Read is where queries outside a transaction go.
func (db *DB) Read() *sql.DB { return db.read }

// Ready says whether the database answers. It asks a connection that reads: on SQLite the one that writes may be busy for
// long, and busy is not away. It asks more than once, for a connection of the pool may have been broken by a hiccup that is
// over.
func (db *DB) Ready(ctx context.Context) (err error) {
	for range readyAttempts {
		if err = db.read.PingContext(ctx); err == nil {
			return nil
		}
	}
	return err
}

// Write runs command in a transaction that writes, and answers after its commit. On SQLite the commands of concurrent
// callers share a transaction, each in a savepoint: one that fails undoes its own work alone.
//
// A command whose caller has gone before it starts is dropped; once started it runs to its end, or to the end of its
// minute. When the database loses the transaction, be it through another command that shares it, or the command answers
// ErrStale, it is run again, so it must do nothing but work on tx and on values it makes anew. Everything else
// (encryption, calls to others) belongs before it. It must answer the error of every statement.
//
// Errors: the command's own; ABORTED (WRITE_CONFLICT) when other writers were first every time; that of ctx for a
// command that was dropped; a *fault.Outage where the database cannot be reached, and then nobody knows whether it was run.
func (db *DB) Write(ctx context.Context, command func(ctx context.Context, tx *sql.Tx) error) error {
	return db.retrying(func(first bool) error { return db.attempt(ctx, command, first) })
}

// retrying runs attempt until it ends otherwise than by the work of another writer.
func (db *DB) retrying(attempt func(first bool) error) error {
	db.using.RLock()
	defer db.using.RUnlock()
	if db.closed {
		return errors.New("the database is closed")
	}
	var err error
	for n := range maxAttempts {
		if n > 0 {
			db.metrics.retried(err)
			pause(n)
		}
		if err = attempt(n == 0); err == nil || !db.again(err) {
			return outage(db.engine, err)
		}
	}
	db.metrics.conflicted()
	return fault.New(fault.Aborted, "WRITE_CONFLICT", "Others changed the same thing at the same time. Try again.").Because(err)
}

// again says whether a command that ended with err may be run again.
func (db *DB) again(err error) bool {
	return errors.Is(err, ErrStale) || errors.Is(err, errLost) || db.engine.lost(err)
}

// attempt runs command once. What has to run again runs alone: whatever went wrong in company cannot hit it twice.
func (db *DB) attempt(ctx context.Context, command func(context.Context, *sql.Tx) error, first bool) error {
	if first && db.writer != nil {
		return db.writer.join(ctx, command)
	}
	return db.alone(ctx, command)
}

// alone runs command in a transaction of its own.
func (db *DB) alone(ctx context.Context, command func(context.Context, *sql.Tx) error) error {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("get a connection: %w", err)
	}
	defer conn.Close()
	return db.transact(ctx, conn, command)
}

// transact runs command in a transaction on conn.
func (db *DB) transact(ctx context.Context, conn *sql.Conn, command func(context.Context, *sql.Tx) error) (err error) {
	ctx, cancel := db.commandContext(ctx)
	defer cancel()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err != nil {
			// The error of the command says more than one of the rollback.
			_ = tx.Rollback()
		}
	}()
	if err := command(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	db.audience.hear(toldIn(ctx))
	return nil
}

// commandContext answers the context of a command, which ends with its time and not when its caller goes.
func (db *DB) commandContext(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx = telling(context.WithoutCancel(ctx))
	if db.engine.positional() {
		ctx = context.WithValue(ctx, positional{}, true)
	}
	return context.WithTimeout(ctx, db.timeout)
}

// pause lets the other writer finish: a few milliseconds, longer each time, never the same for two writers.
func pause(attempt int) {
	<-time.After(time.Duration(rand.Int64N(int64(attempt) * int64(4*time.Millisecond))))
}

// IsConstraint says whether err means that a row breaks a constraint of the schema, or that a value does not fit its column.
func (db *DB) IsConstraint(err error) bool {
	broken, _ := db.engine.constraint(err)
	return broken
}

// IsUnique says whether err means that a row clashes with one that is there.
func (db *DB) IsUnique(err error) bool {
	_, unique := db.engine.constraint(err)
	return unique
}

// Scrub has what was deleted leave the files of the database as far as it can: SQLite overwrites a deleted row, but its log
// keeps the row until it is played back. PostgreSQL frees its own in time, and its archives are the operator's.
func (db *DB) Scrub(ctx context.Context) error {
	if err := db.engine.scrub(ctx, db.write); err != nil {
		return fmt.Errorf("scrub the database: %w", err)
	}
	return nil
}

// Close waits until every Write has been answered, and closes every connection. A Write after it errs.
func (db *DB) Close() error {
	db.using.Lock()
	defer db.using.Unlock()
	if db.closed {
		return nil
	}
	db.closed = true
	return errors.Join(db.metrics.close(), db.close())
}

func (db *DB) close() error {
	if db.writer != nil {
		db.writer.close()
	}
	if db.read == db.write {
		return db.write.Close()
	}
	return errors.Join(db.read.Close(), db.write.Close())
}
