-- name: ListEarlySignalsOfCase :many
SELECT * FROM early_signal WHERE case_id = sqlc.arg(case_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- That there is a trajectory, or a client, is asked too: the indices have these alone, and SQLite uses them only where the query
-- says so.

-- name: ListEarlySignalsOfTrajectory :many
SELECT * FROM early_signal
WHERE trajectory_id = sqlc.arg(trajectory_id) AND trajectory_id <> '' AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListEarlySignalsOfClient :many
SELECT * FROM early_signal
WHERE client_id = sqlc.arg(client_id) AND client_id <> '' AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListEndedEarlySignals :many
SELECT s.*, c.result AS case_result, c.end_date AS case_end_date FROM early_signal s JOIN early_signal_case c ON c.id = s.case_id
WHERE s.partner = sqlc.arg(partner) AND s.partner_key = sqlc.arg(partner_key) AND s.id > sqlc.arg(after) AND c.state = 'closed'
    AND s.reference_key <> ''
ORDER BY s.id LIMIT sqlc.arg(size);

-- name: LinkEarlySignal :exec
UPDATE early_signal SET client_id = sqlc.arg(client_id) WHERE id = sqlc.arg(id) AND client_id = '';

-- name: EmptyEarlySignal :exec
UPDATE early_signal SET sealed = sqlc.arg(empty), reference_key = '', content_hash = sqlc.arg(empty) WHERE id = sqlc.arg(id);

-- name: DeleteEarlySignalLookups :exec
DELETE FROM early_signal_lookup WHERE signal_id = $1;

-- name: InsertEarlySignalErasure :exec
INSERT INTO early_signal_erasure (signal_id, client_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (signal_id) DO NOTHING;

-- name: DeleteEarlyKeysOf :exec
DELETE FROM early_signal_key
WHERE (hash IN (SELECT l.hash FROM early_signal_lookup l WHERE l.signal_id = sqlc.arg(id))
        OR hash IN (SELECT s.reference_key FROM early_signal s WHERE s.id = sqlc.arg(id)))
    AND NOT EXISTS (SELECT 1 FROM early_signal_lookup o WHERE o.hash = early_signal_key.hash AND o.signal_id <> sqlc.arg(id));

-- name: ListEarlySignalErasures :many
SELECT signal_id, created_at FROM early_signal_erasure ORDER BY created_at, signal_id;

-- name: ListEarlySignalsErasedWith :many
SELECT signal_id FROM early_signal_erasure WHERE client_id = $1 AND client_id <> '' ORDER BY signal_id;

-- name: CountEarlySignals :many
SELECT partner, CAST(COUNT(*) AS BIGINT) AS signals, CAST(SUM(CASE WHEN case_id = '' THEN 1 ELSE 0 END) AS BIGINT) AS without_case
FROM early_signal WHERE signal_date >= sqlc.arg(first) AND signal_date <= sqlc.arg(last) GROUP BY partner ORDER BY partner;
