-- name: GetContact :one
SELECT * FROM contact WHERE id = $1;

-- name: ListContacts :many
SELECT * FROM contact
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(programme_id) AS TEXT) = '' OR programme_id = CAST(sqlc.arg(programme_id) AS TEXT))
    AND (CAST(sqlc.arg(from_date) AS TEXT) = '' OR date >= CAST(sqlc.arg(from_date) AS TEXT))
    AND (CAST(sqlc.arg(to_date) AS TEXT) = '' OR date <= CAST(sqlc.arg(to_date) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: CorrectContact :execrows
UPDATE contact SET group_size = $1, channel = $2, state = $3, version = version + 1, updated_at = $4
WHERE id = $5 AND version = $6;

-- name: InsertContactCorrection :exec
INSERT INTO contact_correction (id, contact_id, version, group_size, channel, state, reason, previous_group_size,
    previous_channel, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: GetContactCorrection :one
SELECT * FROM contact_correction WHERE id = $1;

-- name: ListContactCorrections :many
SELECT * FROM contact_correction WHERE contact_id = $1 ORDER BY version;
