-- name: GetGuidanceTrajectory :one
SELECT * FROM guidance_trajectory WHERE id = $1;

-- name: UpdateGuidanceTrajectory :execrows
UPDATE guidance_trajectory SET start_date = $1, state = $2, state_date = $3, destination = $4, drop_out_reason = $5, running = $6,
    version = version + 1, updated_at = $7
WHERE id = $8 AND version = $9;

-- name: ListGuidanceTrajectories :many
SELECT t.* FROM guidance_trajectory t
WHERE t.id > sqlc.arg(after)
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR t.kind = CAST(sqlc.arg(kind) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR t.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(team) AS TEXT) = '' OR t.team = CAST(sqlc.arg(team) AS TEXT))
    AND (t.sender = CAST(sqlc.arg(person) AS TEXT) OR t.worker = CAST(sqlc.arg(person) AS TEXT)
        OR CAST(sqlc.arg(teams) AS TEXT) LIKE '%,' || t.team || ',%')
ORDER BY t.id LIMIT sqlc.arg(size);

-- The same of one resident, where an engine can only use an index that the query names for certain.

-- name: ListGuidanceTrajectoriesWithResident :many
SELECT t.* FROM guidance_trajectory t
WHERE t.id > sqlc.arg(after) AND t.resident_id = sqlc.arg(resident_id)
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR t.kind = CAST(sqlc.arg(kind) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR t.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(team) AS TEXT) = '' OR t.team = CAST(sqlc.arg(team) AS TEXT))
    AND (t.sender = CAST(sqlc.arg(person) AS TEXT) OR t.worker = CAST(sqlc.arg(person) AS TEXT)
        OR CAST(sqlc.arg(teams) AS TEXT) LIKE '%,' || t.team || ',%')
ORDER BY t.id LIMIT sqlc.arg(size);

-- name: ListGuidanceTrajectoriesOfResident :many
SELECT * FROM guidance_trajectory WHERE resident_id = $1 ORDER BY id;

-- name: ListGuidanceTrajectoriesWithoutYear :many
SELECT t.* FROM guidance_trajectory t
WHERE t.id > sqlc.arg(after) AND t.running <> '' AND t.start_date <> '' AND t.start_date <= sqlc.arg(today) AND NOT EXISTS (
    SELECT 1 FROM guidance_year y WHERE y.guidance_trajectory_id = t.id AND y.year = sqlc.arg(year) AND y.state = 'counted')
ORDER BY t.id LIMIT sqlc.arg(size);

-- name: InsertGuidanceTransition :exec
INSERT INTO guidance_transition (id, guidance_trajectory_id, version, from_state, to_state, date, destination, drop_out_reason,
    recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: GetGuidanceTransition :one
SELECT * FROM guidance_transition WHERE id = $1;

-- name: ListGuidanceTransitions :many
SELECT * FROM guidance_transition
WHERE guidance_trajectory_id = sqlc.arg(guidance_trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListGuidanceTransitionsOfResident :many
SELECT s.* FROM guidance_transition s JOIN guidance_trajectory t ON t.id = s.guidance_trajectory_id
WHERE t.resident_id = $1 ORDER BY s.id;
