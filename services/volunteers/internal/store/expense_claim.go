package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// LockPerson keeps what is claimed by and paid to a person as it is, until the transaction ends.
func (s Store) LockPerson(ctx context.Context, id string) error { return s.q.LockPerson(ctx, id) }

// InsertExpenseClaim adds a claim.
func (s Store) InsertExpenseClaim(ctx context.Context, c domain.ExpenseClaim) error {
	return s.q.InsertExpenseClaim(ctx, db.InsertExpenseClaimParams{
		ID: c.ID, AssignmentID: c.AssignmentID, PersonID: c.PersonID, Kind: c.Kind, Month: c.Month.String(), Date: c.Date,
		RateCents: int64(c.RateCents), Minutes: int64(c.Minutes), AmountCents: int64(c.AmountCents), State: string(c.State),
		Reason: c.Reason, OverrideReason: c.Override, PaymentDate: c.PaymentDate, PaymentBatchID: c.BatchID,
		Recorder: c.Recorder, Version: c.Version, CreatedAt: sqldb.At(c.Created), UpdatedAt: sqldb.At(c.Updated),
	})
}

// UpdateExpenseClaim changes a claim from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateExpenseClaim(ctx context.Context, c domain.ExpenseClaim) error {
	return sqldb.Changed(s.q.UpdateExpenseClaim(ctx, db.UpdateExpenseClaimParams{
		State: string(c.State), Reason: c.Reason, OverrideReason: c.Override, PaymentDate: c.PaymentDate,
		PaymentBatchID: c.BatchID, UpdatedAt: sqldb.At(c.Updated), ID: c.ID, Version: c.Version - 1,
	}))
}

// ExpenseClaim answers one claim. Error: NOT_FOUND (EXPENSE_CLAIM_NOT_FOUND).
func (s Store) ExpenseClaim(ctx context.Context, id string) (domain.ExpenseClaim, error) {
	row, err := s.q.GetExpenseClaim(ctx, id)
	return sqldb.One(row, err, expenseClaim, "EXPENSE_CLAIM_NOT_FOUND", "There is no claim with this id.")
}

// ClaimFilter narrows a list of claims; what is empty does not narrow.
type ClaimFilter struct {
	OwnerID                         string // whose alone
	AssignmentID, PersonID, BatchID string
	State                           domain.ClaimState
}

// ExpenseClaims answers size claims after the one with id after.
func (s Store) ExpenseClaims(
	ctx context.Context, after string, f ClaimFilter, size int32,
) ([]domain.ExpenseClaim, error) {
	rows, err := s.q.ListExpenseClaims(ctx, db.ListExpenseClaimsParams{
		After: after, OwnerID: f.OwnerID, AssignmentID: f.AssignmentID, PersonID: f.PersonID, State: string(f.State),
		PaymentBatchID: f.BatchID, Size: size,
	})
	return sqldb.All(rows, err, expenseClaim)
}

// ExpenseClaimsByID answers the claims with ids, those there are.
func (s Store) ExpenseClaimsByID(ctx context.Context, ids map[string]bool) (map[string]domain.ExpenseClaim, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ExpenseClaimsByID :many
SELECT id, assignment_id, person_id, kind, month, date, rate_cents, minutes, amount_cents, state, reason, override_reason,
    payment_date, payment_batch_id, recorder, version, created_at, updated_at
FROM expense_claim WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, domain.ExpenseClaim, error) {
		var c db.ExpenseClaim
		err := r.Scan(&c.ID, &c.AssignmentID, &c.PersonID, &c.Kind, &c.Month, &c.Date, &c.RateCents, &c.Minutes,
			&c.AmountCents, &c.State, &c.Reason, &c.OverrideReason, &c.PaymentDate, &c.PaymentBatchID, &c.Recorder, &c.Version,
			&c.CreatedAt, &c.UpdatedAt)
		return c.ID, expenseClaim(c), err
	})
}

// UnclaimedMinutes answers how many approved minutes of an assignment in a month stand in no claim; below 0 where hours were
// withdrawn that had been claimed.
func (s Store) UnclaimedMinutes(ctx context.Context, assignmentID string, m domain.Month) (int, error) {
	approved, err := s.q.SumApprovedMinutes(ctx, db.SumApprovedMinutesParams{
		AssignmentID: assignmentID, First: m.First().String(), Last: m.Last().String(),
	})
	if err != nil {
		return 0, err
	}
	claimed, err := s.q.SumClaimedMinutes(ctx, db.SumClaimedMinutesParams{AssignmentID: assignmentID, Month: m.String()})
	return int(approved - claimed), err
}

// ApprovedDays answers on which days of a month somebody worked for an assignment.
func (s Store) ApprovedDays(ctx context.Context, assignmentID string, m domain.Month) ([]civil.Date, error) {
	return s.q.ListApprovedDays(ctx, db.ListApprovedDaysParams{
		AssignmentID: assignmentID, First: m.First().String(), Last: m.Last().String(),
	})
}

// PayableClaims answers the claims of a person that are approved or paid, to be paid in a year.
func (s Store) PayableClaims(ctx context.Context, personID string, year int) ([]domain.ExpenseClaim, error) {
	rows, err := s.q.ListPayableClaims(ctx, db.ListPayableClaimsParams{
		PersonID: personID, First: fmt.Sprintf("%04d-01-01", year), Last: fmt.Sprintf("%04d-12-31", year),
	})
	return sqldb.All(rows, err, expenseClaim)
}

func expenseClaim(c db.ExpenseClaim) domain.ExpenseClaim {
	month, _ := civil.ParseDate(c.Month + "-01") // written by InsertExpenseClaim: a month, or none
	claim := domain.ExpenseClaim{
		ID: c.ID, AssignmentID: c.AssignmentID, PersonID: c.PersonID, Kind: c.Kind, Date: c.Date, RateCents: int(c.RateCents),
		Minutes: int(c.Minutes), AmountCents: int(c.AmountCents), State: domain.ClaimState(c.State), Reason: c.Reason,
		Override: c.OverrideReason, PaymentDate: c.PaymentDate, BatchID: c.PaymentBatchID, Recorder: c.Recorder,
		Version: c.Version, Created: c.CreatedAt.Time, Updated: c.UpdatedAt.Time,
	}
	if !month.IsZero() {
		claim.Month = domain.MonthOf(month)
	}
	return claim
}
