-- name: ListWorkedRoles :many
SELECT e.kind, r.id, r.display_name, r.programme_id, COALESCE(p.code, '') AS programme_code,
    CAST(SUM(h.minutes) AS BIGINT) AS minutes, CAST(MIN(h.date) AS TEXT) AS first_day, CAST(MAX(h.date) AS TEXT) AS last_day
FROM hours h
JOIN assignment a ON a.id = h.assignment_id
JOIN engagement e ON e.id = a.engagement_id
JOIN role r ON r.id = a.role_id
LEFT JOIN programme p ON p.id = r.programme_id
WHERE h.person_id = sqlc.arg(person_id) AND h.state = 'approved' AND h.date >= CAST(sqlc.arg(from_date) AS TEXT)
    AND h.date <= CAST(sqlc.arg(to_date) AS TEXT)
GROUP BY e.kind, r.id, r.display_name, r.programme_id, p.code
ORDER BY MIN(h.date), r.id, e.kind;
