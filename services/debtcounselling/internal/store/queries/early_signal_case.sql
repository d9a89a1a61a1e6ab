-- name: GetEarlySignalCase :one
SELECT * FROM early_signal_case WHERE id = $1;

-- name: UpdateEarlySignalCase :execrows
UPDATE early_signal_case SET crisis = $1, counsellor = $2, state = $3, due_date = $4, contact_date = $5, taken_up_date = $6,
    reached = $7, result = $8, end_date = $9, trajectory_id = $10, version = version + 1, updated_at = $11
WHERE id = $12 AND version = $13;

-- name: EmptyEarlySignalCase :exec
UPDATE early_signal_case SET address_key = '' WHERE id = $1;

-- name: UnlinkEarlySignals :exec
UPDATE early_signal SET client_id = '' WHERE case_id = $1;

-- name: UnlinkEarlySignalCase :exec
UPDATE early_signal_case SET trajectory_id = '', version = version + 1, updated_at = $1 WHERE id = $2;

-- name: ListEarlySignalCases :many
SELECT * FROM early_signal_case
WHERE (due_date, id) > (CAST(sqlc.arg(after_date) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(until_date) AS TEXT) = '' OR due_date <= CAST(sqlc.arg(until_date) AS TEXT))
    AND (CAST(sqlc.arg(counsellor) AS TEXT) = '' OR counsellor = CAST(sqlc.arg(counsellor) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(unassigned) AS BIGINT) = 0 OR counsellor = '')
ORDER BY due_date, id LIMIT sqlc.arg(size);

-- The same of cases that go on, which the index has alone: those that were closed are due before them.

-- name: ListRunningEarlySignalCases :many
SELECT * FROM early_signal_case
WHERE state <> 'closed' AND (due_date, id) > (CAST(sqlc.arg(after_date) AS TEXT), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(until_date) AS TEXT) = '' OR due_date <= CAST(sqlc.arg(until_date) AS TEXT))
    AND (CAST(sqlc.arg(counsellor) AS TEXT) = '' OR counsellor = CAST(sqlc.arg(counsellor) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(unassigned) AS BIGINT) = 0 OR counsellor = '')
    AND (CAST(sqlc.arg(uncontacted) AS BIGINT) = 0 OR contact_date = '')
ORDER BY due_date, id LIMIT sqlc.arg(size);

-- The case became a trajectory, and the signal is of a client who is known: the indices have these alone, and SQLite uses them
-- only where the query says so.

-- name: ListEarlySignalCasesOfClient :many
SELECT e.* FROM early_signal_case e JOIN trajectory_client c ON c.trajectory_id = e.trajectory_id
WHERE c.client_id = $1 AND e.trajectory_id <> '' ORDER BY e.id;

-- name: InsertEarlySignalContact :exec
INSERT INTO early_signal_contact (id, case_id, kind, reached, date, day_part, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: GetEarlySignalContact :one
SELECT * FROM early_signal_contact WHERE id = $1;

-- name: ListEarlySignalContacts :many
SELECT * FROM early_signal_contact WHERE case_id = sqlc.arg(case_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: CountEarlySignalCases :one
SELECT CAST(COUNT(*) AS BIGINT) AS cases,
    CAST(COALESCE(SUM(CASE WHEN taken_up_date <> '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS taken_up,
    CAST(COALESCE(SUM(reached), 0) AS BIGINT) AS reached,
    CAST(COALESCE(SUM(CASE WHEN result IN ('advice', 'follow_up_financial', 'follow_up_non_financial') THEN 1 ELSE 0 END), 0)
        AS BIGINT) AS accepted,
    CAST(COALESCE(SUM(CASE WHEN contact_date <> '' AND due_date <> '' AND contact_date <= due_date THEN 1 ELSE 0 END), 0)
        AS BIGINT) AS in_time
FROM early_signal_case WHERE start_date >= sqlc.arg(first) AND start_date <= sqlc.arg(last);

-- name: CountEarlySignalContacts :one
SELECT COUNT(*) FROM early_signal_contact a JOIN early_signal_case c ON c.id = a.case_id
WHERE c.start_date >= sqlc.arg(first) AND c.start_date <= sqlc.arg(last);

-- name: ListOpenEarlySignalCasesOf :many
SELECT DISTINCT c.id FROM early_signal_case c JOIN early_signal s ON s.case_id = c.id
WHERE s.client_id = $1 AND s.client_id <> '' AND c.state <> 'closed' ORDER BY c.id;
