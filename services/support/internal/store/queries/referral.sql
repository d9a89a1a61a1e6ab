-- name: InsertReferral :exec
INSERT INTO referral (id, question_id, target, sealed_purpose, sealed_party, consent_date, consent_form, refer_date, guidance_kind,
    wanted_id, urgent, state, decide_date, decline_reason, result_id, referrer, problem, delivered_at, attempted, taken_back,
    receiver_id, receiver_version, question_version, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26);

-- name: GetReferral :one
SELECT * FROM referral WHERE id = $1;

-- name: UpdateReferral :execrows
UPDATE referral SET state = $1, decide_date = $2, decline_reason = $3, result_id = $4, problem = $5, delivered_at = $6,
    attempted = $7, taken_back = $8, receiver_id = $9, receiver_version = $10, question_version = $11, version = $12,
    updated_at = $13
WHERE id = $14;

-- name: ListReferrals :many
SELECT r.* FROM referral r JOIN question q ON q.id = r.question_id
WHERE r.id > sqlc.arg(after)
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR r.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(target) AS TEXT) = '' OR r.target = CAST(sqlc.arg(target) AS TEXT))
    AND (q.sender = CAST(sqlc.arg(person) AS TEXT)
        OR CAST(sqlc.arg(worker) AS BIGINT) = 1 AND (q.worker = CAST(sqlc.arg(person) AS TEXT)
            OR CAST(sqlc.arg(teams) AS TEXT) LIKE '%,' || q.team || ',%'))
ORDER BY r.id LIMIT sqlc.arg(size);

-- The same of one question, where an engine can only use an index that the query names for certain.

-- name: ListReferralsWithQuestion :many
SELECT r.* FROM referral r JOIN question q ON q.id = r.question_id
WHERE r.id > sqlc.arg(after) AND r.question_id = sqlc.arg(question_id)
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR r.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(target) AS TEXT) = '' OR r.target = CAST(sqlc.arg(target) AS TEXT))
    AND (q.sender = CAST(sqlc.arg(person) AS TEXT)
        OR CAST(sqlc.arg(worker) AS BIGINT) = 1 AND (q.worker = CAST(sqlc.arg(person) AS TEXT)
            OR CAST(sqlc.arg(teams) AS TEXT) LIKE '%,' || q.team || ',%'))
ORDER BY r.id LIMIT sqlc.arg(size);

-- name: ListReferralsOfQuestion :many
SELECT * FROM referral WHERE question_id = $1 ORDER BY id;

-- name: ListReferralsOfResident :many
SELECT r.* FROM referral r JOIN question q ON q.id = r.question_id
WHERE q.resident_id = $1 AND q.resident_id <> '' ORDER BY r.id;

-- name: EmptyReferralsOfResident :exec
UPDATE referral SET sealed_purpose = sqlc.arg(empty), sealed_party = sqlc.arg(empty)
WHERE question_id IN (SELECT q.id FROM question q WHERE q.resident_id = sqlc.arg(resident_id) AND q.resident_id <> '');

-- name: InsertReferralTransition :exec
INSERT INTO referral_transition (id, referral_id, version, from_state, to_state, date, decline_reason, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: GetReferralTransition :one
SELECT * FROM referral_transition WHERE id = $1;

-- name: GetLastTakeUp :one
SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM question_transition WHERE question_id = $1 AND to_state = 'taken_up';
