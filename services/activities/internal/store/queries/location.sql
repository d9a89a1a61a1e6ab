-- name: InsertLocation :exec
INSERT INTO location (id, display_name, kind, wijk_code, wijk_year, stadsdeel, opening_date, closing_date, version,
    created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: UpdateLocation :execrows
UPDATE location SET display_name = $1, kind = $2, wijk_code = $3, wijk_year = $4, stadsdeel = $5, opening_date = $6,
    closing_date = $7, version = version + 1, updated_at = $8
WHERE id = $9 AND version = $10;

-- name: GetLocation :one
SELECT * FROM location WHERE id = $1;

-- name: ListLocations :many
SELECT * FROM location
WHERE id > sqlc.arg(after) AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = CAST(sqlc.arg(kind) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);
