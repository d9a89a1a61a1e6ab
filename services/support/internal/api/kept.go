package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/privacy"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// What is kept about a resident beside who it is, stands here once: each part of the service that keeps something has a function
// in each list, or says why not.

// subject is the resident whose data is exported.
type subject struct {
	ID   string
	Keys privacy.Keys // open what is sealed of the resident
}

// exports answers what adds to the export of a resident what each part of the service keeps.
func (d Deps) exports() []func(context.Context, store.Store, subject, *supportv1.ResidentExport) error {
	return []func(context.Context, store.Store, subject, *supportv1.ResidentExport) error{
		exportQuestions, d.exportMediations, exportGuidance, exportGuidanceTexts, exportReferrals,
	}
}

// runs answers what refuses the erasure of a resident while something of each part of the service runs.
func (d Deps) runs() []func(ctx context.Context, in store.Store, residentID string) error {
	return []func(ctx context.Context, in store.Store, residentID string) error{
		refuseOpenQuestion, refuseOpenMediation, refuseRunningGuidance,
	}
}

// drops answers what each part of the service does when a resident is erased, in the transaction of the erasure: what was said
// goes, and what counts stays.
func (d Deps) drops() []func(ctx context.Context, tx *sql.Tx, residentID string) error {
	return []func(ctx context.Context, tx *sql.Tx, residentID string) error{
		dropQuestionTexts, dropSummaries, dropGuidanceTexts, d.dropReferrals,
	}
}
