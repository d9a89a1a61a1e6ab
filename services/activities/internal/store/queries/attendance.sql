-- name: GetAttendance :one
SELECT * FROM attendance WHERE id = $1;

-- name: ListAttendance :many
SELECT * FROM attendance
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(session_id) AS TEXT) = '' OR session_id = CAST(sqlc.arg(session_id) AS TEXT))
    AND (CAST(sqlc.arg(participant_id) AS TEXT) = '' OR participant_id = CAST(sqlc.arg(participant_id) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: UpdateAttendance :execrows
UPDATE attendance SET participant_id = $1, age_band = $2, visits = $3, state = $4, version = version + 1, updated_at = $5
WHERE id = $6 AND version = $7;

-- name: RecountAttendance :many
UPDATE attendance SET visits = sqlc.arg(visits), version = version + 1, updated_at = sqlc.arg(updated_at)
WHERE session_id = sqlc.arg(session_id) AND state = 'recorded' AND visits <> sqlc.arg(visits)
RETURNING *;

-- name: ListAttendanceOfParticipant :many
SELECT * FROM attendance WHERE participant_id = $1 ORDER BY id;

-- name: InsertAttendanceChange :exec
INSERT INTO attendance_change (id, attendance_id, version, state, reason, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: AttendanceOfSession :one
SELECT COUNT(*) FROM attendance WHERE session_id = $1 AND state = 'recorded';

-- name: ListAttendanceChanges :many
SELECT * FROM attendance_change WHERE attendance_id = $1 ORDER BY version;
