-- name: GetPersonLogin :one
SELECT * FROM person_login WHERE person_id = $1;

-- name: InsertPersonLogin :execrows
INSERT INTO person_login (person_id, login_hash, version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING;

-- name: DeletePersonLogin :execrows
DELETE FROM person_login WHERE person_id = $1;
