-- name: InsertProgramme :exec
INSERT INTO programme (id, code, display_name, theme, parent_id, start_date, end_date, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: UpdateProgramme :execrows
UPDATE programme SET display_name = $1, parent_id = $2, start_date = $3, end_date = $4, version = version + 1,
    updated_at = $5
WHERE id = $6 AND version = $7;

-- name: GetProgramme :one
SELECT * FROM programme WHERE id = $1;

-- name: LockProgramme :one
UPDATE programme SET version = version WHERE id = $1 RETURNING *;

-- name: ListProgrammes :many
SELECT * FROM programme
WHERE id > sqlc.arg(after) AND (CAST(sqlc.arg(theme) AS TEXT) = '' OR theme = CAST(sqlc.arg(theme) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);
