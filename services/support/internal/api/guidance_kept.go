package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// exportGuidance adds the guidance of a resident to an export, without who leads or recorded it.
func exportGuidance(ctx context.Context, in store.Store, of subject, export *supportv1.ResidentExport) error {
	list, err := in.GuidanceOfResident(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, g := range list {
		g.Worker, g.Sender = "", ""
		export.GuidanceTrajectories = append(export.GuidanceTrajectories, encodeGuidance(g))
	}
	steps, err := in.GuidanceTransitionsOfResident(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, t := range steps {
		t.Recorder = ""
		export.GuidanceTrajectoryTransitions = append(export.GuidanceTrajectoryTransitions, encodeGuidanceTransition(t))
	}
	measures, err := in.OutcomeMeasuresOfResident(ctx, of.ID)
	for _, m := range measures {
		m.Recorder = ""
		export.OutcomeMeasures = append(export.OutcomeMeasures, encodeMeasure(m))
	}
	return err
}

// exportGuidanceTexts adds the goals and the contacts of a resident to an export, without who recorded them.
func exportGuidanceTexts(ctx context.Context, in store.Store, of subject, export *supportv1.ResidentExport) error {
	goals, err := in.GuidanceGoalsOfResident(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, row := range goals {
		g, err := openGoal(of.Keys, of.ID, row)
		if err != nil {
			return err
		}
		export.GuidanceGoals = append(export.GuidanceGoals, encodeGoal(g))
	}
	contacts, err := in.GuidanceContactsOfResident(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, row := range contacts {
		c, err := openContact(of.Keys, of.ID, row)
		if err != nil {
			return err
		}
		c.Recorder = ""
		export.GuidanceContacts = append(export.GuidanceContacts, encodeContact(c))
	}
	return nil
}

// refuseRunningGuidance answers that guidance of a resident has not ended. Error: FAILED_PRECONDITION (GUIDANCE_RUNNING).
func refuseRunningGuidance(ctx context.Context, in store.Store, residentID string) error {
	list, err := in.GuidanceOfResident(ctx, residentID)
	for _, g := range list {
		if !g.State.Ended() {
			return fault.New(fault.FailedPrecondition, "GUIDANCE_RUNNING", "Guidance of the resident has not ended.").
				With("guidance_trajectory_id", g.ID)
		}
	}
	return err
}

// dropGuidanceTexts forgets what was said in the guidance of a resident.
func dropGuidanceTexts(ctx context.Context, tx *sql.Tx, residentID string) error {
	return store.In(tx).EmptyGuidanceTexts(ctx, residentID)
}
