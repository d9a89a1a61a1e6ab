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

-- name: GetHeadCount :one
SELECT * FROM head_count WHERE id = $1;

-- name: ListHeadCounts :many
SELECT * FROM head_count
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(location_id) AS TEXT) = '' OR location_id = CAST(sqlc.arg(location_id) AS TEXT))
    AND (CAST(sqlc.arg(programme_id) AS TEXT) = '' OR programme_id = CAST(sqlc.arg(programme_id) AS TEXT))
    AND (CAST(sqlc.arg(from_date) AS TEXT) = '' OR date >= CAST(sqlc.arg(from_date) AS TEXT))
    AND (CAST(sqlc.arg(to_date) AS TEXT) = '' OR date <= CAST(sqlc.arg(to_date) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: CorrectHeadCount :execrows
UPDATE head_count SET count = $1, method = $2, state = $3, version = version + 1, updated_at = $4
WHERE id = $5 AND version = $6;

-- name: InsertCorrection :exec
INSERT INTO head_count_correction (id, head_count_id, version, count, method, state, reason, previous_count,
    previous_method, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: GetCorrection :one
SELECT * FROM head_count_correction WHERE id = $1;

-- name: ListCorrections :many
SELECT * FROM head_count_correction WHERE head_count_id = $1 ORDER BY version;
