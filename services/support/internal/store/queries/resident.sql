-- name: GetResident :one
SELECT * FROM resident WHERE id = $1;

-- name: UpdateResident :execrows
UPDATE resident SET sealed = $1, wijk_code = $2, wijk_year = $3, version = version + 1, updated_at = $4
WHERE id = $5 AND version = $6 AND state = 'present';

-- name: DeleteResidentLookups :exec
DELETE FROM resident_lookup WHERE resident_id = $1;

-- name: FindResidents :many
SELECT r.* FROM resident_lookup l JOIN resident r ON r.id = l.resident_id
WHERE l.hash = $1 ORDER BY l.resident_id LIMIT 100;

-- name: EmptyResident :execrows
UPDATE resident SET sealed = sqlc.arg(empty), wijk_code = '', wijk_year = 0, state = 'erased', version = version + 1,
    updated_at = sqlc.arg(updated_at)
WHERE id = sqlc.arg(id) AND version = sqlc.arg(version) AND state = 'present';

-- name: InsertResidentErasure :exec
INSERT INTO resident_erasure (id, resident_id, created_at) VALUES ($1, $2, $3);

-- name: GetResidentErasure :one
SELECT * FROM resident_erasure WHERE id = $1;

-- name: ListErasedResidents :many
SELECT resident_id, created_at FROM resident_erasure ORDER BY created_at, id;
