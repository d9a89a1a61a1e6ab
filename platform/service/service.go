// Package service opens what a service stands on: its database, the relay of its events, its timers, what seals its audit log,
// and a consumer of each stream that it follows. Where one of them cannot be opened, what was opened is closed again.
package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/operation"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Config is what a service wants opened.
type Config struct {
	Name     string
	Database config.Secret // its address
	// Connections is how many connections to PostgreSQL there are at most, 0: the default.
	Connections int
	MaxGroup    int // how many callers share a commit at most, 0: the default
	// SealEvery is how often new lines of the audit log are sealed, 0: the default.
	SealEvery time.Duration
	// Follows are the streams of others, each with whose it is, the types, what handles them, and whether that can be made
	// again. The rest is filled in.
	Follows []inbox.Config
}

// Service is what was opened. Nothing runs and nothing is migrated until the module is started.
type Service struct {
	DB     *sqldb.DB
	Timers *schedule.Scheduler
	name   string
	relay  *outbox.Relay
	tasks  []app.Task
}

// Open opens what a service stands on. The error names the service.
func Open(ctx context.Context, deps app.Deps, cfg Config) (*Service, error) {
	tel := deps.Telemetry
	db, err := sqldb.Open(ctx, cfg.Database.Reveal(), sqldb.Options{
		Tracer: tel.Tracer, Meter: tel.Meter, MaxGroup: cfg.MaxGroup, Connections: cfg.Connections, KeepSchema: deps.KeepSchema,
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cfg.Name, err)
	}
	s := &Service{DB: db, name: cfg.Name}
	if err := s.wire(deps, cfg); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", cfg.Name, err), db.Close())
	}
	return s, nil
}

func (s *Service) wire(deps app.Deps, cfg Config) (err error) {
	tel := deps.Telemetry
	s.Timers, err = schedule.New(schedule.Config{
		DB: s.DB, Clock: deps.Clock, Log: tel.Log, Meter: tel.Meter, Tracer: tel.Tracer,
	})
	if err != nil {
		return err
	}
	relay, err := outbox.New(outbox.Config{
		Service: cfg.Name, DB: s.DB, NATS: deps.NATS, Clock: deps.Clock, Log: tel.Log, Tracer: tel.Tracer, Meter: tel.Meter,
	})
	if err != nil {
		return err
	}
	if err := auditlog.Observe(tel.Meter, s.DB, deps.Clock); err != nil {
		return err
	}
	sealer := auditlog.Sealer{DB: s.DB, Clock: deps.Clock, Log: tel.Log, Every: cfg.SealEvery}
	s.tasks = []app.Task{
		{Name: "relay", Run: relay.Run}, {Name: "timers", Run: s.Timers.Run}, {Name: "seal", Run: sealer.Run},
	}
	of := operation.Service{Name: cfg.Name, DB: s.DB, Relay: relay, Timers: s.Timers}
	for _, stream := range cfg.Follows {
		stream.DB, stream.NATS, stream.Clock = s.DB, deps.NATS, deps.Clock
		stream.Log, stream.Tracer, stream.Meter = tel.Log, tel.Tracer, tel.Meter
		consumer, err := inbox.New(stream)
		if err != nil {
			return err
		}
		s.tasks = append(s.tasks, app.Task{Name: "consume " + stream.Service, Run: consumer.Run})
		of.Consumers = append(of.Consumers, consumer)
	}
	deps.Positions.Add(relay)
	deps.Operations.Add(of)
	s.relay = relay
	return nil
}

// Position answers a place in the stream of the service at or after every event that it committed before, as outbox.Relay does:
// a service that follows itself has read all of them back from there on.
func (s *Service) Position(ctx context.Context) (string, error) { return s.relay.Position(ctx) }

// Module completes the module of the service, which says what brings its database to the present schema, what registers its
// gRPC services, what else runs beside them, and how what it opened itself is closed, which comes before the database.
func (s *Service) Module(m app.Module) app.Module {
	own := m.Close
	m.Name, m.Ready = s.name, s.DB.Ready
	m.Close = func() error {
		if own == nil {
			return s.DB.Close()
		}
		return errors.Join(own(), s.DB.Close())
	}
	m.Tasks = append(s.tasks, m.Tasks...)
	return m
}
