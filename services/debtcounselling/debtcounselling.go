// Package debtcounselling is the service of the help with debts: who is helped, how far that has come, by when something has to
// happen, and who may see it.
package debtcounselling

import (
	"context"
	"fmt"
	_ "time/tzdata" // the zone of the calendar, also where the machine has none

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/service"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/api"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Name is the name of the service.
const Name = events.Service

// New wires the service. Nothing runs and nothing is migrated until the module is started.
func New(ctx context.Context, deps app.Deps, cfg Config) (app.Module, error) {
	shared, err := cfg.rules()
	if err != nil {
		return app.Module{}, fmt.Errorf("%s: %w", Name, err)
	}
	base, err := service.Open(ctx, deps, service.Config{
		Name: Name, Database: cfg.Database, Connections: cfg.Connections, MaxGroup: cfg.MaxGroup, SealEvery: cfg.SealEvery,
	})
	if err != nil {
		return app.Module{}, err
	}
	shared.DB, shared.Clock, shared.Privacy, shared.Timers = base.DB, deps.Clock, deps.Privacy, base.Timers
	base.Timers.HandleApart(handover.LapseTimer, shared.LapseReferral)
	base.Timers.Handle(api.TermTimer, shared.TellTermDue)
	base.Timers.Handle(api.YearsTimer, shared.TellNewYear)
	base.Timers.Handle(api.RetentionTimer, shared.RemoveDue)
	base.Timers.Handle(api.DailyRetentionTimer, shared.BeginDailyRetention)
	base.Timers.Handle(api.KeyTimer, shared.DestroyKey)
	return base.Module(app.Module{
		Migrate: func(ctx context.Context) error {
			if err := base.DB.Migrate(ctx, store.Migrations()); err != nil {
				return err
			}
			if err := shared.FinishErasures(ctx); err != nil {
				return err
			}
			if err := shared.PlanRetention(ctx, cfg.Retention.Automatic); err != nil {
				return err
			}
			return shared.PlanNewYear(ctx)
		},
		Register: func(r grpc.ServiceRegistrar) { register(r, shared, cfg, deps.Version) },
	}), nil
}

// register has what serves cases, and what watches over them, answer calls.
func register(r grpc.ServiceRegistrar, shared api.Deps, cfg Config, version string) {
	debtcounsellingv1.RegisterProcessingLogServiceServer(r, &api.ProcessingLog{Deps: shared})
	debtcounsellingv1.RegisterAuditLogServiceServer(r, &api.AuditLog{Deps: shared})
	debtcounsellingv1.RegisterAccessReportServiceServer(r, &api.AccessReports{
		Deps: shared, Sender: cfg.Organisation.sender(),
	})
	debtcounsellingv1.RegisterClientServiceServer(r, &api.Clients{Deps: shared})
	debtcounsellingv1.RegisterDebtReferralServiceServer(r, &api.DebtReferrals{Deps: shared})
	debtcounsellingv1.RegisterTrajectoryServiceServer(r, &api.Trajectories{Deps: shared})
	debtcounsellingv1.RegisterDecisionServiceServer(r, &api.Decisions{Deps: shared})
	debtcounsellingv1.RegisterTermServiceServer(r, &api.Terms{Deps: shared})
	debtcounsellingv1.RegisterCaseAssignmentServiceServer(r, &api.CaseAssignments{Deps: shared})
	debtcounsellingv1.RegisterCreditorServiceServer(r, &api.Creditors{Deps: shared})
	debtcounsellingv1.RegisterClaimServiceServer(r, &api.Claims{Deps: shared})
	debtcounsellingv1.RegisterBalanceRequestServiceServer(r, &api.BalanceRequests{Deps: shared})
	debtcounsellingv1.RegisterDistributionServiceServer(r, &api.Distributions{Deps: shared})
	debtcounsellingv1.RegisterBudgetServiceServer(r, &api.Budgets{Deps: shared})
	debtcounsellingv1.RegisterCalculationServiceServer(r, &api.Calculations{Deps: shared})
	debtcounsellingv1.RegisterMeasureServiceServer(r, &api.Measures{Deps: shared})
	debtcounsellingv1.RegisterSettlementServiceServer(r, &api.Settlements{Deps: shared})
	debtcounsellingv1.RegisterLedgerServiceServer(r, &api.Ledgers{Deps: shared})
	debtcounsellingv1.RegisterRecheckServiceServer(r, &api.Rechecks{Deps: shared})
	debtcounsellingv1.RegisterEarlySignalServiceServer(r, &api.EarlySignals{Deps: shared})
	debtcounsellingv1.RegisterEarlySignalCaseServiceServer(r, &api.EarlySignalCases{Deps: shared})
	debtcounsellingv1.RegisterEarlySignalFigureServiceServer(r, &api.EarlySignalFigures{Deps: shared})
	debtcounsellingv1.RegisterDeliveryServiceServer(r, &api.Deliveries{Deps: shared, Deliverer: cfg.Delivery.deliverer(version)})
	debtcounsellingv1.RegisterCaseFileServiceServer(r, &api.CaseFiles{Deps: shared, Sender: cfg.Organisation.sender()})
	debtcounsellingv1.RegisterFundAgreementServiceServer(r, &api.FundAgreements{Deps: shared})
	debtcounsellingv1.RegisterLivingAreaServiceServer(r, &api.LivingAreas{Deps: shared})
	debtcounsellingv1.RegisterFundServiceServer(r, &api.Funds{Deps: shared})
	debtcounsellingv1.RegisterFundEntryServiceServer(r, &api.FundEntries{Deps: shared})
	debtcounsellingv1.RegisterLegalHoldServiceServer(r, &api.LegalHolds{Deps: shared})
	debtcounsellingv1.RegisterRetentionServiceServer(r, &api.Retention{Deps: shared})
	debtcounsellingv1.RegisterRetentionRunServiceServer(r, &api.RetentionRuns{Deps: shared})
}
