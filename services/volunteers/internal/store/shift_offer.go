package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// LockShift answers one shift and locks it, and so its offers, until the transaction ends. Error: NOT_FOUND (SHIFT_NOT_FOUND).
func (s Store) LockShift(ctx context.Context, id string) (domain.Shift, error) {
	row, err := s.q.LockShift(ctx, id)
	return sqldb.One(row, err, shift, "SHIFT_NOT_FOUND", "There is no shift with this id.")
}

// InsertShiftOffer adds an offer. Error: ALREADY_EXISTS (OFFER_EXISTS) while another of the shift is open.
func (s Store) InsertShiftOffer(ctx context.Context, o domain.ShiftOffer) error {
	n, err := s.q.InsertShiftOffer(ctx, db.InsertShiftOfferParams{
		ID: o.ID, ShiftID: o.ShiftID, AssignmentID: o.AssignmentID, Kind: string(o.Kind), State: string(o.State),
		TakenBy: o.TakenBy, Recorder: o.Recorder, Version: o.Version, CreatedAt: sqldb.At(o.Created), UpdatedAt: sqldb.At(o.Updated),
	})
	if err == nil && n == 0 {
		return fault.New(fault.AlreadyExists, "OFFER_EXISTS", "The shift is offered already.")
	}
	return err
}

// UpdateShiftOffer changes an offer from the version before the one it has. It is open no more then, and who waits is declined.
// Error: sqldb.ErrStale.
func (s Store) UpdateShiftOffer(ctx context.Context, o domain.ShiftOffer) error {
	if err := sqldb.Changed(s.q.UpdateShiftOffer(ctx, db.UpdateShiftOfferParams{
		State: string(o.State), TakenBy: o.TakenBy, UpdatedAt: sqldb.At(o.Updated), ID: o.ID, Version: o.Version - 1,
	})); err != nil {
		return err
	}
	return s.q.DeclineShiftOfferResponses(ctx, db.DeclineShiftOfferResponsesParams{
		UpdatedAt: sqldb.At(o.Updated), OfferID: o.ID,
	})
}

// ShiftOffer answers one offer. Error: NOT_FOUND (SHIFT_OFFER_NOT_FOUND).
func (s Store) ShiftOffer(ctx context.Context, id string) (domain.ShiftOffer, error) {
	row, err := s.q.GetShiftOffer(ctx, id)
	return sqldb.One(row, err, shiftOffer, "SHIFT_OFFER_NOT_FOUND", "There is no offer with this id.")
}

// LockShiftOffer answers one offer and locks it until the transaction ends. Its shift is locked before it. Error: NOT_FOUND
// (SHIFT_OFFER_NOT_FOUND).
func (s Store) LockShiftOffer(ctx context.Context, id string) (domain.ShiftOffer, error) {
	row, err := s.q.LockShiftOffer(ctx, id)
	return sqldb.One(row, err, shiftOffer, "SHIFT_OFFER_NOT_FOUND", "There is no offer with this id.")
}

// ShiftOfferFilter narrows a list of offers; what is empty does not narrow. PersonID is who asks: of others the person sees
// what is open in the own roles.
type ShiftOfferFilter struct{ ID, RoleID, ShiftID, State, PersonID string }

// ShiftOffers answers size offers after the one with id after, as they are at an instant.
func (s Store) ShiftOffers(
	ctx context.Context, after string, f ShiftOfferFilter, now time.Time, size int32,
) ([]domain.ShiftOffer, error) {
	rows, err := s.q.ListShiftOffers(ctx, db.ListShiftOffersParams{
		After: after, ID: f.ID, RoleID: f.RoleID, ShiftID: f.ShiftID, State: f.State, NowAt: sqldb.At(now),
		PersonID: f.PersonID, Size: size,
	})
	return sqldb.All(rows, err, shiftOffer)
}

// ShiftOffersOfPerson answers what a person offered, oldest first.
func (s Store) ShiftOffersOfPerson(ctx context.Context, personID string) ([]domain.ShiftOffer, error) {
	rows, err := s.q.ListShiftOffersOfPerson(ctx, personID)
	return sqldb.All(rows, err, shiftOffer)
}

// WithdrawShiftOffers withdraws the open offers of shifts, which were cancelled or given to somebody, and declines who waits.
// The shifts are locked before.
func (s Store) WithdrawShiftOffers(ctx context.Context, shiftIDs map[string]bool, at time.Time) error {
	open, err := sqldb.ByID(ctx, s.tx, `-- name: OpenShiftOffersOfShifts :many
SELECT id, shift_id, assignment_id, kind, state, taken_by, recorder, version, created_at, updated_at FROM shift_offer
WHERE state = 'open' AND shift_id IN (%s)`, shiftIDs, func(r *sql.Rows) (string, domain.ShiftOffer, error) {
		var o db.ShiftOffer
		err := r.Scan(&o.ID, &o.ShiftID, &o.AssignmentID, &o.Kind, &o.State, &o.TakenBy, &o.Recorder, &o.Version, &o.CreatedAt,
			&o.UpdatedAt)
		return o.ID, shiftOffer(o), err
	})
	if err != nil {
		return err
	}
	for _, o := range open {
		o.State, o.Version, o.Updated = domain.OfferWithdrawn, o.Version+1, at
		if err := s.UpdateShiftOffer(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

func shiftOffer(o db.ShiftOffer) domain.ShiftOffer {
	return domain.ShiftOffer{
		ID: o.ID, ShiftID: o.ShiftID, AssignmentID: o.AssignmentID, Kind: domain.ShiftOfferKind(o.Kind),
		State: domain.ShiftOfferState(o.State), TakenBy: o.TakenBy, Recorder: o.Recorder, Version: o.Version,
		Created: o.CreatedAt.Time, Updated: o.UpdatedAt.Time,
	}
}
