// Package reporting is the service of figures: it counts the events of the other services and answers the yearly account.
package reporting

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/service"
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
	zone, err := time.LoadLocation(cfg.Zone)
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: zone: %w", Name, err)
	}
	register, err := cfg.register()
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	catalogue = catalogue.On(register)
	key, err := cfg.signingKey()
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: signing-key: %w", Name, err)
	}
	projection := &events.Projection{Catalogue: catalogue}
	base, err := service.Open(ctx, deps, service.Config{Name: Name, Database: cfg.Database, Follows: follows(projection)})
	if err != nil {
		return app.Module{}, err
	}
	db := base.DB
	recount := &events.Recount{Projection: projection, DB: db, Clock: deps.Clock, Log: deps.Telemetry.Log}
	return base.Module(app.Module{
		Migrate: func(ctx context.Context) error {
			if err := db.Migrate(ctx, store.Migrations()); err != nil {
				return err
			}
			return projection.Prepare(ctx, db, deps.Clock)
		},
		Register: func(r grpc.ServiceRegistrar) {
			reportingv1.RegisterAccountServiceServer(r, &api.Accounts{
				DB: db, Clock: deps.Clock, Catalogue: catalogue, Counts: events.Counted(),
				Follows: append(events.Counted(), Name), Zone: zone, LeastPeople: cfg.LeastPeople, Key: key,
				Position: base.Position,
			})
			reportingv1.RegisterFigureExplanationServiceServer(r, &api.FigureExplanations{
				DB: db, Clock: deps.Clock, Catalogue: catalogue,
			})
			reportingv1.RegisterFigureRecordServiceServer(r, &api.FigureRecords{DB: db, Catalogue: catalogue})
			reportingv1.RegisterSteeringFigureServiceServer(r, &api.SteeringFigures{
				DB: db, Catalogue: catalogue, Counts: events.Counted(),
			})
		},
		Tasks: []app.Task{{Name: "recount", Run: recount.Run}},
	}), nil
}

// follows are the streams that reporting reads: what it published itself, and what the services record. All of it can be read
// again.
func follows(projection *events.Projection) []inbox.Config {
	list := []inbox.Config{{
		Service: Name, Types: events.OwnTypes(), Handle: events.Restore, Replayable: true,
	}}
	for _, name := range events.Counted() {
		list = append(list, inbox.Config{
			Service: name, Types: events.Types(name), Handle: projection.Handle, Replayable: true,
		})
	}
	return list
}
