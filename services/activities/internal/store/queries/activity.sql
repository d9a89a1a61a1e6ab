-- name: InsertActivity :exec
INSERT INTO activity (id, programme_id, location_id, room_id, display_name, description, target_groups, min_age, max_age,
    capacity, price_cents, registration, start_date, end_date, time_of_day, duration_minutes, recurrence_rule,
    exception_dates, state, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22);

-- name: UpdateActivity :execrows
UPDATE activity SET programme_id = $1, location_id = $2, room_id = $3, display_name = $4, description = $5,
    target_groups = $6, min_age = $7, max_age = $8, capacity = $9, price_cents = $10, registration = $11,
    start_date = $12, end_date = $13, time_of_day = $14, duration_minutes = $15, recurrence_rule = $16,
    exception_dates = $17, state = $18, version = version + 1, updated_at = $19
WHERE id = $20 AND version = $21;

-- name: GetActivity :one
SELECT * FROM activity WHERE id = $1;

-- name: LockActivity :one
UPDATE activity SET version = version WHERE id = $1 RETURNING *;

-- name: ListActivities :many
SELECT * FROM activity
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(programme_id) AS TEXT) = '' OR programme_id = CAST(sqlc.arg(programme_id) AS TEXT))
    AND (CAST(sqlc.arg(location_id) AS TEXT) = '' OR location_id = CAST(sqlc.arg(location_id) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);
