package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// Told is an expiry that was told of.
type Told struct {
	CertificateID string
	RoleID        string
	Date          civil.Date // the first on which the certificate did not count
}

// ToldOf names an expiry as one that was told of.
func ToldOf(e domain.Expiry) Told {
	return Told{CertificateID: e.Certificate.ID, RoleID: e.RoleID, Date: e.Until.AddDays(1)}
}

// InsertTold keeps what was told at an instant.
func (s Store) InsertTold(ctx context.Context, all []Told, now time.Time) error {
	rows := make(sqldb.Rows, len(all))
	for i, t := range all {
		rows[i] = []any{ids.New(), t.CertificateID, t.RoleID, t.Date, sqldb.At(now)}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertCertificateExpiries :exec
INSERT INTO certificate_expiry (id, certificate_id, role_id, date, created_at) VALUES %s`, nil)
}

// ToldOfCertificates answers what was told of certificates.
func (s Store) ToldOfCertificates(ctx context.Context, certificateIDs map[string]bool) (map[Told]bool, error) {
	all := map[Told]bool{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: ListCertificateExpiries :many
SELECT certificate_id, role_id, date FROM certificate_expiry WHERE certificate_id IN (%s)`, certificateIDs,
		func(r *sql.Rows) (string, bool, error) {
			var t Told
			err := r.Scan(&t.CertificateID, &t.RoleID, &t.Date)
			all[t] = true
			return t.CertificateID, true, err
		})
	return all, err
}
