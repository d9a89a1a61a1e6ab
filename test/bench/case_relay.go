package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/test/bench/limits"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// logged is how many events there are in the log that a relay brings to its stream: of half a year of an organisation.
const logged = 50_000

// relay is what it costs to fill a stream that was lost from the log of its service, beside only publishing.
func relay() comparison {
	return comparison{
		name: "relay", unit: "events",
		about: fmt.Sprintf("Events published to a server of events over a connection, with the ids by which it knows what comes "+
			"twice and no more of them under way than the relay has; the same with one answer for many and without ids; and the log "+
			"of a service in SQLite, %d events, brought to its stream by the relay where that was lost, each marked as sent.", logged),
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			url, _, err := e.startNATS(ctx)
			if err != nil {
				return nil, err
			}
			l, err := e.fillLog(ctx, url, logged)
			if err != nil {
				return nil, err
			}
			return []measure.Side{
				{Name: "publishing", Take: limits.Publish(url)}, {Name: "one answer for many", Take: limits.FastPublish(url)},
				{Name: "relay", Take: l.take},
			}, nil
		},
	}
}

// twiceTheLog is that a log of twice as many events takes twice as long to be brought to its stream and no longer.
func twiceTheLog() comparison {
	return comparison{
		name: "twice-the-log", unit: "events", goal: noMore,
		about: fmt.Sprintf("The log of a service in SQLite brought to its stream where that was lost, of %d events, and of %d. At "+
			"the same rate twice the events cost twice as much.", logged, 2*logged),
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			return e.twice(logged, func(within *env, events int) (measure.Side, error) {
				url, _, err := within.startNATS(ctx)
				if err != nil {
					return measure.Side{}, err
				}
				l, err := within.fillLog(ctx, url, events)
				if err != nil {
					return measure.Side{}, err
				}
				return measure.Side{Name: fmt.Sprintf("%d events", events), Take: l.take}, nil
			})
		},
	}
}

// eventLog is the log of a service, and the connection over which its events go.
type eventLog struct {
	database string
	conn     *natsx.Conn
	events   int // how many the log has
}

// fillLog answers the log of a service that recorded a lot and never sent anything.
func (e *env) fillLog(ctx context.Context, natsURL string, all int) (l *eventLog, err error) {
	l = &eventLog{database: "sqlite:" + filepath.Join(e.dir, "activities.db"), events: all}
	cfg := natsx.Defaults()
	cfg.URL = natsURL
	if l.conn, err = natsx.Connect("bench", cfg, ""); err != nil {
		return nil, err
	}
	e.defer_(l.conn.Close)
	db, err := sqldb.Open(ctx, l.database, sqldb.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx, nil); err != nil {
		return nil, err
	}
	for n := 0; n < all; n += batch {
		events := make([]outbox.Event, batch)
		for i := range events {
			noun, m := recordSaved(n + i)
			events[i] = outbox.Event{Noun: noun, AggregateID: m.GetId(), Data: m}
		}
		err := db.WriteReplayable(ctx, func(ctx context.Context, tx *sql.Tx) error {
			return outbox.Append(ctx, tx, clock.System().Now(), "activities", events...)
		})
		if err != nil {
			return nil, err
		}
	}
	return l, nil
}

// take brings all events to a new stream, however long that takes.
func (l *eventLog) take(ctx context.Context, _ duration) (turn measure.Turn, err error) {
	name := natsx.StreamName("activities")
	if err := l.conn.JS.DeleteStream(ctx, name); err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return turn, err
	}
	db, err := sqldb.Open(ctx, l.database, sqldb.Options{})
	if err != nil {
		return turn, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	r, err := outbox.New(outbox.Config{
		Service: "activities", DB: db, NATS: l.conn, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return turn, err
	}
	relaying, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	began := clock.System().Now()
	go func() { ended <- r.Run(relaying) }()
	err = l.await(ctx, name)
	stop()
	err = errors.Join(err, <-ended) // with the last marks
	return measure.Turn{Done: l.events, Took: clock.System().Now().Sub(began)}, err
}

// await waits until the stream has all events.
func (l *eventLog) await(ctx context.Context, name string) error {
	for {
		stream, err := l.conn.JS.Stream(ctx, name)
		if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
			return err
		}
		if err == nil && stream.CachedInfo().State.Msgs >= uint64(l.events) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}
