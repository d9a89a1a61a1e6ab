package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// moveInFund records a move in the book of the fund, which is locked last of all, as an entry with its id, date, subject,
// recorder and instant.
func moveInFund(ctx context.Context, tx *sql.Tx, e *domain.Entry, m domain.FundMove) error {
	if m.Cents == 0 {
		return nil
	}
	l, err := store.In(tx).LockLedger(ctx, domain.FundBook)
	if err != nil {
		return err
	}
	if err := l.MoveInFund(e, m); err != nil {
		return err
	}
	return store.In(tx).InsertEntry(ctx, l, *e)
}

// followInFund records what a step of an agreement moves in the fund.
func followInFund(ctx context.Context, tx *sql.Tx, a domain.FundAgreement, step domain.FundAgreementTransition) error {
	for _, m := range a.Moves(step) {
		e := domain.Entry{
			ID: ids.New(), Date: step.Date, Subject: domain.FundSubject(a.ID, ""), Recorder: step.Recorder, Created: step.Created,
		}
		if err := moveInFund(ctx, tx, &e, m); err != nil {
			return err
		}
	}
	return nil
}

func loadFundEntry(ctx context.Context, tx *sql.Tx, id string) (domain.Entry, error) {
	return store.In(tx).Entry(ctx, domain.FundBook, id)
}

func encodeFundEntry(e domain.Entry) *debtcounsellingv1.FundEntry {
	agreementID, claimID := e.FundSubject()
	return &debtcounsellingv1.FundEntry{
		Id: e.ID, Number: int32(e.Number), Kind: enums.Value[debtcounsellingv1.FundEntryKind](string(e.Kind)), Date: e.Date.String(),
		AmountCents: int32(e.FundCents()), FundAgreementId: agreementID, ClaimId: claimID, ReversalOfId: e.ReversalOf,
		ReversedById: e.ReversedBy, Recorder: e.Recorder, CreateTime: timestamppb.New(e.Created),
	}
}
