package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertSettlementTransition adds a step of a settlement.
func (s Store) InsertSettlementTransition(ctx context.Context, t domain.SettlementTransition) error {
	return s.q.InsertSettlementTransition(ctx, db.InsertSettlementTransitionParams{
		ID: t.ID, SettlementID: t.SettlementID, Version: t.Version, FromState: string(t.From), ToState: string(t.To), Date: t.Date,
		Recorder: t.Recorder, CreatedAt: sqldb.At(t.Created),
	})
}

// SettlementTransitions answers size steps of a settlement after the one with id after.
func (s Store) SettlementTransitions(
	ctx context.Context, settlementID, after string, size int32,
) ([]domain.SettlementTransition, error) {
	rows, err := s.q.ListSettlementTransitions(ctx, db.ListSettlementTransitionsParams{
		SettlementID: settlementID, After: after, Size: size,
	})
	return sqldb.All(rows, err, settlementTransition)
}

// SettlementTransitionsOfClient answers the steps of the settlements of the trajectories of a client, oldest first.
func (s Store) SettlementTransitionsOfClient(ctx context.Context, clientID string) ([]domain.SettlementTransition, error) {
	rows, err := s.q.ListSettlementTransitionsOfClient(ctx, clientID)
	return sqldb.All(rows, err, settlementTransition)
}

// InsertOfferAnswers adds answers to the offers of a settlement.
func (s Store) InsertOfferAnswers(ctx context.Context, all []domain.OfferAnswer) error {
	rows := make(sqldb.Rows, len(all))
	for i, a := range all {
		rows[i] = []any{
			a.ID, a.SettlementID, a.ClaimID, a.Round, string(a.Outcome), a.Reason, a.Date, a.Recorder, sqldb.At(a.Created),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertOfferAnswers :exec
INSERT INTO settlement_answer (id, settlement_id, claim_id, round, outcome, reason, date, recorder, created_at) VALUES %s`, nil)
}

// OfferAnswers answers size answers to the offers of a settlement after the one with id after.
func (s Store) OfferAnswers(ctx context.Context, settlementID, after string, size int32) ([]domain.OfferAnswer, error) {
	rows, err := s.q.ListSettlementAnswers(ctx, db.ListSettlementAnswersParams{
		SettlementID: settlementID, After: after, Size: size,
	})
	return sqldb.All(rows, err, offerAnswer)
}

// OfferAnswersOfClient answers the answers about claims in the name of a client, oldest first.
func (s Store) OfferAnswersOfClient(ctx context.Context, clientID string) ([]domain.OfferAnswer, error) {
	rows, err := s.q.ListSettlementAnswersOfClient(ctx, clientID)
	return sqldb.All(rows, err, offerAnswer)
}

func settlementTransition(t db.SettlementTransition) domain.SettlementTransition {
	return domain.SettlementTransition{
		ID: t.ID, SettlementID: t.SettlementID, Version: t.Version, From: domain.SettlementState(t.FromState),
		To: domain.SettlementState(t.ToState), Date: t.Date, Recorder: t.Recorder, Created: t.CreatedAt.Time,
	}
}

func offerAnswer(a db.SettlementAnswer) domain.OfferAnswer {
	return domain.OfferAnswer{
		ID: a.ID, SettlementID: a.SettlementID, ClaimID: a.ClaimID, Round: int(a.Round), Outcome: domain.OfferOutcome(a.Outcome),
		Reason: a.Reason, Date: a.Date, Recorder: a.Recorder, Created: a.CreatedAt.Time,
	}
}
