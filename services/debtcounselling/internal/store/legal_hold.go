package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// LegalHold is a hold as it is kept: its reference is sealed.
type LegalHold struct {
	domain.LegalHold
	Sealed SealedText // for whom it is sealed; empty where there is none
}

// InsertLegalHold adds a hold.
func (s Store) InsertLegalHold(ctx context.Context, h LegalHold) error {
	return s.q.InsertLegalHold(ctx, db.InsertLegalHoldParams{
		ID: h.ID, TrajectoryID: h.TrajectoryID, ClientID: h.ClientID, Reason: h.Reason, SealedFor: h.Sealed.ClientID,
		Sealed: h.Sealed.Sealed, StartDate: h.Start, EndDate: h.End, Recorder: h.Recorder, CreatedAt: sqldb.At(h.Created),
	})
}

// EndLegalHold ends a hold on a date. Error: sqldb.ErrStale for one that ended.
func (s Store) EndLegalHold(ctx context.Context, id string, end civil.Date) error {
	return sqldb.Changed(s.q.EndLegalHold(ctx, db.EndLegalHoldParams{EndDate: end, ID: id}))
}

// LegalHold answers one hold. Error: NOT_FOUND (LEGAL_HOLD_NOT_FOUND).
func (s Store) LegalHold(ctx context.Context, id string) (LegalHold, error) {
	row, err := s.q.GetLegalHold(ctx, id)
	return sqldb.One(row, err, legalHold, "LEGAL_HOLD_NOT_FOUND", "There is no hold with this id.")
}

// LegalHoldFilter is which holds are asked for; what is empty asks nothing.
type LegalHoldFilter struct {
	TrajectoryID, ClientID string
	Running                civil.Date // those that run on it; zero: all
}

// LegalHolds answers size holds after the one with id after.
func (s Store) LegalHolds(ctx context.Context, after string, f LegalHoldFilter, size int32) ([]LegalHold, error) {
	rows, err := s.q.ListLegalHolds(ctx, db.ListLegalHoldsParams{
		After: after, TrajectoryID: f.TrajectoryID, ClientID: f.ClientID, Running: f.Running.String(), Size: size,
	})
	return sqldb.All(rows, err, legalHold)
}

// LegalHoldsOfClient answers the holds of a client and of the trajectories of the client, oldest first.
func (s Store) LegalHoldsOfClient(ctx context.Context, clientID string) ([]LegalHold, error) {
	rows, err := s.q.ListLegalHoldsOfClient(ctx, clientID)
	return sqldb.All(rows, err, legalHold)
}

// RunningLegalHold answers a hold that runs on a date and keeps a client, where there is one: of the client, of a trajectory of
// the client, or of who shares one.
func (s Store) RunningLegalHold(ctx context.Context, clientID string, on civil.Date) (h LegalHold, is bool, err error) {
	row, err := s.q.GetRunningLegalHold(ctx, db.GetRunningLegalHoldParams{Today: on.String(), ClientID: clientID})
	if errors.Is(err, sql.ErrNoRows) {
		return h, false, nil
	}
	return legalHold(row), err == nil, err
}

// DropLegalHolds removes the holds of a client, all of which have ended, and what those of trajectories are known by where that
// is sealed for the client.
func (s Store) DropLegalHolds(ctx context.Context, clientID string) error {
	// What was asked when one was made is kept as a hash, which is no longer needed.
	_, err := s.tx.ExecContext(ctx, `-- name: DeleteRequestIDsOfLegalHolds :exec
DELETE FROM request_id WHERE resource_id IN (SELECT id FROM legal_hold WHERE client_id = $1 OR sealed_for = $1)`, clientID)
	if err != nil {
		return err
	}
	if err := s.q.DropLegalHolds(ctx, clientID); err != nil {
		return err
	}
	return s.q.EmptyLegalHolds(ctx, db.EmptyLegalHoldsParams{Empty: []byte{}, ClientID: clientID})
}

func legalHold(h db.LegalHold) LegalHold {
	return LegalHold{
		LegalHold: domain.LegalHold{
			ID: h.ID, TrajectoryID: h.TrajectoryID, ClientID: h.ClientID, Reason: h.Reason, Start: h.StartDate, End: h.EndDate,
			Recorder: h.Recorder, Created: h.CreatedAt.Time,
		},
		Sealed: SealedText{ClientID: h.SealedFor, Sealed: h.Sealed},
	}
}
