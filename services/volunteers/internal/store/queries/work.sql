-- name: ListUnendedAssignments :many
SELECT id FROM assignment WHERE engagement_id = $1 AND state NOT IN ('declined', 'ended') ORDER BY id;

-- name: ListAssignmentTransitionsOfPerson :many
SELECT t.* FROM assignment_transition t
JOIN assignment a ON a.id = t.assignment_id
JOIN engagement e ON e.id = a.engagement_id
WHERE e.person_id = $1 ORDER BY a.id, t.version;

-- name: EmptyAssignmentReasons :exec
UPDATE assignment_transition SET reason = '' WHERE assignment_id IN (
    SELECT a.id FROM assignment a JOIN engagement e ON e.id = a.engagement_id WHERE e.person_id = $1
);
