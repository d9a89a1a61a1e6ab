-- name: GetEngagement :one
SELECT * FROM engagement WHERE id = $1;

-- name: UpdateEngagement :execrows
UPDATE engagement SET state = $1, state_date = $2, version = version + 1, updated_at = $3 WHERE id = $4 AND version = $5;

-- name: ListEngagements :many
SELECT * FROM engagement
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(owner_id) AS TEXT) = '' OR person_id = CAST(sqlc.arg(owner_id) AS TEXT))
    AND (CAST(sqlc.arg(person_id) AS TEXT) = '' OR person_id = CAST(sqlc.arg(person_id) AS TEXT))
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = CAST(sqlc.arg(kind) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: ListEngagementsOfPerson :many
SELECT * FROM engagement WHERE person_id = $1 ORDER BY id;

-- name: InsertEngagementTransition :exec
INSERT INTO engagement_transition (id, engagement_id, version, from_state, to_state, date, reason, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: GetEngagementTransition :one
SELECT * FROM engagement_transition WHERE id = $1;

-- name: ListEngagementTransitions :many
SELECT * FROM engagement_transition WHERE engagement_id = sqlc.arg(engagement_id) AND version > sqlc.arg(after)
ORDER BY version LIMIT sqlc.arg(size);

-- name: ListEngagementTransitionsOfPerson :many
SELECT t.* FROM engagement_transition t JOIN engagement e ON e.id = t.engagement_id
WHERE e.person_id = $1 ORDER BY e.id, t.version;

-- name: EmptyEngagementReasons :exec
UPDATE engagement_transition SET reason = ''
WHERE engagement_id IN (SELECT e.id FROM engagement e WHERE e.person_id = $1);
