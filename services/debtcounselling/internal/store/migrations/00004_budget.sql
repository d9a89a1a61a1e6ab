-- +goose Up

-- What comes in and is paid in an average month. Rows are only ever added: the last one of a trajectory is in force.
CREATE TABLE budget_plan (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    date TEXT NOT NULL,
    income_cents BIGINT NOT NULL CHECK (income_cents >= 0),
    expense_cents BIGINT NOT NULL CHECK (expense_cents >= 0),
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX budget_plan_trajectory ON budget_plan (trajectory_id, id);

-- The lines of a budget plan. What one says in words is sealed for a client; it is empty where there are none, and after an
-- erasure. One without a client is of the household.
CREATE TABLE budget_line (
    plan_id TEXT NOT NULL REFERENCES budget_plan (id),
    place BIGINT NOT NULL CHECK (place >= 0),
    category TEXT NOT NULL CHECK (category <> ''),
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 1),
    client_id TEXT NOT NULL,
    sealed_for TEXT NOT NULL REFERENCES client (id),
    sealed BYTEA NOT NULL,
    PRIMARY KEY (plan_id, place),
    CHECK (client_id = '' OR client_id = sealed_for)
);

CREATE INDEX budget_line_sealed_for ON budget_line (sealed_for, plan_id);

-- What was calculated, with all it came from. Rows are only ever added. What a kind does not have is empty or 0.
CREATE TABLE calculation (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    kind TEXT NOT NULL CHECK (kind IN ('protected_earnings', 'free_amount', 'capacity')),
    date TEXT NOT NULL,
    income_group TEXT NOT NULL,
    household TEXT NOT NULL,
    income_cents BIGINT NOT NULL CHECK (income_cents >= 0),
    calculator TEXT NOT NULL,
    calculator_version TEXT NOT NULL,
    calculator_date TEXT NOT NULL,
    outcome_cents BIGINT NOT NULL CHECK (outcome_cents >= 0),
    free_id TEXT NOT NULL,
    free_cents BIGINT NOT NULL CHECK (free_cents >= 0),
    protected_id TEXT NOT NULL,
    protected_cents BIGINT NOT NULL CHECK (protected_cents >= 0),
    debt_cents BIGINT NOT NULL CHECK (debt_cents >= 0),
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
    available_cents BIGINT NOT NULL CHECK (available_cents >= 0),
    offer_cents BIGINT NOT NULL CHECK (offer_cents >= 0),
    months_needed BIGINT NOT NULL CHECK (months_needed >= 0),
    problematic BIGINT NOT NULL CHECK (problematic IN (0, 1)),
    norms_version TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((kind = 'protected_earnings') = (income_group <> '')),
    CHECK ((kind = 'capacity') = (free_id <> '')),
    CHECK (kind <> 'free_amount' OR calculator <> ''),
    CHECK (income_group <> 'middle' OR calculator <> ''),
    CHECK ((calculator = '') = (calculator_date = '')),
    CHECK (protected_id = '' OR amount_cents = 0 OR income_cents - amount_cents >= protected_cents)
);

CREATE INDEX calculation_trajectory ON calculation (trajectory_id, id);

-- What the outcome of a calculator outside is built of.
CREATE TABLE calculation_component (
    calculation_id TEXT NOT NULL REFERENCES calculation (id),
    place BIGINT NOT NULL CHECK (place >= 0),
    kind TEXT NOT NULL CHECK (kind <> ''),
    amount_cents BIGINT NOT NULL,
    PRIMARY KEY (calculation_id, place)
);

-- The norms that a calculation used, as they were then: it is done again with these.
CREATE TABLE calculation_norm (
    calculation_id TEXT NOT NULL REFERENCES calculation (id),
    kind TEXT NOT NULL CHECK (kind <> ''),
    household TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0),
    source TEXT NOT NULL CHECK (source <> ''),
    PRIMARY KEY (calculation_id, kind),
    CHECK (end_date = '' OR end_date >= start_date)
);
