-- name: InsertRole :exec
INSERT INTO role (id, code, display_name, programme_id, min_age, reach, start_date, end_date, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: GetRole :one
SELECT * FROM role WHERE id = $1;

-- name: ListRoleCertificates :many
SELECT * FROM role_certificate WHERE role_id = $1 ORDER BY kind, training;

-- name: UpdateRole :execrows
UPDATE role SET display_name = $1, min_age = $2, reach = $3, start_date = $4, end_date = $5, version = version + 1,
    updated_at = $6
WHERE id = $7 AND version = $8;

-- name: DeleteRoleCertificates :exec
DELETE FROM role_certificate WHERE role_id = $1;

-- name: ListRoles :many
SELECT * FROM role
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(programme_id) AS TEXT) = '' OR programme_id = CAST(sqlc.arg(programme_id) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: ListRoleCertificatesBetween :many
SELECT c.* FROM role_certificate c
WHERE c.role_id >= sqlc.arg(first) AND c.role_id <= sqlc.arg(last)
ORDER BY c.role_id, c.kind, c.training;
