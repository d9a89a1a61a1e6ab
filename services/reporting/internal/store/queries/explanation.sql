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

-- name: RestoreExplanation :exec
-- Of two about one thing the newer holds. Two ids of one period there are where somebody wrote anew after a loss, before what was
-- lost was read back: the later one holds.
INSERT INTO figure_explanation (year, indicator, quarter, id, version, text, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (year, indicator, quarter) DO UPDATE SET id = excluded.id, version = excluded.version, text = excluded.text,
    updated_at = excluded.updated_at
WHERE (figure_explanation.id, figure_explanation.version) < (excluded.id, excluded.version);
