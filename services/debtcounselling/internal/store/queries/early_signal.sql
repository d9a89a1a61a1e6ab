-- name: ListEarlySignals :many
SELECT * FROM early_signal
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(case_id) AS TEXT) = '' OR case_id = CAST(sqlc.arg(case_id) AS TEXT))
    AND (CAST(sqlc.arg(trajectory_id) AS TEXT) = '' OR trajectory_id = CAST(sqlc.arg(trajectory_id) AS TEXT))
    AND (CAST(sqlc.arg(client_id) AS TEXT) = '' OR client_id = CAST(sqlc.arg(client_id) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

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
SELECT signal_id FROM early_signal_erasure WHERE client_id = $1 ORDER BY signal_id;

-- name: CountEarlySignals :many
SELECT partner, CAST(COUNT(*) AS BIGINT) AS signals, CAST(SUM(CASE WHEN case_id = '' THEN 1 ELSE 0 END) AS BIGINT) AS without_case
FROM early_signal WHERE signal_date >= sqlc.arg(first) AND signal_date <= sqlc.arg(last) GROUP BY partner ORDER BY partner;
