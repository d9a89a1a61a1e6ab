-- name: GetClient :one
SELECT * FROM client WHERE id = $1;

-- name: UpdateClient :execrows
UPDATE client SET sealed = $1, sealed_bsn = $2, wijk_code = $3, wijk_year = $4, birth_year = $5, household = $6,
    version = version + 1, updated_at = $7
WHERE id = $8 AND version = $9 AND state = 'present';

-- name: DeleteClientLookups :exec
DELETE FROM client_lookup WHERE client_id = $1;

-- name: FindClients :many
SELECT c.* FROM client_lookup l JOIN client c ON c.id = l.client_id
WHERE l.hash = $1 ORDER BY l.client_id LIMIT 100;

-- name: EmptyClient :execrows
UPDATE client SET sealed = sqlc.arg(empty), sealed_bsn = sqlc.arg(empty), wijk_code = '', wijk_year = 0, birth_year = 0,
    household = '', state = 'erased', version = version + 1, updated_at = sqlc.arg(updated_at)
WHERE id = sqlc.arg(id) AND version = sqlc.arg(version) AND state = 'present';

-- name: InsertClientErasure :exec
INSERT INTO client_erasure (id, client_id, created_at) VALUES ($1, $2, $3);

-- name: GetClientErasure :one
SELECT * FROM client_erasure WHERE id = $1;

-- name: ListErasedClients :many
SELECT client_id, created_at FROM client_erasure ORDER BY created_at, id;
