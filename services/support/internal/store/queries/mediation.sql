-- name: GetMediation :one
SELECT * FROM mediation WHERE id = $1;

-- name: UpdateMediation :execrows
UPDATE mediation SET state = $1, state_date = $2, outcome = $3, version = version + 1, updated_at = $4
WHERE id = $5 AND version = $6;

-- name: ListMediations :many
SELECT m.* FROM mediation m
WHERE m.id > sqlc.arg(after)
    AND CAST(sqlc.arg(teams) AS TEXT) LIKE '%,' || m.team || ',%'
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR m.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(team) AS TEXT) = '' OR m.team = CAST(sqlc.arg(team) AS TEXT))
    AND (CAST(sqlc.arg(referrer_kind) AS TEXT) = '' OR m.referrer_kind = CAST(sqlc.arg(referrer_kind) AS TEXT))
    AND (CAST(sqlc.arg(open_since_before) AS TEXT) = ''
        OR m.state <> 'closed' AND m.register_date < CAST(sqlc.arg(open_since_before) AS TEXT))
    AND (CAST(sqlc.arg(feedback_missing) AS BIGINT) = 0
        OR m.state = 'closed' AND m.referrer_kind <> CAST(sqlc.arg(no_referrer) AS TEXT)
            AND NOT EXISTS (SELECT 1 FROM referrer_feedback f WHERE f.mediation_id = m.id))
ORDER BY m.id LIMIT sqlc.arg(size);

-- The same of one resident, where an engine can only use an index that the query names for certain.

-- name: ListMediationsWithResident :many
SELECT m.* FROM mediation m
WHERE m.id > sqlc.arg(after)
    AND CAST(sqlc.arg(teams) AS TEXT) LIKE '%,' || m.team || ',%'
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR m.state = CAST(sqlc.arg(state) AS TEXT))
    AND (CAST(sqlc.arg(team) AS TEXT) = '' OR m.team = CAST(sqlc.arg(team) AS TEXT))
    AND (CAST(sqlc.arg(referrer_kind) AS TEXT) = '' OR m.referrer_kind = CAST(sqlc.arg(referrer_kind) AS TEXT))
    AND m.id IN (SELECT p.mediation_id FROM mediation_party p
        WHERE p.resident_id = sqlc.arg(resident_id) AND p.resident_id <> '')
    AND (CAST(sqlc.arg(open_since_before) AS TEXT) = ''
        OR m.state <> 'closed' AND m.register_date < CAST(sqlc.arg(open_since_before) AS TEXT))
    AND (CAST(sqlc.arg(feedback_missing) AS BIGINT) = 0
        OR m.state = 'closed' AND m.referrer_kind <> CAST(sqlc.arg(no_referrer) AS TEXT)
            AND NOT EXISTS (SELECT 1 FROM referrer_feedback f WHERE f.mediation_id = m.id))
ORDER BY m.id LIMIT sqlc.arg(size);

-- name: ListMediationsOfResident :many
SELECT * FROM mediation
WHERE id IN (SELECT p.mediation_id FROM mediation_party p WHERE p.resident_id = $1 AND p.resident_id <> '') ORDER BY id;

-- name: EmptyMediationsOfResident :exec
UPDATE mediation SET sealed_summary = sqlc.arg(empty)
WHERE id IN (SELECT p.mediation_id FROM mediation_party p WHERE p.resident_id = sqlc.arg(resident_id) AND p.resident_id <> '');

-- The erased come first, whom there are fewer of: CROSS JOIN keeps SQLite from beginning with all parties.

-- name: ListErasedMediations :many
SELECT p.mediation_id, e.created_at FROM resident_erasure e CROSS JOIN mediation_party p
WHERE p.resident_id = e.resident_id AND p.resident_id <> '' ORDER BY e.created_at, p.mediation_id;

-- name: InsertMediationTransition :exec
INSERT INTO mediation_transition (id, mediation_id, version, from_state, to_state, date, outcome, worker, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: GetMediationTransition :one
SELECT * FROM mediation_transition WHERE id = $1;

-- name: ListMediationTransitions :many
SELECT * FROM mediation_transition
WHERE mediation_id = sqlc.arg(mediation_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListMediationTransitionsOfResident :many
SELECT * FROM mediation_transition
WHERE mediation_id IN (SELECT p.mediation_id FROM mediation_party p WHERE p.resident_id = $1 AND p.resident_id <> '') ORDER BY id;
