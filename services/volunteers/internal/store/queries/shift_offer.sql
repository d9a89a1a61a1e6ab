-- name: LockShift :one
UPDATE shift SET version = version WHERE id = $1 RETURNING *;

-- name: InsertShiftOffer :execrows
INSERT INTO shift_offer (id, shift_id, assignment_id, kind, state, taken_by, recorder, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (shift_id) WHERE state = 'open' DO NOTHING;

-- name: UpdateShiftOffer :execrows
UPDATE shift_offer SET state = $1, taken_by = $2, version = version + 1, updated_at = $3 WHERE id = $4 AND version = $5;

-- name: GetShiftOffer :one
SELECT * FROM shift_offer WHERE id = $1;

-- name: LockShiftOffer :one
UPDATE shift_offer SET version = version WHERE id = $1 RETURNING *;

-- Whoever asks for a person sees what is open in the roles that the person works in, and what the person offered or answered.
-- name: ListShiftOffers :many
SELECT o.* FROM shift_offer o JOIN shift s ON s.id = o.shift_id
WHERE o.id > sqlc.arg(after)
    AND (CAST(sqlc.arg(id) AS TEXT) = '' OR o.id = CAST(sqlc.arg(id) AS TEXT))
    AND (CAST(sqlc.arg(role_id) AS TEXT) = '' OR s.role_id = CAST(sqlc.arg(role_id) AS TEXT))
    AND (CAST(sqlc.arg(shift_id) AS TEXT) = '' OR o.shift_id = CAST(sqlc.arg(shift_id) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR CAST(sqlc.arg(state) AS TEXT) =
        CASE WHEN o.state = 'open' AND s.start_at <= sqlc.arg(now_at) THEN 'expired' ELSE o.state END)
    AND (CAST(sqlc.arg(person_id) AS TEXT) = ''
        OR (o.state = 'open' AND s.start_at > sqlc.arg(now_at) AND s.role_id IN (
            SELECT a.role_id FROM assignment a JOIN engagement e ON e.id = a.engagement_id
            WHERE e.person_id = CAST(sqlc.arg(person_id) AS TEXT) AND a.state IN ('confirmed', 'active')))
        OR o.assignment_id IN (
            SELECT a.id FROM assignment a JOIN engagement e ON e.id = a.engagement_id
            WHERE e.person_id = CAST(sqlc.arg(person_id) AS TEXT))
        OR o.id IN (
            SELECT r.offer_id FROM shift_offer_response r JOIN assignment a ON a.id = r.assignment_id
            JOIN engagement e ON e.id = a.engagement_id WHERE e.person_id = CAST(sqlc.arg(person_id) AS TEXT)))
ORDER BY o.id LIMIT sqlc.arg(size);

-- name: ListShiftOffersOfPerson :many
SELECT o.* FROM shift_offer o JOIN assignment a ON a.id = o.assignment_id JOIN engagement e ON e.id = a.engagement_id
WHERE e.person_id = $1 AND o.assignment_id <> '' ORDER BY o.id;
