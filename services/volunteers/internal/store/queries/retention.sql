-- name: ListActive :many
-- Who was active in a year, by programme: an assignment counts in it, or hours in it were approved.
SELECT DISTINCT e.person_id, e.kind, r.programme_id
FROM assignment a JOIN engagement e ON e.id = a.engagement_id JOIN role r ON r.id = a.role_id
WHERE EXISTS (
    SELECT 1 FROM assignment_year y WHERE y.assignment_id = a.id AND y.year = sqlc.arg(year) AND y.state = 'counted'
) OR EXISTS (
    SELECT 1 FROM hours h WHERE h.assignment_id = a.id AND h.date >= sqlc.arg(first) AND h.date <= sqlc.arg(last)
        AND h.state = 'approved'
);

-- name: FirstActiveDate :one
SELECT CAST(COALESCE(MIN(date), '') AS TEXT) FROM (
    SELECT MIN(date) AS date FROM assignment_year WHERE state = 'counted'
    UNION ALL SELECT MIN(date) FROM hours WHERE state = 'approved'
) AS firsts;

-- name: ListProgrammeParents :many
SELECT id, parent_id FROM programme WHERE parent_id <> '';

-- name: ListRetentions :many
SELECT * FROM retention WHERE year = $1;
