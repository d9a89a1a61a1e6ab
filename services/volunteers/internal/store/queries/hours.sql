-- name: GetHours :one
SELECT * FROM hours WHERE id = $1;

-- name: ListHours :many
SELECT h.* FROM hours h
WHERE h.id > sqlc.arg(after)
    AND (CAST(sqlc.arg(owner_id) AS TEXT) = '' OR h.person_id = CAST(sqlc.arg(owner_id) AS TEXT))
    AND (CAST(sqlc.arg(assignment_id) AS TEXT) = '' OR h.assignment_id = CAST(sqlc.arg(assignment_id) AS TEXT))
    AND (CAST(sqlc.arg(engagement_id) AS TEXT) = '' OR h.assignment_id IN
        (SELECT a.id FROM assignment a WHERE a.engagement_id = CAST(sqlc.arg(engagement_id) AS TEXT)))
    AND (CAST(sqlc.arg(from_date) AS TEXT) = '' OR h.date >= CAST(sqlc.arg(from_date) AS TEXT))
    AND (CAST(sqlc.arg(to_date) AS TEXT) = '' OR h.date <= CAST(sqlc.arg(to_date) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR h.state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY h.id LIMIT sqlc.arg(size);

-- name: DecideHours :execrows
UPDATE hours SET state = $1, reason = $2, version = version + 1, updated_at = $3 WHERE id = $4 AND version = $5;

-- name: InsertHoursDecision :exec
INSERT INTO hours_decision (id, hours_id, version, state, reason, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: TakeWorkedMinutes :exec
UPDATE worked_day SET minutes = minutes - $1 WHERE person_id = $2 AND date = $3;

-- name: LockHoursOfPerson :many
UPDATE hours SET version = version WHERE person_id = $1 AND state IN ('submitted', 'approved') RETURNING *;
