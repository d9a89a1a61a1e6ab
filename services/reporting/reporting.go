// Package reporting is the service of figures: it counts the events of the other services and answers the yearly account.
package reporting

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/api"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Name is the name of the service.
const Name = events.Service

// New wires the service. Nothing runs and nothing is migrated until the module is started.
func New(ctx context.Context, deps app.Deps, cfg Config) (app.Module, error) {
	catalogue, err := cfg.catalogue()
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: catalogue: %w", Name, err)
	}
	tel := deps.Telemetry
	db, err := sqldb.Open(ctx, cfg.Database.Reveal(), sqldb.Options{Tracer: tel.Tracer, Meter: tel.Meter})
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	projection := &events.Projection{Catalogue: catalogue}
	tasks, err := tasks(deps, db, projection)
	if err != nil {
		return app.Module{}, errors.Join(fmt.Errorf("%s: %w", Name, err), db.Close())
	}
	return app.Module{
		Name: Name,
		Migrate: func(ctx context.Context) error {
			if err := db.Migrate(ctx, store.Migrations()); err != nil {
				return err
			}
			return projection.Prepare(ctx, db, deps.Clock)
		},
		Register: func(r grpc.ServiceRegistrar) {
			reportingv1.RegisterAccountServiceServer(r, &api.Accounts{
				DB: db, Clock: deps.Clock, Catalogue: catalogue, Counts: events.Counted(),
				Follows: append(events.Counted(), Name),
			})
			reportingv1.RegisterSteeringFigureServiceServer(r, &api.SteeringFigures{
				DB: db, Catalogue: catalogue, Counts: events.Counted(),
			})
		},
		Tasks: tasks,
		Ready: db.Ready,
		Close: db.Close,
	}, nil
}

// tasks are what runs beside the servers: the relay of reporting's own events, a consumer of each stream it reads, and
// what counts figures anew.
func tasks(deps app.Deps, db *sqldb.DB, projection *events.Projection) ([]app.Task, error) {
	tel := deps.Telemetry
	relay, err := outbox.New(outbox.Config{
		Service: Name, DB: db, NATS: deps.NATS, Clock: deps.Clock, Log: tel.Log, Tracer: tel.Tracer, Meter: tel.Meter,
	})
	if err != nil {
		return nil, err
	}
	deps.Positions.Add(relay)
	recount := &events.Recount{Projection: projection, DB: db, Clock: deps.Clock, Log: tel.Log}
	list := []app.Task{{Name: "relay", Run: relay.Run}, {Name: "recount", Run: recount.Run}}
	streams := []inbox.Config{{Service: Name, Types: events.PublicationTypes(), Handle: events.RestorePublications}}
	for _, service := range events.Counted() {
		streams = append(streams, inbox.Config{Service: service, Types: events.Types(service), Handle: projection.Handle})
	}
	for _, stream := range streams {
		stream.DB, stream.NATS, stream.Clock, stream.Replayable = db, deps.NATS, deps.Clock, true
		stream.Log, stream.Tracer, stream.Meter = tel.Log, tel.Tracer, tel.Meter
		consumer, err := inbox.New(stream)
		if err != nil {
			return nil, err
		}
		list = append(list, app.Task{Name: "consume " + stream.Service, Run: consumer.Run})
	}
	return list, nil
}
