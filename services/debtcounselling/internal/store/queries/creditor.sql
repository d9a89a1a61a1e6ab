-- name: InsertCreditor :exec
INSERT INTO creditor (id, name, name_key, kind, kvk_number, iban, postcode, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: GetCreditor :one
SELECT * FROM creditor WHERE id = $1;

-- name: UpdateCreditor :execrows
UPDATE creditor SET name = $1, name_key = $2, kind = $3, kvk_number = $4, iban = $5, postcode = $6, version = version + 1,
    updated_at = $7
WHERE id = $8 AND version = $9;

-- name: ListCreditors :many
SELECT * FROM creditor
WHERE (name_key, id) > (CAST(sqlc.arg(after_name) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
    AND name_key >= CAST(sqlc.arg(first_name) AS TEXT) AND name_key < CAST(sqlc.arg(end_name) AS TEXT)
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = CAST(sqlc.arg(kind) AS TEXT))
ORDER BY name_key, id LIMIT sqlc.arg(size);
