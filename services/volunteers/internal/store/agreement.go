package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertAgreement adds an agreement, and the wording it has where that is new.
func (s Store) InsertAgreement(ctx context.Context, a domain.Agreement, text string) error {
	err := s.q.InsertAgreementText(ctx, db.InsertAgreementTextParams{
		Version: a.TextVersion, Content: text, CreatedAt: sqldb.At(a.Created),
	})
	if err != nil {
		return err
	}
	return s.q.InsertAgreement(ctx, db.InsertAgreementParams{
		ID: a.ID, AssignmentID: a.AssignmentID, Date: a.Date, FirstDate: a.First, LastDate: a.Last,
		WeeklyMinutes: int64(a.WeeklyMinutes), NoticeDays: int64(a.NoticeDays), TrialDays: int64(a.TrialDays),
		Repaid: words(a.Repaid), RateCents: int64(a.RateCents), Guide: a.Guide, Organisation: a.Organisation, Place: a.Place,
		TextVersion: a.TextVersion, State: string(a.State), SignedDate: a.Signed, WithdrawReason: a.WithdrawReason,
		Recorder: a.Recorder, Version: a.Version, CreatedAt: sqldb.At(a.Created), UpdatedAt: sqldb.At(a.Updated),
	})
}

// StepAgreement stores how far an agreement has come, from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) StepAgreement(ctx context.Context, a domain.Agreement) error {
	return sqldb.Changed(s.q.StepAgreement(ctx, db.StepAgreementParams{
		State: string(a.State), SignedDate: a.Signed, WithdrawReason: a.WithdrawReason, UpdatedAt: sqldb.At(a.Updated), ID: a.ID,
		Version: a.Version - 1,
	}))
}

// Agreement answers one agreement. Error: NOT_FOUND (AGREEMENT_NOT_FOUND).
func (s Store) Agreement(ctx context.Context, id string) (domain.Agreement, error) {
	row, err := s.q.GetAgreement(ctx, id)
	return sqldb.One(row, err, agreement, "AGREEMENT_NOT_FOUND", "There is no agreement with this id.")
}

// HasAgreement says whether an agreement about an assignment holds.
func (s Store) HasAgreement(ctx context.Context, assignmentID string) (bool, error) {
	_, err := s.q.GetAgreementThatHolds(ctx, assignmentID)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// AgreementText answers the wording of a version, which agreements have.
func (s Store) AgreementText(ctx context.Context, version string) (string, error) {
	row, err := s.q.GetAgreementText(ctx, version)
	return row.Content, err
}

// AgreementFilter narrows a list of agreements; what is empty does not narrow.
type AgreementFilter struct {
	OwnerID                           string // those about the work of this person
	AssignmentID, EngagementID, State string
}

// Agreements answers size agreements after the one with id after.
func (s Store) Agreements(
	ctx context.Context, after string, f AgreementFilter, size int32,
) ([]domain.Agreement, error) {
	rows, err := s.q.ListAgreements(ctx, db.ListAgreementsParams{
		After: after, OwnerID: f.OwnerID, AssignmentID: f.AssignmentID, EngagementID: f.EngagementID, State: f.State, Size: size,
	})
	return sqldb.All(rows, err, agreement)
}

// AgreementsOfPerson answers all agreements about the work of a person, oldest first.
func (s Store) AgreementsOfPerson(ctx context.Context, personID string) ([]domain.Agreement, error) {
	rows, err := s.q.ListAgreementsOfPerson(ctx, personID)
	return sqldb.All(rows, err, agreement)
}

func agreement(a db.Agreement) domain.Agreement {
	return domain.Agreement{
		ID: a.ID, AssignmentID: a.AssignmentID, Date: a.Date, First: a.FirstDate, Last: a.LastDate,
		WeeklyMinutes: int(a.WeeklyMinutes), NoticeDays: int(a.NoticeDays), TrialDays: int(a.TrialDays), Repaid: list(a.Repaid),
		RateCents: int(a.RateCents), Guide: a.Guide, Organisation: a.Organisation, Place: a.Place, TextVersion: a.TextVersion,
		State: domain.AgreementState(a.State), Signed: a.SignedDate, WithdrawReason: a.WithdrawReason, Recorder: a.Recorder,
		Version: a.Version, Created: a.CreatedAt.Time, Updated: a.UpdatedAt.Time,
	}
}
