// Package volunteers is the service of the people who help: who they are, what they are to the organisation, what they do,
// when and for how long.
package volunteers

import (
	"context"
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // the zone of the calendar, also where the machine has none

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
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
	allowances, err := cfg.limits()
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	db, err := sqldb.Open(ctx, cfg.Database.Reveal(), sqldb.Options{
		Tracer: deps.Telemetry.Tracer, Meter: deps.Telemetry.Meter, MaxGroup: cfg.MaxGroup,
	})
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	timers, err := schedule.New(schedule.Config{
		DB: db, Clock: deps.Clock, Log: deps.Telemetry.Log, Meter: deps.Telemetry.Meter,
	})
	if err != nil {
		return app.Module{}, errors.Join(fmt.Errorf("%s: %w", Name, err), db.Close())
	}
	tasks, err := tasks(deps, db)
	if err != nil {
		return app.Module{}, errors.Join(fmt.Errorf("%s: %w", Name, err), db.Close())
	}
	shared := api.Deps{
		DB: db, Clock: deps.Clock, Zone: zone, Areas: register, Privacy: deps.Privacy, Timers: timers,
		Certificates: cfg.certificates(), Limits: allowances, Debtor: cfg.Payments.debtor(),
	}
	timers.Handle(api.CertificateTimer, shared.ExpireCertificate)
	timers.Handle(api.YearsTimer, shared.TellNewYear)
	return app.Module{
		Name: Name,
		Migrate: func(ctx context.Context) error {
			if err := db.Migrate(ctx, store.Migrations()); err != nil {
				return err
			}
			if err := shared.FinishErasures(ctx); err != nil {
				return err
			}
			return shared.PlanNewYear(ctx)
		},
		Register: func(r grpc.ServiceRegistrar) {
			volunteersv1.RegisterProcessingLogServiceServer(r, &api.ProcessingLog{Deps: shared})
			volunteersv1.RegisterPersonServiceServer(r, &api.People{Deps: shared})
			volunteersv1.RegisterEngagementServiceServer(r, &api.Engagements{Deps: shared})
			volunteersv1.RegisterRoleServiceServer(r, &api.Roles{Deps: shared})
			volunteersv1.RegisterCertificateServiceServer(r, &api.Certificates{Deps: shared})
			volunteersv1.RegisterHoursServiceServer(r, &api.Hours{Deps: shared})
			volunteersv1.RegisterExpenseClaimServiceServer(r, &api.ExpenseClaims{Deps: shared})
			volunteersv1.RegisterBankAccountServiceServer(r, &api.BankAccounts{Deps: shared})
			volunteersv1.RegisterPaymentBatchServiceServer(r, &api.PaymentBatches{Deps: shared})
			volunteersv1.RegisterAssignmentServiceServer(r, &api.Assignments{Deps: shared})
			volunteersv1.RegisterVacancyServiceServer(r, &api.Vacancies{Deps: shared})
		},
		Tasks: append(tasks, app.Task{Name: "timers", Run: timers.Run},
			app.Task{Name: "watch certificates", Run: shared.WatchAllCertificates}),
		Ready: db.Ready,
		Close: db.Close,
	}, nil
}

// tasks send what happens here, and follow the programmes of activities.
func tasks(deps app.Deps, db *sqldb.DB) ([]app.Task, error) {
	tel := deps.Telemetry
	relay, err := outbox.New(outbox.Config{
		Service: Name, DB: db, NATS: deps.NATS, Clock: deps.Clock, Log: tel.Log, Tracer: tel.Tracer, Meter: tel.Meter,
	})
	if err != nil {
		return nil, err
	}
	deps.Positions.Add(relay)
	consumer, err := inbox.New(inbox.Config{
		Service: events.Activities, Types: events.Types(), Handle: events.Handle, Replayable: true,
		DB: db, NATS: deps.NATS, Clock: deps.Clock, Log: tel.Log, Tracer: tel.Tracer, Meter: tel.Meter,
	})
	if err != nil {
		return nil, err
	}
	return []app.Task{{Name: "relay", Run: relay.Run}, {Name: "consume " + events.Activities, Run: consumer.Run}}, nil
}
