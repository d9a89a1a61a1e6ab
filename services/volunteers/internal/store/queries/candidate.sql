-- name: ListCandidates :many
-- The list of who is there has SQLite begin with those; left to itself it reads everybody who left too, for the order.
SELECT e.id, e.person_id, e.kind, e.state, p.wijk_code, p.wijk_year, p.birth_year, p.languages, p.skills, p.interests,
    p.availability, CAST(CASE WHEN r.id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS reacted
FROM engagement e JOIN person p ON p.id = e.person_id
LEFT JOIN vacancy_reaction r ON r.person_id = e.person_id AND r.vacancy_id = sqlc.arg(vacancy_id)
WHERE e.state <> 'left' AND p.state = 'present'
    AND e.person_id IN (SELECT running.person_id FROM engagement AS running WHERE running.state <> 'left')
ORDER BY e.id;

-- name: ListRunningWork :many
SELECT e.person_id, a.engagement_id, a.role_id, a.state, CAST(COALESCE(v.availability, '') AS TEXT) AS availability,
    CAST(COALESCE(v.start_date, '') AS TEXT) AS work_start, CAST(COALESCE(v.end_date, '') AS TEXT) AS work_end
FROM assignment a JOIN engagement e ON e.id = a.engagement_id LEFT JOIN vacancy v ON v.id = a.vacancy_id
WHERE a.state NOT IN ('declined', 'ended');

-- name: ListCertificatesOfCandidates :many
SELECT id, person_id, kind, training, risk_areas, function_aspects, issued_date, seen_date FROM certificate
WHERE state = 'recorded' AND person_id IN (SELECT person_id FROM engagement WHERE engagement.state <> 'left')
ORDER BY id;
