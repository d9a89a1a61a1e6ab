-- name: InsertFundAgreement :exec
INSERT INTO fund_agreement (id, trajectory_id, client_id, start_date, residence, motive, referrer, sealed, obligation_cents,
    paid_cents, repaid_cents, redeemed_cents, reverted_cents, waived_cents, released_cents, state, state_date, sign_date,
    breach_rule, recorder, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23);

-- name: UpdateFundAgreement :execrows
UPDATE fund_agreement SET start_date = $1, residence = $2, motive = $3, referrer = $4, sealed = $5, obligation_cents = $6,
    paid_cents = $7, repaid_cents = $8, redeemed_cents = $9, reverted_cents = $10, waived_cents = $11, released_cents = $12,
    state = $13, state_date = $14, sign_date = $15, breach_rule = $16, version = version + 1, updated_at = $17
WHERE id = $18 AND version = $19;

-- name: GetFundAgreement :one
SELECT * FROM fund_agreement WHERE id = $1;

-- name: ListFundAgreements :many
SELECT * FROM fund_agreement
WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListFundAgreementsOfClient :many
SELECT * FROM fund_agreement WHERE client_id = $1 ORDER BY id;

-- name: EmptyFundAgreementsOfClient :exec
UPDATE fund_agreement SET sealed = sqlc.arg(empty), version = version + 1, updated_at = sqlc.arg(updated_at)
WHERE client_id = sqlc.arg(client_id) AND length(sealed) > 0;

-- name: DeleteFundAgreementReturns :exec
DELETE FROM fund_agreement_return WHERE agreement_id = $1;

-- name: DeleteFundAgreementClaims :exec
DELETE FROM fund_agreement_claim WHERE agreement_id = $1;

-- name: DeleteFundAgreementReviews :exec
DELETE FROM fund_agreement_review WHERE agreement_id = $1;

-- name: ListFundAgreementReturns :many
SELECT * FROM fund_agreement_return WHERE agreement_id = $1 ORDER BY place;

-- name: ListFundAgreementClaims :many
SELECT * FROM fund_agreement_claim WHERE agreement_id = $1 ORDER BY place;

-- name: ListFundAgreementReviews :many
SELECT date FROM fund_agreement_review WHERE agreement_id = $1 ORDER BY date;

-- name: InsertFundAgreementTransition :exec
INSERT INTO fund_agreement_transition (id, agreement_id, version, from_state, to_state, date, reason, breach_rule, released_cents,
    reverted_cents, waived_cents, due_cents, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: GetFundAgreementTransition :one
SELECT * FROM fund_agreement_transition WHERE id = $1;

-- name: ListFundAgreementTransitions :many
SELECT * FROM fund_agreement_transition
WHERE agreement_id = sqlc.arg(agreement_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListFundAgreementTransitionsOfClient :many
SELECT t.* FROM fund_agreement_transition t JOIN fund_agreement a ON a.id = t.agreement_id WHERE a.client_id = $1
ORDER BY t.agreement_id, t.id;
