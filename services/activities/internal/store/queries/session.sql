-- name: UpdateSession :execrows
UPDATE session SET programme_id = $1, location_id = $2, room_id = $3, occurrence = $4, origin = $5, date = $6,
    starts_at = $7, ends_at = $8, state = $9, cancellation_reason = $10, recorder = $11, version = version + 1,
    updated_at = $12, wanted_room_id = $13
WHERE id = $14 AND version = $15;

-- name: GetSession :one
SELECT * FROM session WHERE id = $1;

-- name: LockSession :one
UPDATE session SET version = version WHERE id = $1 RETURNING *;

-- name: ListSessions :many
SELECT * FROM session
WHERE (starts_at, id) > (CAST(sqlc.arg(after_start) AS BIGINT), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(activity_id) AS TEXT) = '' OR activity_id = CAST(sqlc.arg(activity_id) AS TEXT))
    AND (CAST(sqlc.arg(location_id) AS TEXT) = '' OR location_id = CAST(sqlc.arg(location_id) AS TEXT))
    AND (CAST(sqlc.arg(from_date) AS TEXT) = '' OR date >= CAST(sqlc.arg(from_date) AS TEXT))
    AND (CAST(sqlc.arg(to_date) AS TEXT) = '' OR date <= CAST(sqlc.arg(to_date) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(wanting) AS TEXT) = '' OR wanted_room_id <> '')
ORDER BY starts_at, id LIMIT sqlc.arg(size);

-- name: ListSessionsToCome :many
SELECT * FROM session
WHERE activity_id = sqlc.arg(activity_id)
    AND (occurrence >= CAST(sqlc.arg(day) AS TEXT) OR (state = 'planned' AND date >= CAST(sqlc.arg(day) AS TEXT)))
ORDER BY occurrence;

-- name: CountsOfSession :one
SELECT COUNT(*) FROM head_count WHERE session_id = $1 AND session_id <> '' AND state = 'recorded';
