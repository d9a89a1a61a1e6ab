-- name: InsertWebhook :exec
INSERT INTO webhook (id, issuer, subject, sealed_url, state, seq, last_success_at, last_failure_at, last_failure_reason,
    last_failure_status, failures, failing_at, attempt_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: GetWebhook :one
SELECT * FROM webhook WHERE id = $1;

-- name: ListWebhooks :many
SELECT * FROM webhook
WHERE issuer = sqlc.arg(issuer) AND subject = sqlc.arg(subject) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: CountWebhooks :one
SELECT COUNT(*) FROM webhook WHERE issuer = $1 AND subject = $2;

-- name: ListActiveWebhooks :many
SELECT id FROM webhook WHERE state = 'active' ORDER BY id;

-- name: UpdateWebhook :exec
UPDATE webhook SET state = $1, seq = $2, last_success_at = $3, last_failure_at = $4, last_failure_reason = $5,
    last_failure_status = $6, failures = $7, failing_at = $8, attempt_at = $9
WHERE id = $10;

-- name: DeleteWebhook :exec
DELETE FROM webhook WHERE id = $1;

-- name: InsertWebhookSecret :exec
INSERT INTO webhook_secret (id, webhook_id, sealed_secret, until_at, created_at) VALUES ($1, $2, $3, $4, $5);

-- name: ListWebhookSecrets :many
SELECT * FROM webhook_secret
WHERE webhook_id = sqlc.arg(webhook_id) AND (until_at = 0 OR until_at > sqlc.arg(now)) ORDER BY id DESC;

-- name: ReplaceWebhookSecret :exec
UPDATE webhook_secret SET until_at = sqlc.arg(until_at) WHERE webhook_id = sqlc.arg(webhook_id) AND until_at = 0;

-- name: GetWebhookSecret :one
SELECT * FROM webhook_secret WHERE id = $1;

-- name: DeleteOldWebhookSecrets :exec
DELETE FROM webhook_secret
WHERE webhook_id = sqlc.arg(webhook_id) AND until_at > 0 AND until_at <= sqlc.arg(now);

-- name: DeleteWebhookSecrets :exec
DELETE FROM webhook_secret WHERE webhook_id = $1;

-- CROSS JOIN keeps SQLite at what comes after the number: it would read every change that the sender was ever told, and sort
-- them.

-- name: GetOldestChangeOfSender :one
SELECT c.created_at FROM question_change c CROSS JOIN question q
WHERE q.id = c.question_id AND c.seq > sqlc.arg(after) AND c.seq > 0 AND q.sender = sqlc.arg(sender) ORDER BY c.seq LIMIT 1;
