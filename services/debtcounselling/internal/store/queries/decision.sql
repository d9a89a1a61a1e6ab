-- name: InsertDecision :exec
INSERT INTO decision (id, trajectory_id, kind, date, ground, recorder, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: GetDecision :one
SELECT * FROM decision WHERE id = $1;

-- name: ListDecisions :many
SELECT * FROM decision WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListDecisionsOfClient :many
SELECT d.* FROM decision d JOIN trajectory_client c ON c.trajectory_id = d.trajectory_id WHERE c.client_id = $1 ORDER BY d.id;
