-- name: GetClaim :one
SELECT * FROM claim WHERE id = $1;

-- name: LastClaimNumber :one
SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM claim WHERE trajectory_id = $1;

-- name: UpdateClaim :execrows
UPDATE claim SET sealed = $1, kind = $2, claim_rank = $3, amount_cents = $4, balance_date = $5, collection_agency_id = $6,
    business = $7, contested_date = $8, exclusion = $9, state = $10, end_date = $11, version = version + 1, updated_at = $12
WHERE id = $13 AND version = $14;

-- name: ListClaims :many
SELECT * FROM claim
WHERE trajectory_id = sqlc.arg(trajectory_id) AND number > sqlc.arg(after)
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY number LIMIT sqlc.arg(size);

-- name: ListClaimsOfClient :many
SELECT * FROM claim WHERE client_id = $1 ORDER BY id;

-- name: EmptyClaimsOfClient :exec
UPDATE claim SET sealed = sqlc.arg(empty), version = version + 1, updated_at = sqlc.arg(updated_at)
WHERE client_id = sqlc.arg(client_id) AND length(sealed) > 0;

-- name: GetClaimBalance :one
SELECT * FROM claim_balance WHERE id = $1;

-- name: ListClaimBalances :many
SELECT * FROM claim_balance WHERE claim_id = sqlc.arg(claim_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListClaimBalancesOfClient :many
SELECT b.* FROM claim_balance b JOIN claim c ON c.id = b.claim_id WHERE c.client_id = $1 ORDER BY b.id;
