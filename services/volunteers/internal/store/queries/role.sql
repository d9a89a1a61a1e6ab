-- name: InsertRole :exec
INSERT INTO role (id, display_name, programme_id, min_age, reach, start_date, end_date, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: GetRole :one
SELECT * FROM role WHERE id = $1;

-- name: ListRoleCertificates :many
SELECT * FROM role_certificate WHERE role_id = $1 ORDER BY kind, training;
