-- name: GetNewestCatalogue :one
SELECT id, created_at, comment, indicator_count FROM catalogue ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: GetCatalogue :one
SELECT * FROM catalogue WHERE id = $1;

-- name: ListCatalogues :many
SELECT id, created_at, comment, indicator_count FROM catalogue
WHERE (created_at, id) < (sqlc.arg(before), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(size);

-- name: PutCatalogue :execrows
INSERT INTO catalogue (id, created_at, comment, indicator_count, content) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO NOTHING;
