package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertCertificates adds certificates.
func (s Store) InsertCertificates(ctx context.Context, all []domain.Certificate) error {
	rows := make(sqldb.Rows, len(all))
	for i, c := range all {
		rows[i] = []any{
			c.ID, c.PersonID, string(c.Kind), c.Training, words(c.RiskAreas), words(c.FunctionAspects), c.Requested, c.Issued,
			c.Seen, c.SeenBy, certificateState(c.Withdrawn), c.Version, sqldb.At(c.Created), sqldb.At(c.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertCertificates :exec
INSERT INTO certificate (`+certificateColumns+`) VALUES %s`, nil)
}

// UpdateCertificate changes a certificate from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateCertificate(ctx context.Context, c domain.Certificate) error {
	return sqldb.Changed(s.q.UpdateCertificate(ctx, db.UpdateCertificateParams{
		Training: c.Training, RiskAreas: words(c.RiskAreas), FunctionAspects: words(c.FunctionAspects),
		RequestedDate: c.Requested, IssuedDate: c.Issued, SeenDate: c.Seen, SeenBy: c.SeenBy, State: certificateState(c.Withdrawn),
		UpdatedAt: sqldb.At(c.Updated), ID: c.ID, Version: c.Version - 1,
	}))
}

// Certificate answers one certificate. Error: NOT_FOUND (CERTIFICATE_NOT_FOUND).
func (s Store) Certificate(ctx context.Context, id string) (domain.Certificate, error) {
	row, err := s.q.GetCertificate(ctx, id)
	return sqldb.One(row, err, certificate, "CERTIFICATE_NOT_FOUND", "There is no certificate with this id.")
}

// CertificateFilter narrows a list of certificates; what is empty does not narrow.
type CertificateFilter struct {
	OwnerID  string // whose alone
	PersonID string
	Kind     domain.CertificateKind
}

// Certificates answers size certificates after the one with id after.
func (s Store) Certificates(
	ctx context.Context, after string, f CertificateFilter, size int32,
) ([]domain.Certificate, error) {
	rows, err := s.q.ListCertificates(ctx, db.ListCertificatesParams{
		After: after, OwnerID: f.OwnerID, PersonID: f.PersonID, Kind: string(f.Kind), Size: size,
	})
	return sqldb.All(rows, err, certificate)
}

// certificateColumns are the columns in the order in which they are scanned.
const certificateColumns = `id, person_id, kind, training, risk_areas, function_aspects, requested_date, issued_date, seen_date,
    seen_by, state, version, created_at, updated_at`

// CertificatesByID answers the certificates with ids, those there are.
func (s Store) CertificatesByID(ctx context.Context, ids map[string]bool) (map[string]domain.Certificate, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: CertificatesByID :many
SELECT `+certificateColumns+` FROM certificate WHERE id IN (%s)`, ids, scanCertificate)
}

// CertificatesOf answers the certificates of people by person, also those that were withdrawn, oldest first.
func (s Store) CertificatesOf(ctx context.Context, personIDs map[string]bool) (map[string][]domain.Certificate, error) {
	all, err := sqldb.ByID(ctx, s.tx, `-- name: CertificatesOf :many
SELECT `+certificateColumns+` FROM certificate WHERE person_id IN (%s)`, personIDs, scanCertificate)
	held := make(map[string][]domain.Certificate, len(personIDs))
	for _, id := range slices.Sorted(maps.Keys(all)) { // ids are given in the order of time
		held[all[id].PersonID] = append(held[all[id].PersonID], all[id])
	}
	return held, err
}

func scanCertificate(r *sql.Rows) (string, domain.Certificate, error) {
	var c db.Certificate
	err := r.Scan(&c.ID, &c.PersonID, &c.Kind, &c.Training, &c.RiskAreas, &c.FunctionAspects, &c.RequestedDate, &c.IssuedDate,
		&c.SeenDate, &c.SeenBy, &c.State, &c.Version, &c.CreatedAt, &c.UpdatedAt)
	return c.ID, certificate(c), err
}

const certificateWithdrawn = "withdrawn"

func certificateState(withdrawn bool) string {
	if withdrawn {
		return certificateWithdrawn
	}
	return "recorded"
}

func certificate(c db.Certificate) domain.Certificate {
	return domain.Certificate{
		ID: c.ID, PersonID: c.PersonID, Kind: domain.CertificateKind(c.Kind), Training: c.Training,
		RiskAreas: list(c.RiskAreas), FunctionAspects: list(c.FunctionAspects), Requested: c.RequestedDate,
		Issued: c.IssuedDate, Seen: c.SeenDate, SeenBy: c.SeenBy, Withdrawn: c.State == certificateWithdrawn, Version: c.Version,
		Created: c.CreatedAt.Time, Updated: c.UpdatedAt.Time,
	}
}
