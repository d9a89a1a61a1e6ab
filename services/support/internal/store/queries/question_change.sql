-- name: HasNewQuestionChanges :one
SELECT EXISTS (SELECT 1 FROM question_change WHERE seq = 0);

-- name: ListNewQuestionChanges :many
SELECT id, question_id FROM question_change WHERE seq = 0 ORDER BY version, id LIMIT $1;

-- name: UpdateQuestionChangeCount :exec
UPDATE question_change_count SET seq = $1;

-- name: GetLastQuestionChange :one
SELECT seq FROM question_change_count;

-- name: GetQuestionChangeID :one
SELECT id FROM question_change WHERE seq = $1 AND seq > 0;

-- name: ListQuestionChanges :many
SELECT c.*, q.team, q.sender, q.sender_reference, q.resident_id
FROM question_change c JOIN question q ON q.id = c.question_id
WHERE c.seq > sqlc.arg(after) AND c.seq > 0 ORDER BY c.seq LIMIT sqlc.arg(size);
