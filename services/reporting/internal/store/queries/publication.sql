-- name: GetPublication :one
SELECT * FROM publication WHERE year = $1;

-- name: PutPublication :execrows
INSERT INTO publication (year, published_at) VALUES ($1, $2)
ON CONFLICT (year) DO UPDATE SET published_at = excluded.published_at
WHERE excluded.published_at < publication.published_at;
