-- name: ListRunningAssignments :many
SELECT id FROM assignment WHERE engagement_id = $1 AND state NOT IN ('declined', 'ended') ORDER BY id;

-- name: ListAssignmentsOfPerson :many
SELECT a.* FROM assignment a JOIN engagement e ON e.id = a.engagement_id WHERE e.person_id = $1 ORDER BY a.id;

-- name: ListAssignmentTransitionsOfPerson :many
SELECT t.* FROM assignment_transition t
JOIN assignment a ON a.id = t.assignment_id
JOIN engagement e ON e.id = a.engagement_id
WHERE e.person_id = $1 ORDER BY a.id, t.version;

-- name: EndAssignment :execrows
UPDATE assignment SET state = $1, state_date = $2, end_date = $3, version = version + 1, updated_at = $4
WHERE id = $5 AND version = $6;

-- name: RecordAssignmentEnd :exec
INSERT INTO assignment_transition (id, assignment_id, version, from_state, to_state, date, declined_by, reason, recorder,
    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: EmptyAssignmentReasons :exec
UPDATE assignment_transition SET reason = '' WHERE assignment_id IN (
    SELECT a.id FROM assignment a JOIN engagement e ON e.id = a.engagement_id WHERE e.person_id = $1
);
