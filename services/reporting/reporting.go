// Package reporting is the service of figures: it counts the events of the other services and answers the yearly account.
package reporting

import (
	"context"
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // the zone of the calendar, also where the machine has none

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/service"
	"github.com/deschoor/meedoen/platform/sqldb"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/api"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Name is the name of the service.
const Name = events.Service

// New wires the service. Nothing runs and nothing is migrated until the module is started.
func New(ctx context.Context, deps app.Deps, cfg Config) (app.Module, error) {
	held, err := cfg.catalogues()
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	zone, err := time.LoadLocation(cfg.Zone)
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: zone: %w", Name, err)
	}
	key, err := cfg.signingKey()
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: signing-key: %w", Name, err)
	}
	projection := &events.Projection{Catalogues: held, Shared: cfg.Shares > 1}
	base, err := service.Open(ctx, deps, service.Config{
		Name: Name, Database: cfg.Database, Connections: cfg.Connections, Follows: follows(projection, deps.Clock, cfg.Shares),
	})
	if err != nil {
		return app.Module{}, err
	}
	db := base.DB
	if err := watch(deps, db); err != nil {
		return app.Module{}, errors.Join(fmt.Errorf("%s: %w", Name, err), db.Close())
	}
	recount := &events.Recount{Projection: projection, DB: db, Clock: deps.Clock, Log: deps.Telemetry.Log}
	return base.Module(app.Module{
		Migrate: func(ctx context.Context) error {
			if err := db.Migrate(ctx, store.Migrations()); err != nil {
				return err
			}
			return prepare(ctx, projection, db, deps)
		},
		Register: func(r grpc.ServiceRegistrar) {
			reportingv1.RegisterAccountServiceServer(r, &api.Accounts{
				DB: db, Clock: deps.Clock, Catalogues: held, Counts: events.Counted(),
				Follows: append(events.Counted(), Name), Zone: zone, LeastPeople: cfg.LeastPeople, Key: key,
				Position: base.Position,
			})
			reportingv1.RegisterFigureExplanationServiceServer(r, &api.FigureExplanations{
				DB: db, Clock: deps.Clock, Catalogues: held,
			})
			reportingv1.RegisterFigureRecordServiceServer(r, &api.FigureRecords{DB: db, Catalogues: held})
			reportingv1.RegisterSteeringFigureServiceServer(r, &api.SteeringFigures{
				DB: db, Catalogues: held, Counts: events.Counted(),
			})
			reportingv1.RegisterCatalogueServiceServer(r, &api.Catalogues{DB: db, Clock: deps.Clock, Projection: projection})
		},
		Tasks: []app.Task{{Name: "recount", Run: recount.Run}},
	}), nil
}

// prepare brings the countings in line with the catalogue. One that is of another version of the program stops no start:
// figures are counted as they were, and who asks for one is told why there is none.
func prepare(ctx context.Context, projection *events.Projection, db *sqldb.DB, deps app.Deps) error {
	err := projection.Prepare(ctx, db, deps.Clock)
	if !catalogues.Unreadable(err) {
		return err
	}
	deps.Telemetry.Log.ErrorContext(ctx, "the catalogue that holds cannot be read; put another in its place", "error", err)
	return nil
}

// follows are the streams that reporting reads: what it published itself, and what the services record. All of it can be read
// again.
func follows(projection *events.Projection, c clock.Clock, shares int) []inbox.Config {
	own := &events.Restorer{Projection: projection, Clock: c}
	list := []inbox.Config{{Service: Name, Types: own.Types(), Handle: own.Handle, Replayable: true}}
	for _, name := range events.Counted() {
		list = append(list, inbox.Config{
			Service: name, Types: events.Types(name), Handle: projection.Handle, Replayable: true, Shares: shares,
		})
	}
	return list
}
