-- +goose Up

-- What is offered to the creditors of a trajectory, with the figures of the calculations that it rests on, as they were then. What
-- is noted of it is sealed for a client; it is empty where nothing is, and after an erasure. A date that did not come is empty. What
-- the client pays in leaves the protected earnings whole.
CREATE TABLE settlement (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    kind TEXT NOT NULL CHECK (kind IN ('restructuring_loan', 'debt_mediation', 'payment_arrangement', 'refinancing',
        'without_capacity')),
    date TEXT NOT NULL,
    calculation_id TEXT NOT NULL,
    free_cents BIGINT NOT NULL CHECK (free_cents >= 0),
    capacity_cents BIGINT NOT NULL CHECK (capacity_cents >= 0),
    protected_id TEXT NOT NULL,
    income_cents BIGINT NOT NULL CHECK (income_cents >= 0),
    protected_cents BIGINT NOT NULL CHECK (protected_cents >= 0),
    monthly_cents BIGINT NOT NULL CHECK (monthly_cents >= 0),
    months BIGINT NOT NULL CHECK (months >= 0),
    extra_cents BIGINT NOT NULL CHECK (extra_cents >= 0),
    paid_in_cents BIGINT NOT NULL CHECK (paid_in_cents >= 0),
    fee_cents BIGINT NOT NULL CHECK (fee_cents >= 0),
    management_cents BIGINT NOT NULL CHECK (management_cents >= 0),
    pot_cents BIGINT NOT NULL CHECK (pot_cents >= 0),
    sealed_for TEXT NOT NULL REFERENCES client (id),
    sealed BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'partly_refused', 'reconsideration', 'court', 'accepted', 'running',
        'rejected', 'statutory', 'completed', 'broken', 'withdrawn')),
    state_date TEXT NOT NULL,
    round BIGINT NOT NULL CHECK (round >= 0),
    proposal_date TEXT NOT NULL,
    reconsideration_date TEXT NOT NULL,
    answer_due_date TEXT NOT NULL,
    court_request_date TEXT NOT NULL,
    acceptance_date TEXT NOT NULL,
    forced BIGINT NOT NULL CHECK (forced IN (0, 1)),
    rejection_date TEXT NOT NULL,
    withdrawal_date TEXT NOT NULL,
    declaration_date TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (pot_cents = paid_in_cents - fee_cents - management_cents),
    CHECK (monthly_cents = 0 OR income_cents - monthly_cents >= protected_cents),
    CHECK (kind <> 'without_capacity' OR (capacity_cents = 0 AND monthly_cents = 0)),
    CHECK (kind NOT IN ('restructuring_loan', 'debt_mediation') OR capacity_cents > 0),
    CHECK ((round = 0) = (proposal_date = '')),
    CHECK (forced = 0 OR (acceptance_date <> '' AND court_request_date <> '')),
    CHECK (start_date = '' OR acceptance_date <> ''),
    CHECK (end_date = '' OR start_date <> ''),
    CHECK (declaration_date = '' OR rejection_date <> ''),
    CHECK ((state = 'withdrawn') = (withdrawal_date <> ''))
);

CREATE INDEX settlement_trajectory ON settlement (trajectory_id, id);
CREATE INDEX settlement_sealed_for ON settlement (sealed_for, id);
CREATE UNIQUE INDEX settlement_open ON settlement (trajectory_id)
    WHERE state IN ('draft', 'proposed', 'partly_refused', 'reconsideration', 'court', 'accepted', 'running');

-- What each claim is offered, of what was owed then. Rows are only ever added, with their settlement.
CREATE TABLE settlement_offer (
    settlement_id TEXT NOT NULL REFERENCES settlement (id),
    claim_id TEXT NOT NULL REFERENCES claim (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    claim_rank TEXT NOT NULL CHECK (claim_rank IN ('preferent', 'concurrent')),
    claim_cents BIGINT NOT NULL CHECK (claim_cents >= 0),
    share_cents BIGINT NOT NULL CHECK (share_cents >= 0),
    PRIMARY KEY (settlement_id, claim_id),
    UNIQUE (settlement_id, number),
    CHECK (share_cents <= claim_cents)
);

-- What was answered about each claim, each time it was asked. Rows are only ever added.
CREATE TABLE settlement_answer (
    id TEXT NOT NULL PRIMARY KEY,
    settlement_id TEXT NOT NULL,
    claim_id TEXT NOT NULL,
    round BIGINT NOT NULL CHECK (round >= 1),
    outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused', 'no_answer')),
    reason TEXT NOT NULL,
    date TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (settlement_id, claim_id, round),
    FOREIGN KEY (settlement_id, claim_id) REFERENCES settlement_offer (settlement_id, claim_id),
    CHECK ((outcome = 'refused') = (reason <> ''))
);

-- Each step of a settlement. Rows are only ever added.
CREATE TABLE settlement_transition (
    id TEXT NOT NULL PRIMARY KEY,
    settlement_id TEXT NOT NULL REFERENCES settlement (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    date TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (settlement_id, version)
);
