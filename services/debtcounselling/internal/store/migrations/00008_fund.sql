-- +goose Up

-- What the fund for young people and a client agree. The goals are sealed with the key of the client: once the client is erased
-- nothing is. Cents say what became of what is owed to the fund; a client has one agreement at a time.
CREATE TABLE fund_agreement (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    client_id TEXT NOT NULL REFERENCES client (id),
    start_date TEXT NOT NULL,
    residence TEXT NOT NULL,
    motive TEXT NOT NULL,
    referrer TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    obligation_cents BIGINT NOT NULL CHECK (obligation_cents >= 0),
    paid_cents BIGINT NOT NULL CHECK (paid_cents >= 0),
    repaid_cents BIGINT NOT NULL CHECK (repaid_cents BETWEEN 0 AND paid_cents),
    redeemed_cents BIGINT NOT NULL CHECK (redeemed_cents >= 0),
    reverted_cents BIGINT NOT NULL CHECK (reverted_cents BETWEEN 0 AND redeemed_cents),
    waived_cents BIGINT NOT NULL CHECK (waived_cents >= 0),
    released_cents BIGINT NOT NULL CHECK (released_cents >= 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'signed', 'running', 'fulfilled', 'breached', 'ended')),
    state_date TEXT NOT NULL,
    sign_date TEXT NOT NULL,
    breach_rule TEXT NOT NULL CHECK (breach_rule IN ('', 'none', 'waiver_undone', 'full_amount_due')),
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (paid_cents + released_cents <= obligation_cents),
    CHECK (repaid_cents + redeemed_cents - reverted_cents + waived_cents + released_cents <= obligation_cents),
    CHECK ((sign_date = '') = (breach_rule = '')),
    CHECK (sign_date = '' OR state <> 'draft'),
    CHECK (sign_date <> '' OR state IN ('draft', 'ended'))
);

CREATE INDEX fund_agreement_trajectory ON fund_agreement (trajectory_id, id);
CREATE INDEX fund_agreement_client ON fund_agreement (client_id, id);
CREATE UNIQUE INDEX fund_agreement_one ON fund_agreement (client_id) WHERE state IN ('draft', 'signed', 'running');

-- What is agreed to be given in return.
CREATE TABLE fund_agreement_return (
    agreement_id TEXT NOT NULL REFERENCES fund_agreement (id),
    place BIGINT NOT NULL CHECK (place >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('school', 'training', 'work', 'volunteering', 'information_session')),
    minutes BIGINT NOT NULL CHECK (minutes >= 0),
    sessions BIGINT NOT NULL CHECK (sessions >= 0),
    value_cents BIGINT NOT NULL CHECK (value_cents >= 0),
    PRIMARY KEY (agreement_id, place),
    CHECK (CASE kind WHEN 'information_session' THEN minutes ELSE sessions END = 0),
    CHECK (minutes + sessions > 0)
);

-- The claims of the client that were open when the agreement was changed or signed: bought off, or left out.
CREATE TABLE fund_agreement_claim (
    agreement_id TEXT NOT NULL REFERENCES fund_agreement (id),
    place BIGINT NOT NULL CHECK (place >= 1),
    claim_id TEXT NOT NULL REFERENCES claim (id),
    included BIGINT NOT NULL CHECK (included IN (0, 1)),
    exclusion TEXT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
    PRIMARY KEY (agreement_id, place),
    UNIQUE (agreement_id, claim_id),
    CHECK (included = 0 OR exclusion = '')
);

CREATE INDEX fund_agreement_claim_claim ON fund_agreement_claim (claim_id, agreement_id);

-- When is seen how it goes.
CREATE TABLE fund_agreement_review (
    agreement_id TEXT NOT NULL REFERENCES fund_agreement (id),
    date TEXT NOT NULL,
    PRIMARY KEY (agreement_id, date)
);

-- Each step of an agreement, with what followed for the money. Rows are only ever added.
CREATE TABLE fund_agreement_transition (
    id TEXT NOT NULL PRIMARY KEY,
    agreement_id TEXT NOT NULL REFERENCES fund_agreement (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    date TEXT NOT NULL,
    reason TEXT NOT NULL,
    breach_rule TEXT NOT NULL,
    released_cents BIGINT NOT NULL CHECK (released_cents >= 0),
    reverted_cents BIGINT NOT NULL CHECK (reverted_cents >= 0),
    waived_cents BIGINT NOT NULL CHECK (waived_cents >= 0),
    due_cents BIGINT NOT NULL CHECK (due_cents >= 0),
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (agreement_id, version),
    CHECK ((to_state = 'breached') = (breach_rule <> '')),
    CHECK ((to_state IN ('breached', 'ended')) = (reason <> '')),
    CHECK (to_state = 'breached' OR due_cents = 0)
);

-- What a client did in return. Rows are only ever added.
CREATE TABLE fund_return (
    id TEXT NOT NULL PRIMARY KEY,
    agreement_id TEXT NOT NULL REFERENCES fund_agreement (id),
    kind TEXT NOT NULL CHECK (kind IN ('school', 'training', 'work', 'volunteering', 'information_session')),
    minutes BIGINT NOT NULL CHECK (minutes >= 0),
    sessions BIGINT NOT NULL CHECK (sessions >= 0),
    date TEXT NOT NULL,
    value_cents BIGINT NOT NULL CHECK (value_cents >= 0),
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK (CASE kind WHEN 'information_session' THEN minutes ELSE sessions END = 0),
    CHECK (minutes + sessions > 0)
);

CREATE INDEX fund_return_agreement ON fund_return (agreement_id, id);

-- How a client fares in every area of life at a moment. Rows are only ever added; the start and the end have one set.
CREATE TABLE living_area_moment (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    client_id TEXT NOT NULL REFERENCES client (id),
    moment TEXT NOT NULL CHECK (moment IN ('start', 'mid', 'end')),
    date TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX living_area_moment_trajectory ON living_area_moment (trajectory_id, id);
CREATE UNIQUE INDEX living_area_moment_once
    ON living_area_moment (trajectory_id, client_id, moment, (CASE moment WHEN 'mid' THEN date ELSE '' END));

CREATE TABLE living_area_score (
    moment_id TEXT NOT NULL REFERENCES living_area_moment (id),
    area TEXT NOT NULL CHECK (area IN ('housing', 'health', 'relations', 'addiction', 'work_school', 'daytime')),
    score BIGINT NOT NULL CHECK (score BETWEEN 1 AND 5),
    PRIMARY KEY (moment_id, area)
);
