-- name: UpdateTerm :execrows
UPDATE term SET state = $1, met_date = $2, version = version + 1, updated_at = $3 WHERE id = $4 AND version = $5;

-- name: ListRunningTerms :many
SELECT * FROM term WHERE trajectory_id = $1 AND state = 'running' ORDER BY id;

-- name: ListTerms :many
SELECT t.* FROM term t
WHERE (t.due_date, t.id) > (CAST(sqlc.arg(after_date) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(until_date) AS TEXT) = '' OR t.due_date <= CAST(sqlc.arg(until_date) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR t.state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY t.due_date, t.id LIMIT sqlc.arg(size);

-- The same of what is asked most, where an engine can only use an index that the query names for certain.

-- name: ListTermsOfTrajectory :many
SELECT t.* FROM term t
WHERE t.trajectory_id = sqlc.arg(trajectory_id) AND (t.due_date, t.id) > (CAST(sqlc.arg(after_date) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(until_date) AS TEXT) = '' OR t.due_date <= CAST(sqlc.arg(until_date) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR t.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(counsellor) AS TEXT) = '' OR t.trajectory_id IN (
        SELECT a.trajectory_id FROM case_assignment a WHERE a.counsellor = CAST(sqlc.arg(counsellor) AS TEXT)
            AND a.start_date <= CAST(sqlc.arg(today) AS TEXT)
            AND (a.end_date = '' OR a.end_date >= CAST(sqlc.arg(today) AS TEXT))))
ORDER BY t.due_date, t.id LIMIT sqlc.arg(size);

-- name: ListTermsOfCounsellor :many
SELECT t.* FROM term t
WHERE (t.due_date, t.id) > (CAST(sqlc.arg(after_date) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(until_date) AS TEXT) = '' OR t.due_date <= CAST(sqlc.arg(until_date) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR t.state = CAST(sqlc.arg(state) AS TEXT))
    AND t.trajectory_id IN (
        SELECT a.trajectory_id FROM case_assignment a WHERE a.counsellor = CAST(sqlc.arg(counsellor) AS TEXT)
            AND a.start_date <= CAST(sqlc.arg(today) AS TEXT)
            AND (a.end_date = '' OR a.end_date >= CAST(sqlc.arg(today) AS TEXT)))
ORDER BY t.due_date, t.id LIMIT sqlc.arg(size);

-- name: ListRunningTermsOfAll :many
SELECT t.* FROM term t
WHERE t.state = 'running' AND (t.due_date, t.id) > (CAST(sqlc.arg(after_date) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(until_date) AS TEXT) = '' OR t.due_date <= CAST(sqlc.arg(until_date) AS TEXT))
ORDER BY t.due_date, t.id LIMIT sqlc.arg(size);

-- name: ListRunningTermsOfCounsellor :many
SELECT t.* FROM term t
WHERE t.state = 'running' AND (t.due_date, t.id) > (CAST(sqlc.arg(after_date) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(until_date) AS TEXT) = '' OR t.due_date <= CAST(sqlc.arg(until_date) AS TEXT))
    AND t.trajectory_id IN (
        SELECT a.trajectory_id FROM case_assignment a WHERE a.counsellor = CAST(sqlc.arg(counsellor) AS TEXT)
            AND a.start_date <= CAST(sqlc.arg(today) AS TEXT)
            AND (a.end_date = '' OR a.end_date >= CAST(sqlc.arg(today) AS TEXT)))
ORDER BY t.due_date, t.id LIMIT sqlc.arg(size);

-- name: GetTerm :one
SELECT * FROM term WHERE id = $1;
