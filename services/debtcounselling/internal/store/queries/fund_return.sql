-- name: InsertFundReturn :exec
INSERT INTO fund_return (id, agreement_id, kind, minutes, sessions, date, value_cents, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: GetFundReturn :one
SELECT sqlc.embed(r), CAST(CASE WHEN e.id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS reversed
FROM fund_return r LEFT JOIN ledger_entry e ON e.reversal_of = r.id AND e.reversal_of <> '' WHERE r.id = $1;

-- name: ListFundReturns :many
SELECT sqlc.embed(r), CAST(CASE WHEN e.id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS reversed
FROM fund_return r LEFT JOIN ledger_entry e ON e.reversal_of = r.id AND e.reversal_of <> ''
WHERE r.agreement_id = sqlc.arg(agreement_id) AND r.id > sqlc.arg(after) ORDER BY r.id LIMIT sqlc.arg(size);

-- name: ListFundReturnsOfClient :many
SELECT sqlc.embed(r), CAST(CASE WHEN e.id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS reversed
FROM fund_return r JOIN fund_agreement a ON a.id = r.agreement_id
    LEFT JOIN ledger_entry e ON e.reversal_of = r.id AND e.reversal_of <> ''
WHERE a.client_id = $1 ORDER BY r.agreement_id, r.id;
