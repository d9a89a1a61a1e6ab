package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// CertificatesOfPerson answers all certificates of a person, oldest first.
func (s Store) CertificatesOfPerson(ctx context.Context, personID string) ([]domain.Certificate, error) {
	rows, err := s.q.ListCertificatesOfPerson(ctx, personID)
	return sqldb.All(rows, err, certificate)
}

// HoursOfPerson answers all hours of a person, oldest first.
func (s Store) HoursOfPerson(ctx context.Context, personID string) ([]domain.Hours, error) {
	rows, err := s.q.ListHoursOfPerson(ctx, personID)
	return sqldb.All(rows, err, hours)
}

// ClaimsOfPerson answers all claims of a person, oldest first.
func (s Store) ClaimsOfPerson(ctx context.Context, personID string) ([]domain.ExpenseClaim, error) {
	rows, err := s.q.ListClaimsOfPerson(ctx, personID)
	return sqldb.All(rows, err, expenseClaim)
}

// ReactionsOfPerson answers what a person reacted to, oldest first.
func (s Store) ReactionsOfPerson(ctx context.Context, personID string) ([]domain.VacancyReaction, error) {
	rows, err := s.q.ListReactionsOfPerson(ctx, personID)
	return sqldb.All(rows, err, vacancyReaction)
}
