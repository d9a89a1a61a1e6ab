-- name: InsertCalculation :exec
INSERT INTO calculation (id, trajectory_id, kind, date, income_group, household, income_cents, calculator, calculator_version,
    calculator_date, outcome_cents, free_id, free_cents, protected_id, protected_cents, debt_cents, amount_cents,
    available_cents, offer_cents, months_needed, problematic, norms_version, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24);

-- name: GetCalculation :one
SELECT * FROM calculation WHERE id = $1;

-- name: GetLastCalculation :one
SELECT * FROM calculation WHERE trajectory_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1;

-- name: ListCalculations :many
SELECT * FROM calculation
WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after)
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = CAST(sqlc.arg(kind) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: ListCalculationsOfClient :many
SELECT k.* FROM calculation k JOIN trajectory_client c ON c.trajectory_id = k.trajectory_id WHERE c.client_id = $1 ORDER BY k.id;
