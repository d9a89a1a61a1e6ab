package store

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// FundAgreement is an agreement as it is kept: its goals are in Sealed.
type FundAgreement struct {
	domain.FundAgreement
	Sealed []byte // empty once the client was erased
}

// InsertFundAgreement adds an agreement. Its trajectory was locked before.
func (s Store) InsertFundAgreement(ctx context.Context, a FundAgreement) error {
	if err := s.q.InsertFundAgreement(ctx, db.InsertFundAgreementParams{
		ID: a.ID, TrajectoryID: a.TrajectoryID, ClientID: a.ClientID, StartDate: a.Start, Residence: a.Residence, Motive: a.Motive,
		Referrer: a.Referrer, Sealed: a.Sealed, ObligationCents: a.Obligation, PaidCents: a.Paid, RepaidCents: a.Repaid,
		RedeemedCents: a.Redeemed, RevertedCents: a.Reverted, WaivedCents: a.Waived, ReleasedCents: a.Released,
		State: string(a.State), StateDate: a.StateDate, SignDate: a.Signed, BreachRule: string(a.BreachRule), Recorder: a.Recorder,
		Version: a.Version, CreatedAt: sqldb.At(a.Created), UpdatedAt: sqldb.At(a.Updated),
	}); err != nil {
		return err
	}
	return s.insertParts(ctx, a.FundAgreement)
}

// UpdateFundAgreement changes an agreement from the version before the one it has, but for its parts. Error: sqldb.ErrStale.
func (s Store) UpdateFundAgreement(ctx context.Context, a FundAgreement) error {
	return sqldb.Changed(s.q.UpdateFundAgreement(ctx, db.UpdateFundAgreementParams{
		StartDate: a.Start, Residence: a.Residence, Motive: a.Motive, Referrer: a.Referrer, Sealed: a.Sealed,
		ObligationCents: a.Obligation, PaidCents: a.Paid, RepaidCents: a.Repaid, RedeemedCents: a.Redeemed,
		RevertedCents: a.Reverted, WaivedCents: a.Waived, ReleasedCents: a.Released, State: string(a.State), StateDate: a.StateDate,
		SignDate: a.Signed, BreachRule: string(a.BreachRule), UpdatedAt: sqldb.At(a.Updated), ID: a.ID, Version: a.Version - 1,
	}))
}

// RewriteFundAgreement changes an agreement with its parts: what is agreed in return, its claims and reviews. Error:
// sqldb.ErrStale.
func (s Store) RewriteFundAgreement(ctx context.Context, a FundAgreement) error {
	if err := s.UpdateFundAgreement(ctx, a); err != nil {
		return err
	}
	for _, empty := range []func(context.Context, string) error{
		s.q.DeleteFundAgreementReturns, s.q.DeleteFundAgreementClaims, s.q.DeleteFundAgreementReviews,
	} {
		if err := empty(ctx, a.ID); err != nil {
			return err
		}
	}
	return s.insertParts(ctx, a.FundAgreement)
}

func (s Store) insertParts(ctx context.Context, a domain.FundAgreement) error {
	returns, claims, reviews := make(sqldb.Rows, len(a.Returns)), make(sqldb.Rows, len(a.Claims)), make(sqldb.Rows, len(a.Reviews))
	for i, r := range a.Returns {
		returns[i] = []any{a.ID, i + 1, string(r.Kind), r.Minutes, r.Sessions, r.Value}
	}
	for i, c := range a.Claims {
		claims[i] = []any{a.ID, i + 1, c.ClaimID, sqldb.Flag(c.Included), c.Exclusion, c.Amount}
	}
	for i, date := range a.Reviews {
		reviews[i] = []any{a.ID, date}
	}
	if err := returns.Each(ctx, s.tx, `-- name: InsertFundAgreementReturns :exec
INSERT INTO fund_agreement_return (agreement_id, place, kind, minutes, sessions, value_cents) VALUES %s`, nil); err != nil {
		return err
	}
	if err := claims.Each(ctx, s.tx, `-- name: InsertFundAgreementClaims :exec
INSERT INTO fund_agreement_claim (agreement_id, place, claim_id, included, exclusion, amount_cents) VALUES %s`, nil); err != nil {
		return err
	}
	return reviews.Each(ctx, s.tx, `-- name: InsertFundAgreementReviews :exec
INSERT INTO fund_agreement_review (agreement_id, date) VALUES %s`, nil)
}

// FundAgreement answers one agreement. Error: NOT_FOUND (AGREEMENT_NOT_FOUND), which is told to nobody.
func (s Store) FundAgreement(ctx context.Context, id string) (FundAgreement, error) {
	row, err := s.q.GetFundAgreement(ctx, id)
	a, err := sqldb.One(row, err, fundAgreement, "AGREEMENT_NOT_FOUND", "There is no agreement with this id.")
	if err != nil {
		return a, err
	}
	return a, s.addParts(ctx, &a)
}

// FundAgreements answers size agreements of a trajectory after the one with id after.
func (s Store) FundAgreements(ctx context.Context, trajectoryID, after string, size int32) ([]FundAgreement, error) {
	rows, err := s.q.ListFundAgreements(ctx, db.ListFundAgreementsParams{TrajectoryID: trajectoryID, After: after, Size: size})
	return s.withParts(ctx, rows, err)
}

// FundAgreementsOfClient answers the agreements of a client, oldest first.
func (s Store) FundAgreementsOfClient(ctx context.Context, clientID string) ([]FundAgreement, error) {
	rows, err := s.q.ListFundAgreementsOfClient(ctx, clientID)
	return s.withParts(ctx, rows, err)
}

func (s Store) withParts(ctx context.Context, rows []db.FundAgreement, err error) ([]FundAgreement, error) {
	list, err := sqldb.All(rows, err, fundAgreement)
	for i := range list {
		if err := s.addParts(ctx, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, err
}

func (s Store) addParts(ctx context.Context, a *FundAgreement) error {
	returns, err := s.q.ListFundAgreementReturns(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, r := range returns {
		a.Returns = append(a.Returns, domain.PlannedReturn{
			Effort: domain.Effort{Kind: domain.ReturnKind(r.Kind), Minutes: r.Minutes, Sessions: r.Sessions}, Value: r.ValueCents,
		})
	}
	claims, err := s.q.ListFundAgreementClaims(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, c := range claims {
		a.Claims = append(a.Claims, domain.CoveredClaim{
			ClaimID: c.ClaimID, Included: c.Included == 1, Exclusion: c.Exclusion, Amount: c.AmountCents,
		})
	}
	a.Reviews, err = s.q.ListFundAgreementReviews(ctx, a.ID)
	return err
}

// EmptyFundAgreements forgets the goals in the agreements of a client, and what was asked when they were written.
func (s Store) EmptyFundAgreements(ctx context.Context, clientID string, now time.Time) error {
	_, err := s.tx.ExecContext(ctx, `-- name: DeleteRequestIDsOfFundAgreements :exec
DELETE FROM request_id WHERE resource_id IN (SELECT id FROM fund_agreement WHERE client_id = $1)`, clientID)
	if err != nil {
		return err
	}
	return s.q.EmptyFundAgreementsOfClient(ctx, db.EmptyFundAgreementsOfClientParams{
		Empty: []byte{}, UpdatedAt: sqldb.At(now), ClientID: clientID,
	})
}

// fundAgreement answers an agreement of a row, without its parts. Nothing sealed is no bytes, not none at all: SQLite reads them
// as the same.
func fundAgreement(a db.FundAgreement) FundAgreement {
	return FundAgreement{Sealed: append([]byte{}, a.Sealed...), FundAgreement: domain.FundAgreement{
		ID: a.ID, TrajectoryID: a.TrajectoryID, ClientID: a.ClientID, Start: a.StartDate, Residence: a.Residence, Motive: a.Motive,
		Referrer: a.Referrer, FundTotals: domain.FundTotals{
			Obligation: a.ObligationCents, Paid: a.PaidCents, Repaid: a.RepaidCents, Redeemed: a.RedeemedCents,
			Reverted: a.RevertedCents, Waived: a.WaivedCents, Released: a.ReleasedCents,
		},
		State: domain.FundAgreementState(a.State), StateDate: a.StateDate, Signed: a.SignDate,
		BreachRule: domain.BreachRule(a.BreachRule), Recorder: a.Recorder, Version: a.Version, Created: a.CreatedAt.Time,
		Updated: a.UpdatedAt.Time,
	}}
}
