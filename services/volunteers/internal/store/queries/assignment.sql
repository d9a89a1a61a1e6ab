-- name: GetAssignment :one
SELECT * FROM assignment WHERE id = $1;

-- name: ListAssignments :many
SELECT a.* FROM assignment a
WHERE a.id > sqlc.arg(after)
    AND (CAST(sqlc.arg(owner_id) AS TEXT) = '' OR a.engagement_id IN (
        SELECT e.id FROM engagement e WHERE e.person_id = CAST(sqlc.arg(owner_id) AS TEXT)))
    AND (CAST(sqlc.arg(engagement_id) AS TEXT) = '' OR a.engagement_id = CAST(sqlc.arg(engagement_id) AS TEXT))
    AND (CAST(sqlc.arg(role_id) AS TEXT) = '' OR a.role_id = CAST(sqlc.arg(role_id) AS TEXT))
    AND (CAST(sqlc.arg(vacancy_id) AS TEXT) = '' OR a.vacancy_id = CAST(sqlc.arg(vacancy_id) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR a.state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY a.id LIMIT sqlc.arg(size);

-- name: ListAssignmentsOfPerson :many
SELECT a.* FROM assignment a JOIN engagement e ON e.id = a.engagement_id WHERE e.person_id = $1 ORDER BY a.id;

-- name: ListAssignmentsWithoutYear :many
-- The list of what goes on has SQLite begin with that; left to itself it reads all that ended too, for the order.
SELECT a.*, e.person_id FROM assignment a JOIN engagement e ON e.id = a.engagement_id
WHERE a.id IN (SELECT running.id FROM assignment AS running WHERE running.state NOT IN ('declined', 'ended'))
    AND a.id > sqlc.arg(after) AND a.state = 'active' AND a.start_date <= sqlc.arg(today) AND NOT EXISTS (
    SELECT 1 FROM assignment_year y WHERE y.assignment_id = a.id AND y.year = sqlc.arg(year) AND y.state = 'counted')
ORDER BY a.id LIMIT sqlc.arg(size);

-- name: UpdateAssignment :execrows
UPDATE assignment SET state = $1, start_date = $2, end_date = $3, state_date = $4, version = version + 1, updated_at = $5
WHERE id = $6 AND version = $7;

-- name: InsertAssignmentTransition :exec
INSERT INTO assignment_transition (id, assignment_id, version, from_state, to_state, date, declined_by, reason, recorder,
    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: GetAssignmentTransition :one
SELECT * FROM assignment_transition WHERE id = $1;

-- name: ListAssignmentTransitions :many
SELECT * FROM assignment_transition
WHERE assignment_id = sqlc.arg(assignment_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);
