-- name: InsertAgreementText :exec
INSERT INTO agreement_text (version, content, created_at) VALUES ($1, $2, $3) ON CONFLICT (version) DO NOTHING;

-- name: GetAgreementText :one
SELECT * FROM agreement_text WHERE version = $1;

-- name: InsertAgreement :exec
INSERT INTO agreement (id, assignment_id, date, first_date, last_date, weekly_minutes, notice_days, trial_days, repaid,
    rate_cents, guide, organisation, place, text_version, state, signed_date, withdraw_reason, recorder, version, created_at,
    updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21);

-- name: StepAgreement :execrows
UPDATE agreement SET state = $1, signed_date = $2, withdraw_reason = $3, version = version + 1, updated_at = $4
WHERE id = $5 AND version = $6;

-- name: GetAgreement :one
SELECT * FROM agreement WHERE id = $1;

-- name: GetAgreementThatHolds :one
SELECT * FROM agreement WHERE assignment_id = $1 AND state <> 'withdrawn';

-- name: ListAgreements :many
SELECT g.* FROM agreement g
WHERE g.id > sqlc.arg(after)
    AND (CAST(sqlc.arg(owner_id) AS TEXT) = '' OR g.assignment_id IN
        (SELECT a.id FROM assignment a JOIN engagement e ON e.id = a.engagement_id
        WHERE e.person_id = CAST(sqlc.arg(owner_id) AS TEXT)))
    AND (CAST(sqlc.arg(assignment_id) AS TEXT) = '' OR g.assignment_id = CAST(sqlc.arg(assignment_id) AS TEXT))
    AND (CAST(sqlc.arg(engagement_id) AS TEXT) = '' OR g.assignment_id IN
        (SELECT a.id FROM assignment a WHERE a.engagement_id = CAST(sqlc.arg(engagement_id) AS TEXT)))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR g.state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY g.id LIMIT sqlc.arg(size);

-- name: ListAgreementsOfPerson :many
SELECT g.* FROM agreement g
JOIN assignment a ON a.id = g.assignment_id
JOIN engagement e ON e.id = a.engagement_id
WHERE e.person_id = $1 ORDER BY g.id;
