-- name: GetPerson :one
SELECT * FROM person WHERE id = $1;

-- name: UpdatePerson :execrows
UPDATE person SET sealed = $1, wijk_code = $2, wijk_year = $3, birth_year = $4, languages = $5, skills = $6, interests = $7,
    availability = $8, version = version + 1, updated_at = $9
WHERE id = $10 AND version = $11 AND state = 'present';

-- name: DeletePersonLookups :exec
DELETE FROM person_lookup WHERE person_id = $1;

-- name: FindPeople :many
SELECT p.* FROM person_lookup l JOIN person p ON p.id = l.person_id
WHERE l.hash = $1 ORDER BY p.id LIMIT 100;
