package store

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertShiftOfferResponse adds an answer to an offer. Error: ALREADY_EXISTS (RESPONSE_EXISTS) while another of the same
// assignment waits.
func (s Store) InsertShiftOfferResponse(ctx context.Context, r domain.ShiftOfferResponse) error {
	n, err := s.q.InsertShiftOfferResponse(ctx, db.InsertShiftOfferResponseParams{
		ID: r.ID, OfferID: r.OfferID, AssignmentID: r.AssignmentID, ReturnShiftID: r.ReturnShiftID, StartAt: sqldb.At(r.At.Start),
		EndAt: sqldb.At(r.At.End), ReturnStartAt: sqldb.At(r.ReturnAt.Start), ReturnEndAt: sqldb.At(r.ReturnAt.End),
		State: string(r.State), Recorder: r.Recorder, Version: r.Version, CreatedAt: sqldb.At(r.Created),
		UpdatedAt: sqldb.At(r.Updated),
	})
	if err == nil && n == 0 {
		return fault.New(fault.AlreadyExists, "RESPONSE_EXISTS", "This assignment has answered the offer already.")
	}
	return err
}

// UpdateShiftOfferResponse changes an answer from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateShiftOfferResponse(ctx context.Context, r domain.ShiftOfferResponse) error {
	return sqldb.Changed(s.q.UpdateShiftOfferResponse(ctx, db.UpdateShiftOfferResponseParams{
		State: string(r.State), UpdatedAt: sqldb.At(r.Updated), ID: r.ID, Version: r.Version - 1,
	}))
}

// ShiftOfferResponse answers one answer to an offer. Error: NOT_FOUND (SHIFT_OFFER_RESPONSE_NOT_FOUND).
func (s Store) ShiftOfferResponse(ctx context.Context, id string) (domain.ShiftOfferResponse, error) {
	row, err := s.q.GetShiftOfferResponse(ctx, id)
	return sqldb.One(row, err, shiftOfferResponse, "SHIFT_OFFER_RESPONSE_NOT_FOUND", "There is no answer to an offer with this id.")
}

// ShiftOfferResponses answers size answers to an offer after the one with id after: those that a person (empty: anybody) gave
// or waits for.
func (s Store) ShiftOfferResponses(
	ctx context.Context, offerID, after, personID string, size int32,
) ([]domain.ShiftOfferResponse, error) {
	rows, err := s.q.ListShiftOfferResponses(ctx, db.ListShiftOfferResponsesParams{
		OfferID: offerID, After: after, PersonID: personID, Size: size,
	})
	return sqldb.All(rows, err, shiftOfferResponse)
}

// ShiftOfferResponsesOfPerson answers what a person answered to offers, oldest first.
func (s Store) ShiftOfferResponsesOfPerson(ctx context.Context, personID string) ([]domain.ShiftOfferResponse, error) {
	rows, err := s.q.ListShiftOfferResponsesOfPerson(ctx, personID)
	return sqldb.All(rows, err, shiftOfferResponse)
}

// WithdrawShiftOfferResponses withdraws what a person answered and waits.
func (s Store) WithdrawShiftOfferResponses(ctx context.Context, personID string, at time.Time) error {
	return s.q.WithdrawShiftOfferResponsesOfPerson(ctx, db.WithdrawShiftOfferResponsesOfPersonParams{
		UpdatedAt: sqldb.At(at), PersonID: personID,
	})
}

func shiftOfferResponse(r db.ShiftOfferResponse) domain.ShiftOfferResponse {
	return domain.ShiftOfferResponse{
		ID: r.ID, OfferID: r.OfferID, AssignmentID: r.AssignmentID, ReturnShiftID: r.ReturnShiftID,
		At:       period.Period{Start: r.StartAt.Time, End: r.EndAt.Time},
		ReturnAt: period.Period{Start: r.ReturnStartAt.Time, End: r.ReturnEndAt.Time},
		State:    domain.ShiftOfferResponseState(r.State), Recorder: r.Recorder, Version: r.Version, Created: r.CreatedAt.Time,
		Updated: r.UpdatedAt.Time,
	}
}
