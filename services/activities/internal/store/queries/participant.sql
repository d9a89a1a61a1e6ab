-- name: UpdateParticipant :execrows
UPDATE participant SET sealed = $1, wijk_code = $2, wijk_year = $3, version = version + 1, updated_at = $4
WHERE id = $5 AND version = $6 AND state = 'active';

-- name: EmptyParticipant :execrows
UPDATE participant SET sealed = $1, wijk_code = '', wijk_year = 0, state = $2, survivor_id = $3, version = version + 1,
    updated_at = $4
WHERE id = $5 AND version = $6 AND state = 'active';

-- name: MoveAliases :exec
UPDATE participant SET survivor_id = sqlc.arg(to_id), version = version + 1, updated_at = sqlc.arg(updated_at)
WHERE survivor_id = CAST(sqlc.arg(from_id) AS TEXT) AND survivor_id <> '';

-- name: GetParticipant :one
SELECT * FROM participant WHERE id = $1;

-- name: ListAliases :many
SELECT id FROM participant WHERE survivor_id = CAST(sqlc.arg(survivor_id) AS TEXT) AND survivor_id <> '' ORDER BY id;

-- name: DeleteLookups :exec
DELETE FROM participant_lookup WHERE participant_id = $1;

-- name: InsertParticipantMerge :exec
INSERT INTO participant_merge (id, participant_id, duplicate_id, created_at) VALUES ($1, $2, $3, $4);

-- name: GetParticipantMerge :one
SELECT * FROM participant_merge WHERE id = $1;

-- name: InsertParticipantErasure :exec
INSERT INTO participant_erasure (id, participant_id, created_at) VALUES ($1, $2, $3);

-- name: GetParticipantErasure :one
SELECT * FROM participant_erasure WHERE id = $1;

-- name: ListErasedParticipants :many
SELECT participant_id, created_at FROM participant_erasure ORDER BY created_at, id;

-- name: FindParticipants :many
SELECT p.* FROM participant_lookup l JOIN participant p ON p.id = l.participant_id
WHERE l.hash = $1 ORDER BY l.participant_id LIMIT 100;
