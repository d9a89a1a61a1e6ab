package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertFundAgreementTransition adds a step of an agreement.
func (s Store) InsertFundAgreementTransition(ctx context.Context, t domain.FundAgreementTransition) error {
	return s.q.InsertFundAgreementTransition(ctx, db.InsertFundAgreementTransitionParams{
		ID: t.ID, AgreementID: t.AgreementID, Version: t.Version, FromState: string(t.From), ToState: string(t.To), Date: t.Date,
		Reason: string(t.Reason), BreachRule: string(t.Rule), ReleasedCents: t.Released, RevertedCents: t.Reverted,
		WaivedCents: t.Waived, DueCents: t.Due, Recorder: t.Recorder, CreatedAt: sqldb.At(t.Created),
	})
}

// FundAgreementTransition answers one step. Error: NOT_FOUND (TRANSITION_NOT_FOUND).
func (s Store) FundAgreementTransition(ctx context.Context, id string) (domain.FundAgreementTransition, error) {
	row, err := s.q.GetFundAgreementTransition(ctx, id)
	return sqldb.One(row, err, fundAgreementTransition, "TRANSITION_NOT_FOUND", "There is no step with this id.")
}

// FundAgreementTransitions answers size steps of an agreement after the one with id after.
func (s Store) FundAgreementTransitions(
	ctx context.Context, agreementID, after string, size int32,
) ([]domain.FundAgreementTransition, error) {
	rows, err := s.q.ListFundAgreementTransitions(ctx, db.ListFundAgreementTransitionsParams{
		AgreementID: agreementID, After: after, Size: size,
	})
	return sqldb.All(rows, err, fundAgreementTransition)
}

// FundAgreementTransitionsOfClient answers the steps of the agreements of a client, by agreement, oldest first.
func (s Store) FundAgreementTransitionsOfClient(
	ctx context.Context, clientID string,
) ([]domain.FundAgreementTransition, error) {
	rows, err := s.q.ListFundAgreementTransitionsOfClient(ctx, clientID)
	return sqldb.All(rows, err, fundAgreementTransition)
}

func fundAgreementTransition(t db.FundAgreementTransition) domain.FundAgreementTransition {
	return domain.FundAgreementTransition{
		ID: t.ID, AgreementID: t.AgreementID, Version: t.Version, From: domain.FundAgreementState(t.FromState),
		To: domain.FundAgreementState(t.ToState), Date: t.Date, Reason: domain.AgreementReason(t.Reason),
		Rule: domain.BreachRule(t.BreachRule), Conclusion: domain.Conclusion{
			Released: t.ReleasedCents, Reverted: t.RevertedCents, Waived: t.WaivedCents, Due: t.DueCents,
		},
		Recorder: t.Recorder, Created: t.CreatedAt.Time,
	}
}
