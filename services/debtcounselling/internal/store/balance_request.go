package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertBalanceRequest adds a balance request with the claims it asks of.
func (s Store) InsertBalanceRequest(ctx context.Context, r domain.BalanceRequest) error {
	if err := s.q.InsertBalanceRequest(ctx, db.InsertBalanceRequestParams{
		ID: r.ID, TrajectoryID: r.TrajectoryID, CreditorID: r.CreditorID, Date: r.Date, DueDate: r.Due, FetchDate: r.Fetch,
		State: string(r.State), AnswerDate: r.Answered, AgreesBeforehand: sqldb.Flag(r.Agrees), NoCooperation: r.NoCooperation,
		Recorder: r.Recorder, Version: r.Version, CreatedAt: sqldb.At(r.Created), UpdatedAt: sqldb.At(r.Updated),
	}); err != nil {
		return err
	}
	for i, id := range r.ClaimIDs {
		if err := s.q.InsertBalanceRequestClaim(ctx, db.InsertBalanceRequestClaimParams{
			BalanceRequestID: r.ID, Place: int64(i + 1), ClaimID: id,
		}); err != nil {
			return err
		}
	}
	return nil
}

// AnswerBalanceRequest keeps what was answered, from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) AnswerBalanceRequest(ctx context.Context, r domain.BalanceRequest) error {
	return sqldb.Changed(s.q.AnswerBalanceRequest(ctx, db.AnswerBalanceRequestParams{
		State: string(r.State), AnswerDate: r.Answered, AgreesBeforehand: sqldb.Flag(r.Agrees), NoCooperation: r.NoCooperation,
		UpdatedAt: sqldb.At(r.Updated), ID: r.ID, Version: r.Version - 1,
	}))
}

// BalanceRequest answers one balance request. Error: NOT_FOUND (BALANCE_REQUEST_NOT_FOUND), which is told to nobody.
func (s Store) BalanceRequest(ctx context.Context, id string) (domain.BalanceRequest, error) {
	row, err := s.q.GetBalanceRequest(ctx, id)
	r, err := sqldb.One(row, err, balanceRequest, "BALANCE_REQUEST_NOT_FOUND", "There is no balance request with this id.")
	if err != nil {
		return r, err
	}
	r.ClaimIDs, err = s.q.ListBalanceRequestClaims(ctx, id)
	return r, err
}

// BalanceRequests answers size balance requests of a trajectory after the one with id after, in a state; "" for all.
func (s Store) BalanceRequests(
	ctx context.Context, trajectoryID, after, state string, size int32,
) ([]domain.BalanceRequest, error) {
	rows, err := s.q.ListBalanceRequests(ctx, db.ListBalanceRequestsParams{
		TrajectoryID: trajectoryID, After: after, State: state, Size: size,
	})
	return s.withClaims(ctx, rows, err)
}

// BalanceRequestsOfClient answers the balance requests about claims in the name of a client, oldest first.
func (s Store) BalanceRequestsOfClient(ctx context.Context, clientID string) ([]domain.BalanceRequest, error) {
	rows, err := s.q.ListBalanceRequestsOfClient(ctx, clientID)
	return s.withClaims(ctx, rows, err)
}

func (s Store) withClaims(ctx context.Context, rows []db.BalanceRequest, err error) ([]domain.BalanceRequest, error) {
	list, err := sqldb.All(rows, err, balanceRequest)
	if err != nil {
		return nil, err
	}
	for i, r := range list {
		if list[i].ClaimIDs, err = s.q.ListBalanceRequestClaims(ctx, r.ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func balanceRequest(r db.BalanceRequest) domain.BalanceRequest {
	return domain.BalanceRequest{
		ID: r.ID, TrajectoryID: r.TrajectoryID, CreditorID: r.CreditorID, Date: r.Date, Due: r.DueDate, Fetch: r.FetchDate,
		State: domain.BalanceRequestState(r.State), Answered: r.AnswerDate, Agrees: r.AgreesBeforehand == 1,
		NoCooperation: r.NoCooperation, Recorder: r.Recorder, Version: r.Version, Created: r.CreatedAt.Time,
		Updated: r.UpdatedAt.Time,
	}
}
