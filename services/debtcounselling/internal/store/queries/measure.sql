-- name: InsertMeasure :exec
INSERT INTO measure (id, trajectory_id, kind, application_date, grant_date, start_date, end_date, withdrawn, recorder, version,
    created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: GetMeasure :one
SELECT * FROM measure WHERE id = $1;

-- name: UpdateMeasure :execrows
UPDATE measure SET application_date = $1, grant_date = $2, start_date = $3, end_date = $4, withdrawn = $5, version = version + 1,
    updated_at = $6
WHERE id = $7 AND version = $8;

-- name: ListMeasures :many
SELECT * FROM measure WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListMeasuresOfClient :many
SELECT m.* FROM measure m JOIN trajectory_client c ON c.trajectory_id = m.trajectory_id WHERE c.client_id = $1 ORDER BY m.id;
