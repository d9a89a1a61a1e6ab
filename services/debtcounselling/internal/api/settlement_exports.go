package api

import (
	"context"
	"database/sql"
	"slices"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// exportSettlements adds the settlements of the trajectories of a client, with the offers to claims in the name of the client and
// what was answered to these: those to claims of a partner are not the client's own data. So is a note that is sealed for the
// partner.
func exportSettlements(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	claims, err := in.ClaimsOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	own := make(map[string]bool, len(claims))
	for _, c := range claims {
		own[c.ID] = true
	}
	rows, err := in.SettlementsOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Sealed.ClientID != of.ID {
			row.Sealed.Sealed = nil
		}
		m, err := openNote(of.Keys, row)
		if err != nil {
			return err
		}
		m.Recorder = ""
		m.Offers = slices.DeleteFunc(m.Offers, func(o domain.Offer) bool { return !own[o.ClaimID] })
		export.Settlements = append(export.Settlements, encodeSettlement(m))
	}
	return exportSettlementSteps(ctx, in, of, export)
}

func exportSettlementSteps(
	ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport,
) error {
	answers, err := in.OfferAnswersOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		a.Recorder = ""
		export.OfferAnswers = append(export.OfferAnswers, encodeOfferAnswer(a))
	}
	steps, err := in.SettlementTransitionsOfClient(ctx, of.ID)
	for _, t := range steps {
		t.Recorder = ""
		export.SettlementTransitions = append(export.SettlementTransitions, encodeSettlementTransition(t))
	}
	return err
}

// dropSettlementNotes forgets what was noted of settlements. What was offered and answered is amounts of nobody then.
func (d Deps) dropSettlementNotes(ctx context.Context, tx *sql.Tx, clientID string) error {
	return store.In(tx).DropSettlementNotes(ctx, clientID, d.now())
}
