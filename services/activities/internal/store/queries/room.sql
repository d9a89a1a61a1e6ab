-- name: InsertRoom :exec
INSERT INTO room (id, location_id, display_name, capacity, accessibility, first_date, last_date, version, created_at,
    updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: UpdateRoom :execrows
UPDATE room SET display_name = $1, capacity = $2, accessibility = $3, first_date = $4, last_date = $5,
    version = version + 1, updated_at = $6
WHERE id = $7 AND version = $8;

-- name: GetRoom :one
SELECT * FROM room WHERE id = $1;

-- name: LockRoom :one
UPDATE room SET version = version WHERE id = $1 RETURNING *;

-- name: ListRooms :many
SELECT * FROM room
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(location_id) AS TEXT) = '' OR location_id = CAST(sqlc.arg(location_id) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);
