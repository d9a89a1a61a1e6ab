package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertEarlySignalContact adds that contact was sought.
func (s Store) InsertEarlySignalContact(ctx context.Context, a domain.EarlySignalContact) error {
	return s.q.InsertEarlySignalContact(ctx, db.InsertEarlySignalContactParams{
		ID: a.ID, CaseID: a.CaseID, Kind: string(a.Kind), Reached: sqldb.Flag(a.Reached), Date: a.Date, DayPart: a.DayPart,
		Recorder: a.Recorder, CreatedAt: sqldb.At(a.Created),
	})
}

// EarlySignalContact answers one. Error: NOT_FOUND (EARLY_SIGNAL_CONTACT_NOT_FOUND).
func (s Store) EarlySignalContact(ctx context.Context, id string) (domain.EarlySignalContact, error) {
	row, err := s.q.GetEarlySignalContact(ctx, id)
	return sqldb.One(row, err, earlyContact, "EARLY_SIGNAL_CONTACT_NOT_FOUND", "There is no contact with this id.")
}

// EarlySignalContacts answers size contacts of a case after the one with id after.
func (s Store) EarlySignalContacts(
	ctx context.Context, caseID, after string, size int32,
) ([]domain.EarlySignalContact, error) {
	rows, err := s.q.ListEarlySignalContacts(ctx, db.ListEarlySignalContactsParams{CaseID: caseID, After: after, Size: size})
	return sqldb.All(rows, err, earlyContact)
}

func earlyContact(a db.EarlySignalContact) domain.EarlySignalContact {
	return domain.EarlySignalContact{
		ID: a.ID, CaseID: a.CaseID, Kind: domain.EarlyContactKind(a.Kind), Reached: a.Reached == 1, Date: a.Date, DayPart: a.DayPart,
		Recorder: a.Recorder, Created: a.CreatedAt.Time,
	}
}
