-- name: InsertShiftOfferResponse :execrows
INSERT INTO shift_offer_response (id, offer_id, assignment_id, return_shift_id, start_at, end_at, return_start_at,
    return_end_at, state, recorder, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (offer_id, assignment_id) WHERE state IN ('pending', 'accepted') DO NOTHING;

-- name: UpdateShiftOfferResponse :execrows
UPDATE shift_offer_response SET state = $1, version = version + 1, updated_at = $2 WHERE id = $3 AND version = $4;

-- name: GetShiftOfferResponse :one
SELECT * FROM shift_offer_response WHERE id = $1;

-- Whoever asks for a person sees what the person answered, and what others answered to what the person offers.
-- name: ListShiftOfferResponses :many
SELECT r.* FROM shift_offer_response r JOIN shift_offer o ON o.id = r.offer_id
WHERE r.offer_id = sqlc.arg(offer_id) AND r.id > sqlc.arg(after)
    AND (CAST(sqlc.arg(person_id) AS TEXT) = '' OR EXISTS (
        SELECT 1 FROM assignment a JOIN engagement e ON e.id = a.engagement_id
        WHERE a.id IN (r.assignment_id, o.assignment_id) AND e.person_id = CAST(sqlc.arg(person_id) AS TEXT)))
ORDER BY r.id LIMIT sqlc.arg(size);

-- name: ListShiftOfferResponsesOfPerson :many
SELECT r.* FROM shift_offer_response r JOIN assignment a ON a.id = r.assignment_id JOIN engagement e ON e.id = a.engagement_id
WHERE e.person_id = $1 ORDER BY r.id;

-- name: DeclineShiftOfferResponses :exec
UPDATE shift_offer_response SET state = 'declined', version = version + 1, updated_at = $1
WHERE offer_id = $2 AND state = 'pending';

-- name: WithdrawShiftOfferResponsesOfPerson :exec
UPDATE shift_offer_response SET state = 'withdrawn', version = version + 1, updated_at = $1
WHERE state = 'pending' AND assignment_id IN (
    SELECT a.id FROM assignment a JOIN engagement e ON e.id = a.engagement_id WHERE e.person_id = $2);
