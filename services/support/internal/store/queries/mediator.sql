-- name: InsertMediatorAssignment :exec
INSERT INTO mediator_assignment (id, mediation_id, volunteer_id, start_date, end_date, worker, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: GetMediatorAssignment :one
SELECT * FROM mediator_assignment WHERE id = $1;

-- name: EndMediatorAssignment :execrows
UPDATE mediator_assignment SET end_date = sqlc.arg(end_date) WHERE id = sqlc.arg(id) AND end_date = '';

-- name: ListMediatorAssignments :many
SELECT * FROM mediator_assignment
WHERE mediation_id = sqlc.arg(mediation_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: AllMediatorAssignments :many
SELECT * FROM mediator_assignment WHERE mediation_id = $1 ORDER BY id;

-- name: InsertReferrerFeedback :exec
INSERT INTO referrer_feedback (id, mediation_id, date, channel, worker, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: GetReferrerFeedback :one
SELECT * FROM referrer_feedback WHERE id = $1;

-- name: ListReferrerFeedback :many
SELECT * FROM referrer_feedback
WHERE mediation_id = sqlc.arg(mediation_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListReferrerFeedbackOfResident :many
SELECT * FROM referrer_feedback
WHERE mediation_id IN (SELECT p.mediation_id FROM mediation_party p WHERE p.resident_id = $1 AND p.resident_id <> '') ORDER BY id;
