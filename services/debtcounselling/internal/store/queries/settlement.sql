-- name: InsertSettlement :exec
INSERT INTO settlement (id, trajectory_id, kind, date, calculation_id, free_cents, capacity_cents, protected_id, income_cents,
    protected_cents, monthly_cents, months, extra_cents, paid_in_cents, fee_cents, management_cents, pot_cents, sealed_for, sealed,
    state, state_date, round, proposal_date, reconsideration_date, answer_due_date, court_request_date, acceptance_date, forced,
    rejection_date, withdrawal_date, declaration_date, start_date, end_date, recorder, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
    $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37);

-- name: UpdateSettlement :execrows
UPDATE settlement SET state = $1, state_date = $2, round = $3, proposal_date = $4, reconsideration_date = $5,
    answer_due_date = $6, court_request_date = $7, acceptance_date = $8, forced = $9, rejection_date = $10, withdrawal_date = $11,
    declaration_date = $12, start_date = $13, end_date = $14, version = version + 1, updated_at = $15
WHERE id = $16 AND version = $17;

-- name: GetSettlement :one
SELECT * FROM settlement WHERE id = $1;

-- name: ListSettlements :many
SELECT * FROM settlement
WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListSettlementsOfClient :many
SELECT s.* FROM settlement s JOIN trajectory_client c ON c.trajectory_id = s.trajectory_id WHERE c.client_id = $1 ORDER BY s.id;

-- name: ListSettlementAnswers :many
SELECT * FROM settlement_answer
WHERE settlement_id = sqlc.arg(settlement_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- By what was offered for the claims of the client, which an index finds: every answer is to an offer.

-- name: ListSettlementAnswersOfClient :many
SELECT a.* FROM claim c JOIN settlement_offer o ON o.claim_id = c.id
    JOIN settlement_answer a ON a.settlement_id = o.settlement_id AND a.claim_id = o.claim_id
WHERE c.client_id = $1 ORDER BY a.id;

-- name: InsertSettlementTransition :exec
INSERT INTO settlement_transition (id, settlement_id, version, from_state, to_state, date, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: ListSettlementTransitions :many
SELECT * FROM settlement_transition
WHERE settlement_id = sqlc.arg(settlement_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListSettlementTransitionsOfClient :many
SELECT t.* FROM settlement_transition t JOIN settlement s ON s.id = t.settlement_id
    JOIN trajectory_client c ON c.trajectory_id = s.trajectory_id
WHERE c.client_id = $1 ORDER BY t.id;

-- name: EmptySettlements :exec
UPDATE settlement SET sealed = sqlc.arg(empty), version = version + 1, updated_at = sqlc.arg(updated_at)
WHERE sealed_for = sqlc.arg(client_id);
