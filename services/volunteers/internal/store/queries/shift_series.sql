-- name: InsertShiftSeries :exec
INSERT INTO shift_series (id, role_id, assignment_id, activity_id, rule, start_date, end_date, time_of_day, duration_minutes,
    exceptions, minutes_before, minutes_after, place, override_reason, recorder, state, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: GetShiftSeries :one
SELECT * FROM shift_series WHERE id = $1;

-- name: ListShiftSeries :many
SELECT * FROM shift_series
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(role_id) AS TEXT) = '' OR role_id = CAST(sqlc.arg(role_id) AS TEXT))
    AND (CAST(sqlc.arg(assignment_id) AS TEXT) = '' OR assignment_id = CAST(sqlc.arg(assignment_id) AS TEXT))
    AND (CAST(sqlc.arg(activity_id) AS TEXT) = '' OR activity_id = CAST(sqlc.arg(activity_id) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: ListSeriesOfActivity :many
SELECT * FROM shift_series WHERE activity_id = $1 AND activity_id <> '' AND state = 'planned' ORDER BY id;

-- name: UpdateShiftSeries :execrows
UPDATE shift_series SET state = $1, recorder = $2, version = version + 1, updated_at = $3 WHERE id = $4 AND version = $5;

-- name: EmptySeriesReasons :exec
UPDATE shift_series SET override_reason = '' WHERE override_reason <> '' AND assignment_id IN (
    SELECT a.id FROM assignment a JOIN engagement e ON e.id = a.engagement_id WHERE e.person_id = $1);

-- name: LockComingShiftsOfSeries :many
UPDATE shift SET version = version WHERE series_id = sqlc.arg(series_id) AND series_id <> '' AND state = 'planned'
    AND start_at > sqlc.arg(after_at)
RETURNING *;

-- name: ListPlannedSessions :many
SELECT * FROM session WHERE activity_id = sqlc.arg(activity_id) AND state = 'planned' AND date >= sqlc.arg(first_date)
    AND date <= sqlc.arg(last_date)
ORDER BY start_at, id;
