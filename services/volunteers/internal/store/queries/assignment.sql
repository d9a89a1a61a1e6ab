-- name: GetAssignment :one
SELECT * FROM assignment WHERE id = $1;

-- name: ListAssignmentsOfPerson :many
SELECT a.* FROM assignment a JOIN engagement e ON e.id = a.engagement_id WHERE e.person_id = $1 ORDER BY a.id;

-- name: UpdateAssignment :execrows
UPDATE assignment SET state = $1, start_date = $2, end_date = $3, state_date = $4, version = version + 1, updated_at = $5
WHERE id = $6 AND version = $7;

-- name: InsertAssignmentTransition :exec
INSERT INTO assignment_transition (id, assignment_id, version, from_state, to_state, date, declined_by, reason, recorder,
    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
