package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// InsertMediatorAssignment adds an assignment to a mediation that was locked before.
func (s Store) InsertMediatorAssignment(ctx context.Context, a domain.MediatorAssignment) error {
	return s.q.InsertMediatorAssignment(ctx, db.InsertMediatorAssignmentParams{
		ID: a.ID, MediationID: a.MediationID, VolunteerID: a.VolunteerID, StartDate: a.Start, EndDate: a.End, Worker: a.Worker,
		CreatedAt: sqldb.At(a.Created),
	})
}

// EndMediatorAssignment ends an assignment on its last date. Error: sqldb.ErrStale where it ended before.
func (s Store) EndMediatorAssignment(ctx context.Context, a domain.MediatorAssignment) error {
	return sqldb.Changed(s.q.EndMediatorAssignment(ctx, db.EndMediatorAssignmentParams{EndDate: a.End, ID: a.ID}))
}

// MediatorAssignment answers one assignment. Error: NOT_FOUND (MEDIATOR_ASSIGNMENT_NOT_FOUND), which is told to nobody.
func (s Store) MediatorAssignment(ctx context.Context, id string) (domain.MediatorAssignment, error) {
	row, err := s.q.GetMediatorAssignment(ctx, id)
	return sqldb.One(row, err, mediatorAssignment, "MEDIATOR_ASSIGNMENT_NOT_FOUND", "There is no assignment with this id.")
}

// MediatorAssignments answers size assignments to a mediation after the one with id after.
func (s Store) MediatorAssignments(
	ctx context.Context, mediationID, after string, size int32,
) ([]domain.MediatorAssignment, error) {
	rows, err := s.q.ListMediatorAssignments(ctx, db.ListMediatorAssignmentsParams{
		MediationID: mediationID, After: after, Size: size,
	})
	return sqldb.All(rows, err, mediatorAssignment)
}

// AllMediatorAssignments answers all assignments to a mediation, oldest first.
func (s Store) AllMediatorAssignments(ctx context.Context, mediationID string) ([]domain.MediatorAssignment, error) {
	rows, err := s.q.AllMediatorAssignments(ctx, mediationID)
	return sqldb.All(rows, err, mediatorAssignment)
}

// InsertReferrerFeedback adds that a referrer was told.
func (s Store) InsertReferrerFeedback(ctx context.Context, f domain.ReferrerFeedback) error {
	return s.q.InsertReferrerFeedback(ctx, db.InsertReferrerFeedbackParams{
		ID: f.ID, MediationID: f.MediationID, Date: f.Date, Channel: f.Channel, Worker: f.Worker, CreatedAt: sqldb.At(f.Created),
	})
}

// ReferrerFeedback answers one time that a referrer was told. Error: NOT_FOUND (REFERRER_FEEDBACK_NOT_FOUND).
func (s Store) ReferrerFeedback(ctx context.Context, id string) (domain.ReferrerFeedback, error) {
	row, err := s.q.GetReferrerFeedback(ctx, id)
	return sqldb.One(row, err, referrerFeedback, "REFERRER_FEEDBACK_NOT_FOUND", "There is no feedback with this id.")
}

// ListReferrerFeedback answers size times that a referrer was told of a mediation, after the one with id after.
func (s Store) ListReferrerFeedback(
	ctx context.Context, mediationID, after string, size int32,
) ([]domain.ReferrerFeedback, error) {
	rows, err := s.q.ListReferrerFeedback(ctx, db.ListReferrerFeedbackParams{MediationID: mediationID, After: after, Size: size})
	return sqldb.All(rows, err, referrerFeedback)
}

// ReferrerFeedbackOfResident answers when referrers were told of the mediations with a resident as a party, oldest first.
func (s Store) ReferrerFeedbackOfResident(ctx context.Context, residentID string) ([]domain.ReferrerFeedback, error) {
	rows, err := s.q.ListReferrerFeedbackOfResident(ctx, residentID)
	return sqldb.All(rows, err, referrerFeedback)
}

func mediatorAssignment(a db.MediatorAssignment) domain.MediatorAssignment {
	return domain.MediatorAssignment{
		ID: a.ID, MediationID: a.MediationID, VolunteerID: a.VolunteerID, Start: a.StartDate, End: a.EndDate, Worker: a.Worker,
		Created: a.CreatedAt.Time,
	}
}

func referrerFeedback(f db.ReferrerFeedback) domain.ReferrerFeedback {
	return domain.ReferrerFeedback{
		ID: f.ID, MediationID: f.MediationID, Date: f.Date, Channel: f.Channel, Worker: f.Worker, Created: f.CreatedAt.Time,
	}
}
