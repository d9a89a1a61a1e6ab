package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// exportMediations adds the mediations with a resident to an export: the own party alone, and nothing of what was said, which is
// about the neighbours too (AVG article 15, paragraph 4). Who worked on it is not in it.
func (d Deps) exportMediations(ctx context.Context, in store.Store, of subject, export *supportv1.ResidentExport) error {
	rows, err := in.MediationsOfResident(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		m := row.Mediation
		m.Parties = slices.DeleteFunc(m.Parties, func(p domain.MediationParty) bool { return p.ResidentID != of.ID })
		export.Mediations = append(export.Mediations, encodeMediation(m, d.today()))
	}
	steps, err := in.MediationTransitionsOfResident(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, t := range steps {
		t.Worker = ""
		export.MediationTransitions = append(export.MediationTransitions, encodeMediationTransition(t))
	}
	told, err := in.ReferrerFeedbackOfResident(ctx, of.ID)
	for _, f := range told {
		f.Worker = ""
		export.ReferrerFeedback = append(export.ReferrerFeedback, encodeReferrerFeedback(f))
	}
	return err
}

// refuseOpenMediation answers that a mediation with a resident is not closed. Error: FAILED_PRECONDITION (MEDIATION_OPEN).
func refuseOpenMediation(ctx context.Context, in store.Store, residentID string) error {
	list, err := in.MediationsOfResident(ctx, residentID)
	for _, m := range list {
		if m.State != domain.MediationClosed {
			return fault.New(fault.FailedPrecondition, "MEDIATION_OPEN", "A mediation with the resident is not closed.").
				With("mediation_id", m.ID)
		}
	}
	return err
}

// dropSummaries forgets what was said in the mediations with a resident, as soon as one of the parties is erased: the text is
// about all of them and cannot be parted, and to keep it until the last is erased would keep what one has a right to see gone.
// What the others lose was of use until the mediation was closed.
func dropSummaries(ctx context.Context, tx *sql.Tx, residentID string) error {
	return store.In(tx).EmptyMediations(ctx, residentID)
}

// destroyMediationKeys destroys the keys of the mediations of which a party was erased, those that are there still.
func (d Deps) destroyMediationKeys(ctx context.Context) error {
	list, err := store.Reading(d.DB.Read()).ErasedMediations(ctx)
	if err != nil {
		return err
	}
	return d.vault().Replay(ctx, list)
}

// mediationKeys answers the mediations with a resident: what was said in them is sealed with keys of their own, which are
// destroyed with that of the resident, so that an old copy of the database says nothing either.
func (d Deps) mediationKeys(ctx context.Context, residentID string) (ids []string, err error) {
	err = d.snapshot(ctx, func(st store.Store) error {
		list, err := st.MediationsOfResident(ctx, residentID)
		for _, m := range list {
			ids = append(ids, m.ID)
		}
		return err
	})
	return ids, err
}
