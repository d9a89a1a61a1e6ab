// Package activities is the service of what is offered and who came: places, programmes, activities with their sessions,
// counts of visits, contacts, outputs.
package activities

import (
	"context"
	"fmt"
	"time"
	_ "time/tzdata" // the zone of the calendar, also where the machine has none

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/service"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/api"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Name is the name of the service.
const Name = events.Service

// New wires the service. Nothing runs and nothing is migrated until the module is started.
func New(ctx context.Context, deps app.Deps, cfg Config) (app.Module, error) {
	zone, err := time.LoadLocation(cfg.Zone)
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	register, err := areas.Load(cfg.Areas)
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	base, err := service.Open(ctx, deps, service.Config{
		Name: Name, Database: cfg.Database, Connections: cfg.Connections, MaxGroup: cfg.MaxGroup,
	})
	if err != nil {
		return app.Module{}, err
	}
	shared := api.Deps{
		DB: base.DB, Clock: deps.Clock, Zone: zone, Areas: register, MaxCount: int64(cfg.MaxHeadCount),
		MaxContactGroup: int64(cfg.MaxContactGroup), Horizon: cfg.SessionHorizon, Privacy: deps.Privacy,
		Timers: base.Timers, OfferWindow: cfg.OfferWindow,
	}
	base.Timers.HandleApart(handover.LapseTimer, shared.LapseReferral)
	base.Timers.Handle(api.OffersTimer, shared.ExpireOffers)
	planner := &api.Planner{Deps: shared, Log: deps.Telemetry.Log}
	return base.Module(app.Module{
		Migrate: func(ctx context.Context) error {
			if err := base.DB.Migrate(ctx, store.Migrations()); err != nil {
				return err
			}
			return shared.FinishErasures(ctx)
		},
		Register: func(r grpc.ServiceRegistrar) {
			activitiesv1.RegisterLocationServiceServer(r, &api.Locations{Deps: shared})
			activitiesv1.RegisterProgrammeServiceServer(r, &api.Programmes{Deps: shared})
			activitiesv1.RegisterHeadCountServiceServer(r, &api.HeadCounts{Deps: shared})
			activitiesv1.RegisterContactServiceServer(r, &api.Contacts{Deps: shared})
			activitiesv1.RegisterInitiativeServiceServer(r, &api.Initiatives{Deps: shared})
			activitiesv1.RegisterOutputServiceServer(r, &api.Outputs{Deps: shared})
			activitiesv1.RegisterActivityServiceServer(r, &api.Activities{Deps: shared})
			activitiesv1.RegisterSessionServiceServer(r, &api.Sessions{Deps: shared})
			activitiesv1.RegisterRoomServiceServer(r, &api.Rooms{Deps: shared})
			activitiesv1.RegisterReservationServiceServer(r, &api.Reservations{Deps: shared})
			activitiesv1.RegisterParticipantServiceServer(r, &api.Participants{Deps: shared})
			activitiesv1.RegisterRegistrationServiceServer(r, &api.Registrations{Deps: shared})
			activitiesv1.RegisterActivityReferralServiceServer(r, &api.ActivityReferrals{Deps: shared})
			activitiesv1.RegisterAttendanceServiceServer(r, &api.Attendances{Deps: shared})
			activitiesv1.RegisterProcessingLogServiceServer(r, &api.ProcessingLog{Deps: shared})
			activitiesv1.RegisterImportServiceServer(r, api.NewImports(shared))
			activitiesv1.RegisterOfferServiceServer(r, &api.Offers{Deps: shared})
		},
		Tasks: []app.Task{{Name: "plan sessions", Run: planner.Run}},
	}), nil
}
