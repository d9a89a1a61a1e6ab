-- name: GetQuestion :one
SELECT * FROM question WHERE id = $1;

-- name: UpdateQuestion :execrows
UPDATE question SET sealed_answer = $1, take_up_date = $2, state = $3, state_date = $4, worker = $5, result = $6,
    solved_in_voorveld = $7, reason = $8, version = version + 1, updated_at = $9
WHERE id = $10 AND version = $11;

-- name: ListQuestionsOfTeams :many
SELECT q.* FROM question q
WHERE q.id > sqlc.arg(after)
    AND (CAST(sqlc.arg(sender) AS TEXT) = '' OR q.sender = CAST(sqlc.arg(sender) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR q.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(team) AS TEXT) = '' OR q.team = CAST(sqlc.arg(team) AS TEXT))
    AND (CAST(sqlc.arg(person) AS TEXT) = ''
        OR q.sender = CAST(sqlc.arg(person) AS TEXT) OR q.worker = CAST(sqlc.arg(person) AS TEXT)
        OR CAST(sqlc.arg(teams) AS TEXT) LIKE '%,' || q.team || ',%')
ORDER BY q.id LIMIT sqlc.arg(size);

-- The same about one resident, and with one reference: an engine uses only an index that the query names for certain.

-- name: ListQuestionsOfTeamsAbout :many
SELECT q.* FROM question q
WHERE q.id > sqlc.arg(after) AND q.resident_id = sqlc.arg(resident_id) AND q.resident_id <> ''
    AND (CAST(sqlc.arg(sender) AS TEXT) = '' OR q.sender = CAST(sqlc.arg(sender) AS TEXT))
    AND (CAST(sqlc.arg(sender_reference) AS TEXT) = '' OR q.sender_reference = CAST(sqlc.arg(sender_reference) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR q.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(team) AS TEXT) = '' OR q.team = CAST(sqlc.arg(team) AS TEXT))
    AND (CAST(sqlc.arg(person) AS TEXT) = ''
        OR q.sender = CAST(sqlc.arg(person) AS TEXT) OR q.worker = CAST(sqlc.arg(person) AS TEXT)
        OR CAST(sqlc.arg(teams) AS TEXT) LIKE '%,' || q.team || ',%')
ORDER BY q.id LIMIT sqlc.arg(size);

-- name: ListQuestionsOfTeamsWith :many
SELECT q.* FROM question q
WHERE q.id > sqlc.arg(after) AND q.sender_reference = sqlc.arg(sender_reference) AND q.sender_reference <> ''
    AND (CAST(sqlc.arg(sender) AS TEXT) = '' OR q.sender = CAST(sqlc.arg(sender) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR q.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(team) AS TEXT) = '' OR q.team = CAST(sqlc.arg(team) AS TEXT))
    AND (CAST(sqlc.arg(person) AS TEXT) = ''
        OR q.sender = CAST(sqlc.arg(person) AS TEXT) OR q.worker = CAST(sqlc.arg(person) AS TEXT)
        OR CAST(sqlc.arg(teams) AS TEXT) LIKE '%,' || q.team || ',%')
ORDER BY q.id LIMIT sqlc.arg(size);

-- That somebody is known is asked too, here and wherever rows of a resident are found: the index has these alone, and SQLite
-- uses it only where the query says so.

-- name: ListQuestionsOfResident :many
SELECT * FROM question WHERE resident_id = $1 AND resident_id <> '' ORDER BY id;

-- name: EmptyQuestionsOfResident :exec
UPDATE question SET sealed_summary = sqlc.arg(empty), sealed_answer = sqlc.arg(empty)
WHERE resident_id = sqlc.arg(resident_id) AND resident_id <> '';

-- name: InsertQuestionTransition :exec
INSERT INTO question_transition (id, question_id, version, from_state, to_state, date, result, solved_in_voorveld, reason, worker,
    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: GetQuestionTransition :one
SELECT * FROM question_transition WHERE id = $1;

-- name: ListQuestionTransitions :many
SELECT * FROM question_transition
WHERE question_id = sqlc.arg(question_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListQuestionTransitionsOfResident :many
SELECT t.* FROM question_transition t JOIN question q ON q.id = t.question_id
WHERE q.resident_id = $1 AND q.resident_id <> '' ORDER BY t.id;
