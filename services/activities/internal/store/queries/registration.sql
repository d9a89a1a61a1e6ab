-- name: InsertRegistration :exec
INSERT INTO registration (id, activity_id, session_id, participant_id, arrival, date, state, offer_expires_at, reason,
    recorder, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: UpdateRegistration :execrows
UPDATE registration SET participant_id = $1, state = $2, offer_expires_at = $3, reason = $4, version = $5, updated_at = $6
WHERE id = $7 AND version < $5;

-- name: GetRegistration :one
SELECT * FROM registration WHERE id = $1;

-- name: LastArrival :one
SELECT CAST(COALESCE(MAX(arrival), 0) AS BIGINT) FROM registration WHERE activity_id = $1;

-- name: ListRegistrations :many
SELECT * FROM registration
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(activity_id) AS TEXT) = '' OR activity_id = CAST(sqlc.arg(activity_id) AS TEXT))
    AND (CAST(sqlc.arg(session_id) AS TEXT) = '' OR session_id = CAST(sqlc.arg(session_id) AS TEXT))
    AND (CAST(sqlc.arg(participant_id) AS TEXT) = '' OR participant_id = CAST(sqlc.arg(participant_id) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: ListRoll :many
SELECT * FROM registration
WHERE registration.activity_id = sqlc.arg(activity_id) AND registration.state IN ('registered', 'waiting', 'offered')
    AND session_id NOT IN (
        SELECT session.id FROM session
        WHERE session.activity_id = sqlc.arg(activity_id) AND session.state <> 'cancelled' AND starts_at <= sqlc.arg(now)
    )
ORDER BY arrival;

-- name: ListStillToCome :many
SELECT * FROM session
WHERE activity_id = sqlc.arg(activity_id) AND state <> 'cancelled' AND starts_at > sqlc.arg(now)
ORDER BY starts_at, id;

-- name: ListRegistrationsOfParticipant :many
SELECT * FROM registration
WHERE participant_id = $1 AND state IN ('registered', 'waiting', 'offered')
ORDER BY activity_id, arrival;

-- name: ListAllRegistrationsOfParticipant :many
SELECT * FROM registration WHERE participant_id = $1 ORDER BY id;
