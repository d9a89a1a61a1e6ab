-- name: InsertRetentionRun :exec
INSERT INTO retention_run (id, date, state, recorder, created_at, completed_at) VALUES ($1, $2, 'running', $3, $4, 0);

-- name: GetRetentionRun :one
SELECT * FROM retention_run WHERE id = $1;

-- name: GetRunningRetentionRun :one
SELECT * FROM retention_run WHERE state = 'running';

-- name: ListRetentionRuns :many
SELECT * FROM retention_run WHERE id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: CompleteRetentionRun :execrows
UPDATE retention_run SET state = 'completed', completed_at = $1 WHERE id = $2 AND state = 'running';

-- name: InsertRetentionRunCount :exec
INSERT INTO retention_run_count (run_id, record_type, months, removed, records) VALUES ($1, $2, $3, 0, 0);

-- name: ListRetentionRunCounts :many
SELECT * FROM retention_run_count WHERE run_id = $1;

-- name: AddToRetentionRunCount :exec
UPDATE retention_run_count SET removed = removed + sqlc.arg(removed), records = records + sqlc.arg(records)
WHERE run_id = sqlc.arg(run_id) AND record_type = sqlc.arg(record_type);

-- name: MarkLogRemoved :exec
UPDATE client_erasure SET log_removed = 1 WHERE client_id = $1;
