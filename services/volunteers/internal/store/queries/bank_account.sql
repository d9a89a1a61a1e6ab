-- name: PutBankAccount :exec
INSERT INTO bank_account (person_id, sealed, created_at, updated_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at;

-- name: GetBankAccount :one
SELECT * FROM bank_account WHERE person_id = $1;

-- name: DeleteBankAccount :execrows
DELETE FROM bank_account WHERE person_id = $1;

-- name: CountClaims :one
SELECT COUNT(*) FROM expense_claim WHERE person_id = $1 AND state <> 'rejected';
