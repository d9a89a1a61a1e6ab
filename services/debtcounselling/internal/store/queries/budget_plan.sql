-- name: InsertBudgetPlan :exec
INSERT INTO budget_plan (id, trajectory_id, date, income_cents, expense_cents, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: GetBudgetPlan :one
SELECT * FROM budget_plan WHERE id = $1;

-- name: GetLastBudgetPlan :one
SELECT id FROM budget_plan WHERE trajectory_id = $1 ORDER BY id DESC LIMIT 1;

-- name: ListBudgetPlans :many
SELECT * FROM budget_plan WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListBudgetPlansOfClient :many
SELECT p.* FROM budget_plan p JOIN trajectory_client c ON c.trajectory_id = p.trajectory_id WHERE c.client_id = $1 ORDER BY p.id;

-- name: ListBudgetLines :many
SELECT * FROM budget_line WHERE plan_id = $1 ORDER BY place;

-- name: ListBudgetPlansSealedFor :many
SELECT DISTINCT plan_id FROM budget_line WHERE sealed_for = $1 ORDER BY plan_id;

-- name: EmptyBudgetLines :exec
UPDATE budget_line SET sealed = sqlc.arg(empty) WHERE sealed_for = sqlc.arg(client_id);
