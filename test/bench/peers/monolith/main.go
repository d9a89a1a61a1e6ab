// Command monolith is what somebody would write who needs no more than to record head counts: one program, net/http,
// encoding/json and database/sql, with the rules and the durability of the suite. A token (HS256) says who calls; every rule is
// checked by hand; the count and the event of it are rows of one transaction, which is answered after its commit has reached the
// disk. With --postgres it is on PostgreSQL, else on SQLite in its data folder (WAL, synchronous FULL, one connection that writes).
// Its tables are those of the suite, with their columns, indexes and references.
//
// With --group the requests of concurrent callers share a transaction and its statements, by the group commit of the suite: what
// the layers and the events cost is what is then left of the difference.
//
// It leaves out what the suite has beside: request ids, sessions, limits, traces, metrics and a log, keys that rotate, and whoever
// sends the events on and counts them.
package main

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/test/bench/beside"
)

func main() {
	grouped := flag.Bool("group", false, "have concurrent callers share a transaction")
	beside.Main(func(ctx context.Context, o beside.Options) error { return run(ctx, o, *grouped) })
}

// recorder records a count, or answers every rule that it breaks.
type recorder interface {
	record(ctx context.Context, c *count) (broken []violation, err error)
	Close() error
}

func run(ctx context.Context, o beside.Options, grouped bool) (err error) {
	open := openEach
	if grouped {
		open = openGrouped
	}
	records, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	tokens, err := newTokens(clock.System())
	if err != nil {
		return err
	}
	token, err := tokens.make("bench", "activities.staff")
	if err != nil {
		return err
	}
	if err := o.LeaveToken(token); err != nil {
		return err
	}
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("POST /v1/head-counts", &handler{records: records, tokens: tokens, clock: clock.System(), zone: zone})
	return beside.ServeHTTP(ctx, o, mux)
}
