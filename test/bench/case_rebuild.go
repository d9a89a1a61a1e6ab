package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/test/bench/limits"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// rebuiltRecords is how many records a rebuild makes figures of: of two years of an organisation.
const rebuiltRecords = 200_000

// rebuild is what it costs to make all figures anew of the stream, beside only reading that.
func rebuild() comparison {
	return comparison{
		name: "rebuild", unit: "events", goal: 0.90,
		about: fmt.Sprintf("One stream of %d records, in this process: read by an ordered consumer that does nothing with them, and "+
			"made into facts, figures and a position in an empty database of SQLite by the service of reporting. Between them raw "+
			"rows of facts, with nothing read, counted or compared.", rebuiltRecords),
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			r, err := e.rebuilding(ctx, rebuiltRecords)
			if err != nil {
				return nil, err
			}
			return []measure.Side{
				{Name: "consuming only", Take: r.consume}, {Name: "raw facts", Take: r.keep}, {Name: "rebuild", Take: r.take},
			}, nil
		},
	}
}

// twiceTheFacts is that twice as many facts take twice as long to count and no longer.
func twiceTheFacts() comparison {
	return comparison{
		name: "twice-the-facts", unit: "events", goal: noMore,
		about: fmt.Sprintf("Figures made anew of the streams of %d records, and of %d. At the same rate twice the facts "+
			"cost twice as much.",
			rebuiltRecords/2, rebuiltRecords),
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			return e.twice(rebuiltRecords/2, func(within *env, records int) (measure.Side, error) {
				r, err := within.rebuilding(ctx, records)
				if err != nil {
					return measure.Side{}, err
				}
				return measure.Side{Name: fmt.Sprintf("%d records", records), Take: r.take}, nil
			})
		},
	}
}

// rebuilding is a stream that figures are made of again and again.
type rebuilding struct {
	*teller
	env *env
}

func (e *env) rebuilding(ctx context.Context, records int) (*rebuilding, error) {
	conn, err := e.embedded()
	if err != nil {
		return nil, err
	}
	r := &rebuilding{teller: &teller{conn: conn}, env: e}
	return r, r.tell(ctx, records)
}

// take makes the figures of the whole stream, however long that takes.
func (r *rebuilding) take(ctx context.Context, _ duration) (turn measure.Turn, err error) {
	within, err := r.env.within()
	if err != nil {
		return turn, err
	}
	defer func() { err = within.close(err) }()
	database := "sqlite:" + filepath.Join(within.dir, "reporting.db")
	began := clock.System().Now()
	if err := within.hostReporting(ctx, r.conn, database); err != nil {
		return turn, err
	}
	db, err := sqldb.Open(ctx, database, sqldb.Options{})
	if err != nil {
		return turn, err
	}
	within.onClose(db.Close)
	if err := inbox.Wait(ctx, db, []string{"activities"}, []string{r.end()}); err != nil {
		return turn, err
	}
	return measure.Turn{Done: r.told, Took: clock.System().Now().Sub(began)}, nil
}

// hostReporting runs the service of reporting in this process, which nobody asks anything.
func (e *env) hostReporting(ctx context.Context, conn *natsx.Conn, database string) error {
	tel, err := telemetry.New(ctx, telemetry.Options{Service: reporting.Name, LogWriter: io.Discard})
	if err != nil {
		return err
	}
	cfg := reporting.Defaults()
	cfg.Database = config.NewSecret(database)
	module, err := reporting.New(ctx, app.Deps{
		Clock: clock.System(), Telemetry: tel, NATS: conn, Positions: &outbox.Positions{},
	}, cfg)
	if err != nil {
		return err
	}
	return e.host(ctx, grpc.NewServer(), module)
}

// keep puts raw facts into an empty database, in transactions as large as those of a rebuild.
func (r *rebuilding) keep(ctx context.Context, d duration) (turn measure.Turn, err error) {
	within, err := r.env.within()
	if err != nil {
		return turn, err
	}
	defer func() { err = within.close(err) }()
	return limits.RowsSQLite(within.dir, 5000, limits.Kept{Fact: true})(ctx, d)
}

// consume reads the whole stream as the inbox does, and makes nothing of it.
func (r *rebuilding) consume(ctx context.Context, _ duration) (turn measure.Turn, err error) {
	began := clock.System().Now()
	stream, err := r.conn.JS.Stream(ctx, natsx.StreamName("activities"))
	if err != nil {
		return turn, err
	}
	err = limits.FetchAll(ctx, stream, r.told)
	return measure.Turn{Done: r.told, Took: clock.System().Now().Sub(began)}, err
}
