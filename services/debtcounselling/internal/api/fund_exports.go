package api

import (
	"context"
	"database/sql"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// exportFund adds what a client agreed with the fund for young people, what the client did in return, and how the client fared.
func exportFund(ctx context.Context, in store.Store, of subject, export *debtcounsellingv1.ClientExport) error {
	rows, err := in.FundAgreementsOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		entries, err := in.FundEntries(ctx, row.ID, 0, mostEntries)
		if err != nil {
			return err
		}
		for _, e := range entries {
			e.Recorder = ""
			export.FundEntries = append(export.FundEntries, encodeFundEntry(e))
		}
		a, err := openAgreement(of.Keys, row)
		if err != nil {
			return err
		}
		a.Recorder = ""
		export.FundAgreements = append(export.FundAgreements, encodeAgreement(a))
	}
	steps, err := in.FundAgreementTransitionsOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, t := range steps {
		t.Recorder = ""
		export.FundAgreementTransitions = append(export.FundAgreementTransitions, encodeAgreementStep(t))
	}
	returns, err := in.FundReturnsOfClient(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, r := range returns {
		r.Recorder = ""
		export.FundReturns = append(export.FundReturns, encodeFundReturn(r))
	}
	scores, err := in.LivingAreaScoresOfClient(ctx, of.ID)
	for _, l := range scores {
		l.Recorder = ""
		export.LivingAreaScores = append(export.LivingAreaScores, encodeScores(l))
	}
	return err
}

// mostEntries is more than there are of one agreement.
const mostEntries = 100_000

// dropFund forgets what a client was going for. Amounts, dates and scores are of nobody then.
func (d Deps) dropFund(ctx context.Context, tx *sql.Tx, clientID string) error {
	return store.In(tx).EmptyFundAgreements(ctx, clientID, d.now())
}
