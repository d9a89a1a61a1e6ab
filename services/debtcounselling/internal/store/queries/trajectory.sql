-- name: GetTrajectory :one
SELECT * FROM trajectory WHERE id = $1;

-- name: UpdateTrajectory :execrows
UPDATE trajectory SET state = $1, state_date = $2, end_date = $3, exit_reason = $4, debt_free = $5, version = version + 1,
    updated_at = $6
WHERE id = $7 AND version = $8;

-- name: EndTrajectoryOfClients :exec
UPDATE trajectory_client SET running = '' WHERE trajectory_id = $1;

-- name: ListTrajectoryClients :many
SELECT * FROM trajectory_client WHERE trajectory_id = $1 ORDER BY place;

-- name: ListTrajectoriesOfClient :many
SELECT t.* FROM trajectory t JOIN trajectory_client c ON c.trajectory_id = t.id WHERE c.client_id = $1 ORDER BY t.id;

-- name: ListTrajectories :many
SELECT t.* FROM trajectory t
WHERE t.id > sqlc.arg(after)
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR t.kind = CAST(sqlc.arg(kind) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR t.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(running) AS BIGINT) = 0 OR t.state <> 'exited')
ORDER BY t.id LIMIT sqlc.arg(size);

-- The same of somebody, where an engine can only use an index that the query names for certain.

-- name: ListTrajectoriesOfCounsellor :many
SELECT t.* FROM trajectory t
WHERE t.id > sqlc.arg(after)
    AND t.id IN (
        SELECT a.trajectory_id FROM case_assignment a WHERE a.counsellor = sqlc.arg(counsellor)
            AND a.start_date <= sqlc.arg(today) AND (a.end_date = '' OR a.end_date >= sqlc.arg(today)))
    AND (CAST(sqlc.arg(client_id) AS TEXT) = '' OR t.id IN (
        SELECT c.trajectory_id FROM trajectory_client c WHERE c.client_id = CAST(sqlc.arg(client_id) AS TEXT)))
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR t.kind = CAST(sqlc.arg(kind) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR t.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(running) AS BIGINT) = 0 OR t.state <> 'exited')
ORDER BY t.id LIMIT sqlc.arg(size);

-- name: ListTrajectoriesOfClientAfter :many
SELECT t.* FROM trajectory t
WHERE t.id > sqlc.arg(after)
    AND t.id IN (SELECT c.trajectory_id FROM trajectory_client c WHERE c.client_id = sqlc.arg(client_id))
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR t.kind = CAST(sqlc.arg(kind) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR t.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(running) AS BIGINT) = 0 OR t.state <> 'exited')
ORDER BY t.id LIMIT sqlc.arg(size);

-- name: InsertTrajectoryTransition :exec
INSERT INTO trajectory_transition (id, trajectory_id, version, from_state, to_state, date, exit_reason, debt_free, recorder,
    created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: GetTrajectoryTransition :one
SELECT * FROM trajectory_transition WHERE id = $1;

-- name: ListTrajectoryTransitions :many
SELECT * FROM trajectory_transition
WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListTrajectoryTransitionsOfClient :many
SELECT t.* FROM trajectory_transition t JOIN trajectory_client c ON c.trajectory_id = t.trajectory_id
WHERE c.client_id = $1 ORDER BY t.id;

-- name: ListTrajectoriesWithoutYear :many
SELECT t.* FROM trajectory t
WHERE t.id > sqlc.arg(after) AND t.state <> 'exited' AND t.report_date <= sqlc.arg(today) AND NOT EXISTS (
    SELECT 1 FROM trajectory_year y WHERE y.trajectory_id = t.id AND y.year = sqlc.arg(year) AND y.state = 'counted')
ORDER BY t.id LIMIT sqlc.arg(size);
