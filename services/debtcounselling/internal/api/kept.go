package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/privacy"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// What is kept about a client beside who it is, stands here once: each part of the service that keeps something has a function
// in both lists, or says why not.

// subject is the client whose data is exported.
type subject struct {
	ID   string
	Keys privacy.Keys // open what is sealed of the client
}

// exports answers what adds to the export of a client what each part of the service keeps.
func (d Deps) exports() []func(context.Context, store.Store, subject, *debtcounsellingv1.ClientExport) error {
	return []func(context.Context, store.Store, subject, *debtcounsellingv1.ClientExport) error{
		exportTrajectories, exportDecisions, exportMeasures, exportClaims, d.exportBudgetPlans, exportCalculations,
		exportSettlements, exportEntries, exportRechecks, exportFund, d.exportEarlySignals, exportLegalHolds,
	}
}

// drops answers what each part of the service does when a client is erased, in the transaction of the erasure: what tells of
// the client goes, and what counts stays. Trajectories, decisions and terms are dates of nobody then, and budget
// plans, calculations, entries of books and rechecks are figures.
func (d Deps) drops() []func(ctx context.Context, tx *sql.Tx, clientID string) error {
	return []func(ctx context.Context, tx *sql.Tx, clientID string) error{
		d.dropClaims, dropBudgetTexts, d.dropSettlementNotes, dropReferences, d.dropEarlySignals, d.dropFund, dropLegalHolds,
	}
}
