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
WHERE l.hash = $1 ORDER BY l.person_id LIMIT 100;

-- name: EmptyPerson :execrows
UPDATE person SET sealed = $1, wijk_code = '', wijk_year = 0, birth_year = 0, languages = '', skills = '', interests = '',
    availability = '', state = 'erased', version = version + 1, updated_at = $2
WHERE id = $3 AND version = $4 AND state = 'present';

-- name: InsertPersonErasure :exec
INSERT INTO person_erasure (id, person_id, created_at) VALUES ($1, $2, $3);

-- name: GetPersonErasure :one
SELECT * FROM person_erasure WHERE id = $1;

-- name: ListErasedPeople :many
SELECT person_id, created_at FROM person_erasure ORDER BY created_at, id;

-- name: ListHoursOfPerson :many
SELECT * FROM hours WHERE person_id = $1 ORDER BY id;

-- name: ListClaimsOfPerson :many
SELECT * FROM expense_claim WHERE person_id = $1 ORDER BY id;

-- name: ListReactionsOfPerson :many
SELECT * FROM vacancy_reaction WHERE person_id = $1 ORDER BY id;

-- name: ListCertificatesOfPerson :many
SELECT * FROM certificate WHERE person_id = $1 ORDER BY id;

-- name: EmptyHoursReasons :exec
UPDATE hours SET reason = 'gewist' WHERE person_id = $1 AND reason <> '';

-- name: EmptyHoursDecisions :exec
UPDATE hours_decision SET reason = 'gewist'
WHERE reason <> '' AND hours_id IN (SELECT id FROM hours WHERE person_id = $1);

-- name: EmptyClaimReasons :exec
UPDATE expense_claim SET reason = CASE reason WHEN '' THEN '' ELSE 'gewist' END,
    override_reason = CASE override_reason WHEN '' THEN '' ELSE 'gewist' END
WHERE person_id = $1;
