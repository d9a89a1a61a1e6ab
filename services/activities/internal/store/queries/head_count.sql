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

-- name: ListHeadCountsOfSession :many
SELECT * FROM head_count
WHERE session_id = sqlc.arg(session_id) AND session_id <> '' AND id > sqlc.arg(after)
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
