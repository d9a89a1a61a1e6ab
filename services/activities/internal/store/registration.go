package store

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// Roll answers who has a place in the sessions of an activity that are to come, and who waits for one. Lock the activity
// first.
func (s Store) Roll(ctx context.Context, a domain.Activity, window time.Duration, now time.Time) (domain.Roll, error) {
	roll := domain.Roll{Activity: a, Sessions: map[string]domain.Session{}, Window: window, Now: now}
	sessions, err := s.q.ListStillToCome(ctx, db.ListStillToComeParams{ActivityID: a.ID, Now: sqldb.At(now)})
	if err != nil {
		return roll, err
	}
	for _, row := range sessions {
		roll.Sessions[row.ID] = session(row)
	}
	rows, err := s.q.ListRoll(ctx, db.ListRollParams{ActivityID: a.ID, Now: sqldb.At(now)})
	roll.Active, err = sqldb.All(rows, err, registrationRow)
	return roll, err
}

// LastArrival answers the highest number in the order of arrival at an activity, 0 where nobody has come.
func (s Store) LastArrival(ctx context.Context, activityID string) (int64, error) {
	return s.q.LastArrival(ctx, activityID)
}

// InsertRegistration adds a registration.
func (s Store) InsertRegistration(ctx context.Context, r domain.Registration) error {
	return s.q.InsertRegistration(ctx, db.InsertRegistrationParams{
		ID: r.ID, ActivityID: r.ActivityID, SessionID: r.SessionID, ParticipantID: r.ParticipantID, Arrival: r.Arrival,
		Date: r.Date, State: string(r.State), OfferExpiresAt: sqldb.At(r.OfferExpires), Reason: r.Reason, Recorder: r.Recorder,
		Version: r.Version, CreatedAt: sqldb.At(r.Created), UpdatedAt: sqldb.At(r.Updated),
	})
}

// UpdateRegistration changes a registration from any version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateRegistration(ctx context.Context, r domain.Registration) error {
	return sqldb.Changed(s.q.UpdateRegistration(ctx, db.UpdateRegistrationParams{
		ParticipantID: r.ParticipantID, State: string(r.State), OfferExpiresAt: sqldb.At(r.OfferExpires), Reason: r.Reason,
		Version: r.Version, UpdatedAt: sqldb.At(r.Updated), ID: r.ID,
	}))
}

// Registration answers one registration. Error: NOT_FOUND (REGISTRATION_NOT_FOUND).
func (s Store) Registration(ctx context.Context, id string) (domain.Registration, error) {
	row, err := s.q.GetRegistration(ctx, id)
	return sqldb.One(row, err, registrationRow, "REGISTRATION_NOT_FOUND", "There is no registration with this id.")
}

// RegistrationFilter narrows a list of registrations; what is empty does not narrow.
type RegistrationFilter struct {
	ActivityID, SessionID, ParticipantID, State string
}

// Registrations answers size registrations after the one with id after.
func (s Store) Registrations(
	ctx context.Context, after string, f RegistrationFilter, size int32,
) ([]domain.Registration, error) {
	rows, err := s.q.ListRegistrations(ctx, db.ListRegistrationsParams{
		After: after, ActivityID: f.ActivityID, SessionID: f.SessionID, ParticipantID: f.ParticipantID, State: f.State,
		Size: size,
	})
	return sqldb.All(rows, err, registrationRow)
}

// RegistrationsOf answers the registrations of a participant that have not ended, by activity.
func (s Store) RegistrationsOf(ctx context.Context, participantID string) ([]domain.Registration, error) {
	rows, err := s.q.ListRegistrationsOfParticipant(ctx, participantID)
	return sqldb.All(rows, err, registrationRow)
}

// AllRegistrationsOf answers all registrations of a participant, oldest first.
func (s Store) AllRegistrationsOf(ctx context.Context, participantID string) ([]domain.Registration, error) {
	rows, err := s.q.ListAllRegistrationsOfParticipant(ctx, participantID)
	return sqldb.All(rows, err, registrationRow)
}

func registrationRow(row db.Registration) domain.Registration {
	return domain.Registration{
		ID: row.ID, ActivityID: row.ActivityID, SessionID: row.SessionID, ParticipantID: row.ParticipantID,
		Arrival: row.Arrival, Date: row.Date, State: domain.RegistrationState(row.State), OfferExpires: row.OfferExpiresAt.Time,
		Reason: row.Reason, Recorder: row.Recorder, Version: row.Version, Created: row.CreatedAt.Time,
		Updated: row.UpdatedAt.Time,
	}
}
