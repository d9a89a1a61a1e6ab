-- name: GetAssignment :one
SELECT * FROM assignment WHERE id = $1;
