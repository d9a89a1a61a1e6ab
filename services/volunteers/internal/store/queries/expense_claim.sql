-- name: InsertExpenseClaim :exec
INSERT INTO expense_claim (id, assignment_id, person_id, kind, month, date, rate_cents, minutes, amount_cents, state, reason,
    override_reason, payment_date, payment_batch_id, recorder, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- name: GetExpenseClaim :one
SELECT * FROM expense_claim WHERE id = $1;

-- name: ListExpenseClaims :many
SELECT * FROM expense_claim
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(owner_id) AS TEXT) = '' OR person_id = CAST(sqlc.arg(owner_id) AS TEXT))
    AND (CAST(sqlc.arg(assignment_id) AS TEXT) = '' OR assignment_id = CAST(sqlc.arg(assignment_id) AS TEXT))
    AND (CAST(sqlc.arg(person_id) AS TEXT) = '' OR person_id = CAST(sqlc.arg(person_id) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(payment_batch_id) AS TEXT) = '' OR payment_batch_id = CAST(sqlc.arg(payment_batch_id) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: UpdateExpenseClaim :execrows
UPDATE expense_claim SET state = $1, reason = $2, override_reason = $3, payment_date = $4, payment_batch_id = $5,
    version = version + 1, updated_at = $6
WHERE id = $7 AND version = $8;

-- name: LockPerson :exec
UPDATE person SET version = version WHERE id = $1;

-- name: SumApprovedMinutes :one
SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM hours
WHERE assignment_id = sqlc.arg(assignment_id) AND state = 'approved'
    AND date >= CAST(sqlc.arg(first) AS TEXT) AND date <= CAST(sqlc.arg(last) AS TEXT);

-- name: SumClaimedMinutes :one
SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM expense_claim
WHERE assignment_id = $1 AND month = $2 AND kind = 'allowance' AND state <> 'rejected';

-- name: ListApprovedDays :many
SELECT DISTINCT date FROM hours
WHERE assignment_id = sqlc.arg(assignment_id) AND state = 'approved'
    AND date >= CAST(sqlc.arg(first) AS TEXT) AND date <= CAST(sqlc.arg(last) AS TEXT)
ORDER BY date;

-- name: ListPayableClaims :many
SELECT * FROM expense_claim
WHERE person_id = sqlc.arg(person_id) AND state IN ('approved', 'paid')
    AND payment_date >= CAST(sqlc.arg(first) AS TEXT) AND payment_date <= CAST(sqlc.arg(last) AS TEXT)
ORDER BY id;
