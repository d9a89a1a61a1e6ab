-- name: PutEdition :execrows
INSERT INTO edition (year, number, published_at, kid, about, public_content, signed_content, frozen_content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (year, number) DO UPDATE SET published_at = excluded.published_at, kid = excluded.kid, about = excluded.about,
    public_content = excluded.public_content, signed_content = excluded.signed_content,
    frozen_content = excluded.frozen_content
WHERE excluded.published_at < edition.published_at;

-- name: ListEditions :many
SELECT about FROM edition WHERE year = $1 ORDER BY number;

-- name: GetNewestEdition :one
SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM edition WHERE year = $1;

-- name: GetPublicContent :one
SELECT public_content FROM edition WHERE year = $1 AND number = $2;

-- name: GetSignedEdition :one
SELECT about, signed_content FROM edition WHERE year = $1 AND number = $2;

-- name: ListFrozenContents :many
SELECT frozen_content FROM edition WHERE year = $1 ORDER BY number;

-- name: PutAccountKey :exec
INSERT INTO account_key (kid, x, first_used_at) VALUES ($1, $2, $3)
ON CONFLICT (kid) DO UPDATE SET first_used_at = excluded.first_used_at
WHERE excluded.first_used_at < account_key.first_used_at;

-- name: ListAccountKeys :many
SELECT * FROM account_key ORDER BY first_used_at DESC, kid;

-- name: GetEditionPublished :one
SELECT published_at FROM edition WHERE year = $1 AND number = $2;
