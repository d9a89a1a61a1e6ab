-- name: InsertVacancy :exec
INSERT INTO vacancy (id, role_id, display_name, description, wijk_code, wijk_year, skills, languages, interests, availability,
    wanted, start_date, end_date, state, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: UpdateVacancy :execrows
UPDATE vacancy SET display_name = $1, description = $2, wijk_code = $3, wijk_year = $4, skills = $5, languages = $6,
    interests = $7, availability = $8, wanted = $9, start_date = $10, end_date = $11, state = $12, version = version + 1,
    updated_at = $13
WHERE id = $14 AND version = $15;

-- name: GetVacancy :one
SELECT * FROM vacancy WHERE id = $1;

-- name: LockVacancy :one
UPDATE vacancy SET version = version WHERE id = $1 RETURNING *;

-- name: ListVacancies :many
SELECT * FROM vacancy
WHERE id > sqlc.arg(after) AND (CAST(sqlc.arg(only_open) AS BIGINT) = 0 OR state = 'open')
    AND (CAST(sqlc.arg(role_id) AS TEXT) = '' OR role_id = CAST(sqlc.arg(role_id) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: CountTakenPlaces :one
SELECT COUNT(*) FROM assignment WHERE vacancy_id = $1 AND vacancy_id <> '' AND state IN ('confirmed', 'active');

-- name: InsertVacancyTransition :exec
INSERT INTO vacancy_transition (id, vacancy_id, version, from_state, to_state, reason, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: GetVacancyTransition :one
SELECT * FROM vacancy_transition WHERE id = $1;

-- name: ListVacancyTransitions :many
SELECT * FROM vacancy_transition
WHERE vacancy_id = sqlc.arg(vacancy_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: InsertVacancyReaction :execrows
INSERT INTO vacancy_reaction (id, vacancy_id, person_id, date, recorder, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (vacancy_id, person_id) DO NOTHING;

-- name: GetVacancyReaction :one
SELECT * FROM vacancy_reaction WHERE id = $1;

-- name: ListVacancyReactions :many
SELECT * FROM vacancy_reaction
WHERE vacancy_id = sqlc.arg(vacancy_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: DeleteReactionsOfPerson :exec
DELETE FROM vacancy_reaction WHERE person_id = $1;
