-- name: GetExplanation :one
SELECT * FROM figure_explanation WHERE id = $1;

-- name: GetExplanationOf :one
SELECT * FROM figure_explanation WHERE year = $1 AND indicator = $2 AND quarter = $3;

-- name: ListExplanations :many
SELECT * FROM figure_explanation WHERE year = $1 AND text <> '' ORDER BY indicator, quarter;

-- name: InsertExplanation :exec
INSERT INTO figure_explanation (year, indicator, quarter, id, version, text, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: UpdateExplanation :execrows
UPDATE figure_explanation SET text = sqlc.arg(text), version = version + 1, updated_at = sqlc.arg(updated_at)
WHERE id = sqlc.arg(id) AND version = sqlc.arg(version);
