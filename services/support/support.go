// Package support is the service of the questions of residents: what they ask, and what becomes of it.
package support

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // the zone of the calendar, also where the machine has none

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/feed"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/service"
	"github.com/deschoor/meedoen/platform/webhook"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/api"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/referring"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// Name is the name of the service.
const Name = events.Service

// New wires the service. Nothing runs and nothing is migrated until the module is started.
func New(ctx context.Context, deps app.Deps, cfg Config) (app.Module, error) {
	zone, zoneErr := time.LoadLocation(cfg.Zone)
	register, areasErr := areas.Load(cfg.Areas)
	sender, senderErr := webhook.New(cfg.Webhooks, nil)
	if err := errors.Join(zoneErr, areasErr, senderErr); err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	var shared api.Deps
	base, err := service.Open(ctx, deps, service.Config{
		Name: Name, Database: cfg.Database, Connections: cfg.Connections, MaxGroup: cfg.MaxGroup, SealEvery: cfg.SealEvery,
		Follows: follows(func(ctx context.Context, tx *sql.Tx, from domain.ReferralTarget, news []domain.ReferralNews) error {
			return shared.HearReferrals(ctx, tx, from, news)
		}),
	})
	if err != nil {
		return app.Module{}, err
	}
	receivers, err := referring.Connect(deps.Itself, cfg.Services.addresses())
	if err != nil {
		return app.Module{}, errors.Join(fmt.Errorf("%s: %w", Name, err), base.DB.Close())
	}
	shared = api.Deps{
		DB: base.DB, Clock: deps.Clock, Zone: zone, Areas: register, Privacy: deps.Privacy, Timers: base.Timers,
		Log: deps.Telemetry.Log, Receivers: receivers,
	}
	changes := feed.New[*domain.QuestionChange](store.Changes{DB: base.DB}, feed.Config{Clock: deps.Clock, Log: deps.Telemetry.Log})
	base.DB.OnCommit(func([]any) { changes.Wake() })
	base.Timers.Handle(api.GuidanceYearsTimer, shared.TellNewYear)
	base.Timers.HandleApart(api.ReferralTimer, shared.DeliverReferral)
	webhooks := &api.WebhookDeliveries{
		Deps: shared, Feed: changes, Sender: sender, Source: deps.NATS.Source + "-" + Name, Log: deps.Telemetry.Log,
	}
	return base.Module(app.Module{
		Tasks: []app.Task{{Name: "question changes", Run: changes.Run}, {Name: "webhooks", Run: webhooks.Run}},
		Close: func() error {
			sender.Close()
			return receivers.Close()
		},
		Migrate: func(ctx context.Context) error {
			if err := base.DB.Migrate(ctx, store.Migrations()); err != nil {
				return err
			}
			if err := shared.FinishErasures(ctx); err != nil {
				return err
			}
			return shared.PlanNewYear(ctx)
		},
		Register: func(r grpc.ServiceRegistrar) {
			supportv1.RegisterProcessingLogServiceServer(r, &api.ProcessingLog{Deps: shared})
			supportv1.RegisterAuditLogServiceServer(r, &api.AuditLog{Deps: shared})
			supportv1.RegisterResidentServiceServer(r, &api.Residents{Deps: shared})
			supportv1.RegisterQuestionServiceServer(r, &api.Questions{Deps: shared})
			supportv1.RegisterReferralServiceServer(r, &api.Referrals{Deps: shared})
			supportv1.RegisterMediationServiceServer(r, &api.Mediations{Deps: shared})
			supportv1.RegisterQuestionChangeServiceServer(r, &api.QuestionChanges{
				Deps: shared, Feed: changes, Heartbeat: cfg.WatchHeartbeat,
			})
			supportv1.RegisterWebhookServiceServer(r, &api.Webhooks{Deps: shared, Sender: sender})
			supportv1.RegisterGuidanceTrajectoryServiceServer(r, &api.GuidanceTrajectories{Deps: shared})
			supportv1.RegisterGuidanceGoalServiceServer(r, &api.GuidanceGoals{Deps: shared})
			supportv1.RegisterGuidanceContactServiceServer(r, &api.GuidanceContacts{Deps: shared})
			supportv1.RegisterOutcomeMeasureServiceServer(r, &api.OutcomeMeasures{Deps: shared})
		},
	}), nil
}

// follows answers the streams of the services that residents are referred to.
func follows(follow events.Follower) (streams []inbox.Config) {
	for _, target := range referring.Targets() {
		name := referring.Name(target)
		streams = append(streams, inbox.Config{
			Service: name, Types: events.Types(name), Handle: events.Handler(target, follow), Sparse: true,
		})
	}
	return streams
}
