package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertFundReturn adds what a client did in return.
func (s Store) InsertFundReturn(ctx context.Context, r domain.FundReturn) error {
	return s.q.InsertFundReturn(ctx, db.InsertFundReturnParams{
		ID: r.ID, AgreementID: r.AgreementID, Kind: string(r.Kind), Minutes: r.Minutes, Sessions: r.Sessions, Date: r.Date,
		ValueCents: r.Value, Recorder: r.Recorder, CreatedAt: sqldb.At(r.Created),
	})
}

// FundReturn answers one of them. Error: NOT_FOUND (RETURN_NOT_FOUND).
func (s Store) FundReturn(ctx context.Context, id string) (domain.FundReturn, error) {
	row, err := s.q.GetFundReturn(ctx, id)
	return sqldb.One(row, err, func(r db.GetFundReturnRow) domain.FundReturn {
		return fundReturn(r.FundReturn, r.Reversed)
	}, "RETURN_NOT_FOUND", "There is no return with this id.")
}

// FundReturns answers size of those of an agreement after the one with id after.
func (s Store) FundReturns(ctx context.Context, agreementID, after string, size int32) ([]domain.FundReturn, error) {
	rows, err := s.q.ListFundReturns(ctx, db.ListFundReturnsParams{AgreementID: agreementID, After: after, Size: size})
	return sqldb.All(rows, err, func(r db.ListFundReturnsRow) domain.FundReturn { return fundReturn(r.FundReturn, r.Reversed) })
}

// FundReturnsOfClient answers what a client did in return, by agreement, oldest first.
func (s Store) FundReturnsOfClient(ctx context.Context, clientID string) ([]domain.FundReturn, error) {
	rows, err := s.q.ListFundReturnsOfClient(ctx, clientID)
	return sqldb.All(rows, err, func(r db.ListFundReturnsOfClientRow) domain.FundReturn {
		return fundReturn(r.FundReturn, r.Reversed)
	})
}

func fundReturn(r db.FundReturn, reversed int64) domain.FundReturn {
	return domain.FundReturn{
		ID: r.ID, AgreementID: r.AgreementID,
		Effort: domain.Effort{Kind: domain.ReturnKind(r.Kind), Minutes: r.Minutes, Sessions: r.Sessions}, Date: r.Date,
		Value: r.ValueCents, Reversed: reversed == 1, Recorder: r.Recorder, Created: r.CreatedAt.Time,
	}
}
