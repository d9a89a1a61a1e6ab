-- name: InsertRecheck :exec
INSERT INTO recheck (id, settlement_id, date, calculation_id, outcome, monthly_cents, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: GetRecheck :one
SELECT * FROM recheck WHERE id = $1;

-- name: ListRechecks :many
SELECT * FROM recheck WHERE settlement_id = sqlc.arg(settlement_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListRechecksOfClient :many
SELECT r.* FROM trajectory_client c JOIN settlement s ON s.trajectory_id = c.trajectory_id JOIN recheck r ON r.settlement_id = s.id
WHERE c.client_id = $1 ORDER BY r.id;
