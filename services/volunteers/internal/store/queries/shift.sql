-- name: GetShift :one
SELECT * FROM shift WHERE id = $1;

-- name: GetVisibleShift :one
SELECT s.* FROM shift s
WHERE s.id = sqlc.arg(id) AND (CAST(sqlc.arg(viewer_id) AS TEXT) = '' OR s.person_id = CAST(sqlc.arg(viewer_id) AS TEXT)
    OR (s.assignment_id = '' AND s.state = 'planned' AND s.role_id IN (
        SELECT v.role_id FROM assignment v JOIN engagement e ON e.id = v.engagement_id
        WHERE e.person_id = CAST(sqlc.arg(viewer_id) AS TEXT) AND v.state IN ('confirmed', 'active'))));

-- name: UpdateShift :execrows
UPDATE shift SET assignment_id = $1, person_id = $2, session_confirmed = $3, date = $4, start_at = $5, end_at = $6,
    location_id = $7, place = $8, adjusted = $9, state = $10, cancellation_reason = $11, override_reason = $12, recorder = $13,
    version = version + 1, updated_at = $14
WHERE id = $15 AND version = $16;

-- name: ListShifts :many
SELECT s.* FROM shift s
WHERE s.start_at >= sqlc.arg(from_at) AND s.start_at < sqlc.arg(to_at)
    AND (s.start_at, s.id) > (sqlc.arg(after_at), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(assignment_id) AS TEXT) = '' OR s.assignment_id = CAST(sqlc.arg(assignment_id) AS TEXT))
    AND (CAST(sqlc.arg(engagement_id) AS TEXT) = '' OR s.assignment_id IN (
        SELECT a.id FROM assignment a WHERE a.engagement_id = CAST(sqlc.arg(engagement_id) AS TEXT)))
    AND (CAST(sqlc.arg(role_id) AS TEXT) = '' OR s.role_id = CAST(sqlc.arg(role_id) AS TEXT))
    AND (CAST(sqlc.arg(session_id) AS TEXT) = '' OR s.session_id = CAST(sqlc.arg(session_id) AS TEXT))
    AND (CAST(sqlc.arg(series_id) AS TEXT) = '' OR s.series_id = CAST(sqlc.arg(series_id) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR s.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(open) AS BIGINT) = 0 OR (s.assignment_id = '' AND s.state = 'planned'))
    AND (CAST(sqlc.arg(overlapping) AS BIGINT) = 0 OR (s.state = 'planned' AND s.person_id <> '' AND EXISTS (
        SELECT 1 FROM shift o WHERE o.person_id = s.person_id AND o.person_id <> '' AND o.id <> s.id AND o.state = 'planned'
            AND o.start_at < s.end_at AND o.start_at > s.start_at - CAST(sqlc.arg(longest) AS BIGINT) AND o.end_at > s.start_at)))
    AND (CAST(sqlc.arg(viewer_id) AS TEXT) = '' OR s.person_id = CAST(sqlc.arg(viewer_id) AS TEXT)
        OR (s.assignment_id = '' AND s.state = 'planned' AND s.role_id IN (
            SELECT v.role_id FROM assignment v JOIN engagement e ON e.id = v.engagement_id
            WHERE e.person_id = CAST(sqlc.arg(viewer_id) AS TEXT) AND v.state IN ('confirmed', 'active'))))
ORDER BY s.start_at, s.id LIMIT sqlc.arg(size);

-- name: ListShiftsOfPerson :many
SELECT * FROM shift WHERE person_id = sqlc.arg(person_id) AND person_id <> '' AND start_at >= sqlc.arg(from_at)
    AND start_at < sqlc.arg(to_at) AND end_at > sqlc.arg(end_after)
ORDER BY start_at, id;

-- name: ListShiftsOfSession :many
SELECT * FROM shift WHERE session_id = $1 AND session_id <> '' ORDER BY id;

-- name: ListAllShiftsOfPerson :many
SELECT * FROM shift WHERE person_id = $1 AND person_id <> '' ORDER BY start_at, id;

-- name: LockShiftsOfSession :many
UPDATE shift SET version = version WHERE session_id = $1 AND session_id <> '' RETURNING *;

-- name: LockComingShiftsOf :many
UPDATE shift SET version = version
WHERE assignment_id = sqlc.arg(assignment_id) AND assignment_id <> '' AND state = 'planned' AND start_at > sqlc.arg(after_at)
RETURNING *;

-- name: EmptyShiftReasons :exec
UPDATE shift SET override_reason = '' WHERE person_id = $1 AND person_id <> '';

-- name: EmptyShiftChangeReasons :exec
UPDATE shift_change SET override_reason = '' WHERE override_reason <> '' AND assignment_id IN (
    SELECT a.id FROM assignment a JOIN engagement e ON e.id = a.engagement_id WHERE e.person_id = $1);

-- name: ListShiftChanges :many
SELECT * FROM shift_change WHERE shift_id = $1 ORDER BY version;

-- name: InsertShiftChange :exec
INSERT INTO shift_change (id, shift_id, version, kind, assignment_id, start_at, end_at, override_reason, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
