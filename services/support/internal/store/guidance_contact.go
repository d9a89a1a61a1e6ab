package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// GuidanceContact is a contact as it is kept: its note is sealed.
type GuidanceContact struct {
	domain.GuidanceContact
	SealedNote []byte // empty where nothing was noted, and after an erasure
}

const contactColumns = `id, guidance_trajectory_id, date, channel, minutes, sealed_note, recorder, created_at`

// InsertGuidanceContacts adds contacts.
func (s Store) InsertGuidanceContacts(ctx context.Context, all []GuidanceContact) error {
	rows := make(sqldb.Rows, len(all))
	for i, c := range all {
		rows[i] = []any{
			c.ID, c.GuidanceID, c.Date, string(c.Channel), c.Minutes, sealed(c.SealedNote), c.Recorder, sqldb.At(c.Created),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertGuidanceContacts :exec
INSERT INTO guidance_contact (`+contactColumns+`) VALUES %s`, nil)
}

// GuidanceContactsByID answers the contacts with ids, those there are.
func (s Store) GuidanceContactsByID(ctx context.Context, ids map[string]bool) (map[string]GuidanceContact, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: GuidanceContactsByID :many
SELECT `+contactColumns+` FROM guidance_contact WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, GuidanceContact, error) {
		var c db.GuidanceContact
		err := r.Scan(&c.ID, &c.GuidanceTrajectoryID, &c.Date, &c.Channel, &c.Minutes, &c.SealedNote, &c.Recorder, &c.CreatedAt)
		return c.ID, guidanceContact(c), err
	})
}

// GuidanceContacts answers size contacts of a trajectory after the one with id after.
func (s Store) GuidanceContacts(ctx context.Context, guidanceID, after string, size int32) ([]GuidanceContact, error) {
	rows, err := s.q.ListGuidanceContacts(ctx, db.ListGuidanceContactsParams{
		GuidanceTrajectoryID: guidanceID, After: after, Size: size,
	})
	return sqldb.All(rows, err, guidanceContact)
}

// GuidanceContactsOfResident answers the contacts in all trajectories of a resident, oldest first.
func (s Store) GuidanceContactsOfResident(ctx context.Context, residentID string) ([]GuidanceContact, error) {
	rows, err := s.q.ListGuidanceContactsOfResident(ctx, residentID)
	return sqldb.All(rows, err, guidanceContact)
}

func guidanceContact(c db.GuidanceContact) GuidanceContact {
	return GuidanceContact{SealedNote: c.SealedNote, GuidanceContact: domain.GuidanceContact{
		ID: c.ID, GuidanceID: c.GuidanceTrajectoryID, Date: c.Date, Channel: domain.ContactChannel(c.Channel),
		Minutes: int(c.Minutes), Recorder: c.Recorder, Created: c.CreatedAt.Time,
	}}
}
