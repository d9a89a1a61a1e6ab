-- name: ListFacts :many
SELECT * FROM fact WHERE id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListFactsOfLocation :many
SELECT * FROM fact WHERE location_id = sqlc.arg(location_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListFactsOfProgramme :many
SELECT * FROM fact WHERE programme_id = sqlc.arg(programme_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: CountFacts :one
SELECT COUNT(*) FROM fact;

-- name: ListFactsOfKind :many
SELECT * FROM fact
WHERE kind = sqlc.arg(kind) AND (date, id) > (CAST(sqlc.arg(after_date) AS TEXT), CAST(sqlc.arg(after) AS TEXT))
    AND date <= sqlc.arg(last_date)
ORDER BY date, id LIMIT sqlc.arg(size);
