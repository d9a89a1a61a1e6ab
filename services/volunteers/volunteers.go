// Package volunteers is the service of the people who help: who they are, what they are to the organisation, what they do,
// when and for how long.
package volunteers

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
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/service"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/activities"
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
	organisation, err := cfg.Organisation.load()
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	var shared api.Deps
	hear := func(ctx context.Context, tx *sql.Tx, list []cloudevent.Event) error {
		return events.Handler(shared.Followers())(ctx, tx, list)
	}
	base, err := service.Open(ctx, deps, service.Config{
		Name: Name, Database: cfg.Database, Connections: cfg.Connections, MaxGroup: cfg.MaxGroup, Follows: []inbox.Config{
			{Service: events.Activities, Types: events.Types(), Handle: hear, Replayable: true, Sparse: true},
		},
	})
	if err != nil {
		return app.Module{}, err
	}
	asked, err := activities.Connect(cfg.Activities, deps.Transport, deps.Local, deps.Telemetry.ClientCalls())
	if err != nil {
		return app.Module{}, errors.Join(fmt.Errorf("%s: %w", Name, err), base.DB.Close())
	}
	shared = api.Deps{
		DB: base.DB, Clock: deps.Clock, Zone: zone, Areas: register, Privacy: deps.Privacy, Timers: base.Timers,
		Certificates: cfg.certificates(), Limits: allowances, Debtor: cfg.Payments.debtor(), Organisation: organisation,
		Issuers: deps.Issuers, Activities: asked,
	}
	base.Timers.HandleApart(handover.LapseTimer, shared.LapseReferral)
	base.Timers.Handle(api.CertificateTimer, shared.ExpireCertificate)
	base.Timers.Handle(api.YearsTimer, shared.TellNewYear)
	base.Timers.Handle(api.RetentionTimer, shared.TellRetention)
	return base.Module(app.Module{
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
			volunteersv1.RegisterProcessingLogServiceServer(r, &api.ProcessingLog{Deps: shared})
			volunteersv1.RegisterPersonServiceServer(r, &api.People{Deps: shared})
			volunteersv1.RegisterPersonLoginServiceServer(r, &api.PersonLogins{Deps: shared})
			volunteersv1.RegisterEngagementServiceServer(r, &api.Engagements{Deps: shared})
			volunteersv1.RegisterRoleServiceServer(r, &api.Roles{Deps: shared})
			volunteersv1.RegisterCertificateServiceServer(r, &api.Certificates{Deps: shared})
			volunteersv1.RegisterHoursServiceServer(r, &api.Hours{Deps: shared})
			volunteersv1.RegisterExpenseClaimServiceServer(r, &api.ExpenseClaims{Deps: shared})
			volunteersv1.RegisterBankAccountServiceServer(r, &api.BankAccounts{Deps: shared})
			volunteersv1.RegisterPaymentBatchServiceServer(r, &api.PaymentBatches{Deps: shared})
			volunteersv1.RegisterAssignmentServiceServer(r, &api.Assignments{Deps: shared})
			volunteersv1.RegisterVacancyServiceServer(r, &api.Vacancies{Deps: shared})
			volunteersv1.RegisterVolunteerReferralServiceServer(r, &api.VolunteerReferrals{Deps: shared})
			volunteersv1.RegisterAgreementServiceServer(r, &api.Agreements{Deps: shared})
			volunteersv1.RegisterHoursStatementServiceServer(r, &api.HoursStatements{Deps: shared})
			volunteersv1.RegisterShiftServiceServer(r, &api.Shifts{Deps: shared})
			volunteersv1.RegisterShiftOfferServiceServer(r, &api.ShiftOffers{Deps: shared})
			volunteersv1.RegisterShiftSeriesServiceServer(r, &api.ShiftSeries{Deps: shared})
			volunteersv1.RegisterCalendarFeedServiceServer(r, &api.CalendarFeeds{Deps: shared})
		},
		Tasks: []app.Task{{Name: "watch certificates", Run: shared.WatchAllCertificates}},
		Close: asked.Close,
	}), nil
}
