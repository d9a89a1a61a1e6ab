-- name: GetCaseAssignment :one
SELECT * FROM case_assignment WHERE id = $1;

-- name: EndCaseAssignment :execrows
UPDATE case_assignment SET end_date = sqlc.arg(end_date) WHERE id = sqlc.arg(id)
    AND (end_date = '' OR end_date > sqlc.arg(end_date));

-- name: ListCaseAssignments :many
SELECT * FROM case_assignment
WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListCaseAssignmentsOfClient :many
SELECT a.* FROM case_assignment a JOIN trajectory_client c ON c.trajectory_id = a.trajectory_id
WHERE c.client_id = $1 ORDER BY a.id;
