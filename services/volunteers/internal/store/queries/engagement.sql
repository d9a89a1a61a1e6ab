-- name: GetEngagement :one
SELECT * FROM engagement WHERE id = $1;
