-- name: InsertGuidanceGoal :exec
INSERT INTO guidance_goal (id, guidance_trajectory_id, life_domain, sealed_text, date, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: GetGuidanceGoal :one
SELECT * FROM guidance_goal WHERE id = $1;

-- name: ListGuidanceGoals :many
SELECT * FROM guidance_goal
WHERE guidance_trajectory_id = sqlc.arg(guidance_trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListGuidanceGoalsOfResident :many
SELECT g.* FROM guidance_goal g JOIN guidance_trajectory t ON t.id = g.guidance_trajectory_id
WHERE t.resident_id = $1 ORDER BY g.id;

-- name: EmptyGuidanceGoalsOfResident :exec
UPDATE guidance_goal SET sealed_text = sqlc.arg(empty)
WHERE guidance_trajectory_id IN (SELECT t.id FROM guidance_trajectory t WHERE t.resident_id = sqlc.arg(resident_id));

-- name: InsertGuidanceGoalOutcome :execrows
INSERT INTO guidance_goal_outcome (id, guidance_goal_id, result, date, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (guidance_goal_id) DO NOTHING;

-- name: GetGuidanceGoalOutcome :one
SELECT * FROM guidance_goal_outcome WHERE id = $1;
