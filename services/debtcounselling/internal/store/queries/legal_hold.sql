-- name: InsertLegalHold :exec
INSERT INTO legal_hold (id, trajectory_id, client_id, reason, sealed_for, sealed, start_date, end_date, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: GetLegalHold :one
SELECT * FROM legal_hold WHERE id = $1;

-- name: EndLegalHold :execrows
UPDATE legal_hold SET end_date = sqlc.arg(end_date) WHERE id = sqlc.arg(id) AND end_date = '';

-- name: ListLegalHolds :many
SELECT * FROM legal_hold
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(trajectory_id) AS TEXT) = '' OR trajectory_id = CAST(sqlc.arg(trajectory_id) AS TEXT))
    AND (CAST(sqlc.arg(client_id) AS TEXT) = '' OR client_id = CAST(sqlc.arg(client_id) AS TEXT))
    AND (CAST(sqlc.arg(running) AS TEXT) = '' OR (start_date <= CAST(sqlc.arg(running) AS TEXT)
        AND (end_date = '' OR end_date > CAST(sqlc.arg(running) AS TEXT))))
ORDER BY id LIMIT sqlc.arg(size);

-- name: ListLegalHoldsOfClient :many
SELECT * FROM legal_hold h
WHERE h.client_id = sqlc.arg(client_id) OR h.trajectory_id IN (
    SELECT c.trajectory_id FROM trajectory_client c WHERE c.client_id = sqlc.arg(client_id))
ORDER BY h.id;

-- name: GetRunningLegalHold :one
SELECT * FROM legal_hold h
WHERE h.start_date <= CAST(sqlc.arg(today) AS TEXT) AND (h.end_date = '' OR h.end_date > CAST(sqlc.arg(today) AS TEXT))
    AND (h.client_id = sqlc.arg(client_id)
        OR h.trajectory_id IN (SELECT c.trajectory_id FROM trajectory_client c WHERE c.client_id = sqlc.arg(client_id))
        OR h.client_id IN (
            SELECT w.client_id FROM trajectory_client c JOIN trajectory_client w ON w.trajectory_id = c.trajectory_id
            WHERE c.client_id = sqlc.arg(client_id)))
ORDER BY h.id LIMIT 1;

-- name: DropLegalHolds :exec
DELETE FROM legal_hold WHERE client_id = $1;

-- name: EmptyLegalHolds :exec
UPDATE legal_hold SET sealed = sqlc.arg(empty), sealed_for = '' WHERE sealed_for = sqlc.arg(client_id);
