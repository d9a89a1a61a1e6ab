-- name: UpdateCertificate :execrows
UPDATE certificate SET training = $1, risk_areas = $2, function_aspects = $3, requested_date = $4, issued_date = $5,
    seen_date = $6, seen_by = $7, state = $8, version = version + 1, updated_at = $9
WHERE id = $10 AND version = $11;

-- name: GetCertificate :one
SELECT * FROM certificate WHERE id = $1;

-- name: ListCertificates :many
SELECT * FROM certificate
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(owner_id) AS TEXT) = '' OR person_id = CAST(sqlc.arg(owner_id) AS TEXT))
    AND (CAST(sqlc.arg(person_id) AS TEXT) = '' OR person_id = CAST(sqlc.arg(person_id) AS TEXT))
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = CAST(sqlc.arg(kind) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: ListPeopleInRole :many
SELECT DISTINCT e.person_id FROM assignment a JOIN engagement e ON e.id = a.engagement_id
WHERE a.role_id = $1 AND a.state NOT IN ('declined', 'ended') ORDER BY e.person_id;

-- name: ListPeopleWithCertificates :many
SELECT DISTINCT person_id FROM certificate WHERE person_id > sqlc.arg(after) ORDER BY person_id LIMIT sqlc.arg(size);
