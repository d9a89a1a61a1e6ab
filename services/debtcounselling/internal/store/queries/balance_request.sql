-- name: InsertBalanceRequest :exec
INSERT INTO balance_request (id, trajectory_id, creditor_id, date, due_date, fetch_date, state, answer_date, agrees_beforehand,
    no_cooperation, recorder, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: InsertBalanceRequestClaim :exec
INSERT INTO balance_request_claim (balance_request_id, place, claim_id) VALUES ($1, $2, $3);

-- name: GetBalanceRequest :one
SELECT * FROM balance_request WHERE id = $1;

-- name: ListBalanceRequestClaims :many
SELECT claim_id FROM balance_request_claim WHERE balance_request_id = $1 ORDER BY place;

-- name: AnswerBalanceRequest :execrows
UPDATE balance_request SET state = $1, answer_date = $2, agrees_beforehand = $3, no_cooperation = $4, version = version + 1,
    updated_at = $5
WHERE id = $6 AND version = $7;

-- name: ListBalanceRequests :many
SELECT * FROM balance_request
WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after)
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: ListBalanceRequestsOfClient :many
SELECT r.* FROM balance_request r WHERE r.id IN (
    SELECT a.balance_request_id FROM balance_request_claim a JOIN claim c ON c.id = a.claim_id WHERE c.client_id = $1)
ORDER BY r.id;
