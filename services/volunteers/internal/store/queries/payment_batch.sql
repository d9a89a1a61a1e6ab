-- name: InsertPaymentBatch :exec
INSERT INTO payment_batch (id, execution_date, payments, total_cents, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: GetPaymentBatch :one
SELECT * FROM payment_batch WHERE id = $1;

-- name: ListPaymentBatches :many
SELECT * FROM payment_batch WHERE id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);
