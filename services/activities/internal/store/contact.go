package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertContacts adds contacts in one statement.
func (s Store) InsertContacts(ctx context.Context, contacts []domain.Contact) error {
	rows := make(sqldb.Rows, len(contacts))
	for i, c := range contacts {
		rows[i] = []any{
			c.ID, c.ProgrammeID, c.Date, c.LocationID, c.Wijk.Code, c.Wijk.Edition, c.Stadsdeel, c.Channel, c.GroupSize,
			c.PartOfDay, c.Recorder, state(c.Withdrawn), c.Version, sqldb.At(c.Created), sqldb.At(c.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertContacts :exec
INSERT INTO contact (id, programme_id, date, location_id, wijk_code, wijk_year, stadsdeel, channel, group_size,
    part_of_day, recorder, state, version, created_at, updated_at) VALUES %s`, nil)
}

// Contact answers one contact. Error: NOT_FOUND (CONTACT_NOT_FOUND).
func (s Store) Contact(ctx context.Context, id string) (domain.Contact, error) {
	row, err := s.q.GetContact(ctx, id)
	return sqldb.One(row, err, contact, "CONTACT_NOT_FOUND", "There is no contact with this id.")
}

// ContactsByID answers the contacts with ids, those there are.
func (s Store) ContactsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Contact, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ContactsByID :many
SELECT id, programme_id, date, location_id, wijk_code, wijk_year, stadsdeel, channel, group_size, part_of_day, recorder,
    state, version, created_at, updated_at
FROM contact WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, domain.Contact, error) {
		var c db.Contact
		err := r.Scan(&c.ID, &c.ProgrammeID, &c.Date, &c.LocationID, &c.WijkCode, &c.WijkYear, &c.Stadsdeel, &c.Channel,
			&c.GroupSize, &c.PartOfDay, &c.Recorder, &c.State, &c.Version, &c.CreatedAt, &c.UpdatedAt)
		return c.ID, contact(c), err
	})
}

// ContactFilter narrows a list of contacts; what is empty does not narrow.
type ContactFilter struct {
	ProgrammeID string
	From, To    civil.Date
}

// Contacts answers size contacts after the one with id after.
func (s Store) Contacts(ctx context.Context, after string, f ContactFilter, size int32) ([]domain.Contact, error) {
	rows, err := s.q.ListContacts(ctx, db.ListContactsParams{
		After: after, ProgrammeID: f.ProgrammeID, FromDate: f.From.String(), ToDate: f.To.String(), Size: size,
	})
	return sqldb.All(rows, err, contact)
}

// CorrectContact stores a corrected contact, and the correction with it. Error: sqldb.ErrStale.
func (s Store) CorrectContact(ctx context.Context, c domain.Contact, by domain.ContactCorrection) error {
	err := sqldb.Changed(s.q.CorrectContact(ctx, db.CorrectContactParams{
		GroupSize: c.GroupSize, Channel: c.Channel, State: state(c.Withdrawn), UpdatedAt: sqldb.At(c.Updated), ID: c.ID,
		Version: c.Version - 1,
	}))
	if err != nil {
		return err
	}
	return s.q.InsertContactCorrection(ctx, db.InsertContactCorrectionParams{
		ID: by.ID, ContactID: by.ContactID, Version: by.Version, GroupSize: by.GroupSize, Channel: by.Channel,
		State: state(by.Withdrawn), Reason: by.Reason, PreviousGroupSize: by.PreviousGroupSize,
		PreviousChannel: by.PreviousChannel, Recorder: by.Recorder, CreatedAt: sqldb.At(by.Created),
	})
}

// ContactCorrection answers one correction. Error: NOT_FOUND (CORRECTION_NOT_FOUND).
func (s Store) ContactCorrection(ctx context.Context, id string) (domain.ContactCorrection, error) {
	row, err := s.q.GetContactCorrection(ctx, id)
	return sqldb.One(row, err, contactCorrection, "CORRECTION_NOT_FOUND", "There is no correction with this id.")
}

// ContactCorrections answers the corrections of a contact, oldest first.
func (s Store) ContactCorrections(ctx context.Context, contactID string) ([]domain.ContactCorrection, error) {
	rows, err := s.q.ListContactCorrections(ctx, contactID)
	return sqldb.All(rows, err, contactCorrection)
}

func contact(row db.Contact) domain.Contact {
	return domain.Contact{
		ID: row.ID, Occasion: domain.Occasion{
			ProgrammeID: row.ProgrammeID, Date: row.Date, LocationID: row.LocationID,
			Wijk: areas.Wijk{Code: row.WijkCode, Edition: int(row.WijkYear)}, Stadsdeel: row.Stadsdeel,
		},
		Channel: row.Channel, GroupSize: row.GroupSize, PartOfDay: row.PartOfDay, Recorder: row.Recorder,
		Withdrawn: row.State == withdrawn, Version: row.Version, Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}

func contactCorrection(row db.ContactCorrection) domain.ContactCorrection {
	return domain.ContactCorrection{
		ID: row.ID, ContactID: row.ContactID, Version: row.Version, GroupSize: row.GroupSize, Channel: row.Channel,
		Withdrawn: row.State == withdrawn, Reason: row.Reason, PreviousGroupSize: row.PreviousGroupSize,
		PreviousChannel: row.PreviousChannel, Recorder: row.Recorder, Created: row.CreatedAt.Time,
	}
}
