-- +goose Up

-- Somebody with debts. What identifies the client is sealed with a key that is kept elsewhere, and so is the citizen service
-- number, apart. Who recorded the client sees it until somebody is assigned to a trajectory of it. One that was erased is an empty shell: what refers to it stays.
CREATE TABLE client (
    id TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    sealed_bsn BYTEA NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    birth_year BIGINT NOT NULL CHECK (birth_year >= 0),
    household TEXT NOT NULL,
    recorder TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('present', 'erased')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((state = 'present') = (length(sealed) > 0)),
    CHECK (state = 'present' OR (length(sealed_bsn) = 0 AND wijk_code = '' AND birth_year = 0 AND household = '')),
    CHECK ((wijk_code = '') = (wijk_year = 0))
);

-- Under which keyed hashes a client is found.
CREATE TABLE client_lookup (
    hash TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES client (id),
    PRIMARY KEY (hash, client_id)
);

CREATE INDEX client_lookup_client ON client_lookup (client_id);

-- Who was erased, and when. Rows are only ever added.
CREATE TABLE client_erasure (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE REFERENCES client (id),
    created_at BIGINT NOT NULL
);

-- The help that a household gets.
CREATE TABLE trajectory (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('debt_help', 'youth_fund', 'long_term_guidance', 'social_legal_advice')),
    report_date TEXT NOT NULL,
    report_channel TEXT NOT NULL,
    crisis BIGINT NOT NULL CHECK (crisis IN (0, 1)),
    crisis_ground TEXT NOT NULL,
    municipality_code TEXT NOT NULL,
    referrer TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reported', 'appointed', 'intake', 'refused', 'advice', 'stabilisation', 'settlement',
        'solution', 'aftercare', 'guidance', 'exited')),
    state_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    exit_reason TEXT NOT NULL,
    debt_free BIGINT NOT NULL CHECK (debt_free IN (0, 1)),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((crisis = 1) = (crisis_ground <> '')),
    CHECK ((state = 'exited') = (end_date <> '')),
    CHECK ((state = 'exited') = (exit_reason <> '')),
    CHECK (end_date = '' OR end_date >= report_date)
);

CREATE INDEX trajectory_state ON trajectory (state, id);
CREATE INDEX trajectory_kind ON trajectory (kind, id);

-- Whose trajectory it is: one client or two, who are both liable. Running says that the trajectory has not ended, and is a
-- reason to refuse another; it is empty where several may run.
CREATE TABLE trajectory_client (
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    place BIGINT NOT NULL CHECK (place IN (1, 2)),
    client_id TEXT NOT NULL REFERENCES client (id),
    running TEXT NOT NULL,
    PRIMARY KEY (trajectory_id, place),
    UNIQUE (trajectory_id, client_id)
);

CREATE INDEX trajectory_client_client ON trajectory_client (client_id, trajectory_id);
CREATE UNIQUE INDEX trajectory_client_running ON trajectory_client (client_id, running) WHERE running <> '';

-- Each step of a trajectory. Rows are only ever added.
CREATE TABLE trajectory_transition (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    date TEXT NOT NULL,
    exit_reason TEXT NOT NULL,
    debt_free BIGINT NOT NULL CHECK (debt_free IN (0, 1)),
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (trajectory_id, version)
);

-- Decisions in the sense of the Awb. Rows are only ever added; help is granted or refused once, and ended once.
CREATE TABLE decision (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    kind TEXT NOT NULL CHECK (kind IN ('admission', 'refusal', 'ending')),
    date TEXT NOT NULL,
    ground TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((kind = 'admission') = (ground = ''))
);

CREATE UNIQUE INDEX decision_once ON decision (trajectory_id, (CASE kind WHEN 'ending' THEN 1 ELSE 0 END));

-- By when something has to happen.
CREATE TABLE term (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    start_date TEXT NOT NULL,
    due_date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'met', 'void')),
    met_date TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (due_date >= start_date),
    CHECK ((state = 'met') = (met_date <> ''))
);

CREATE INDEX term_trajectory ON term (trajectory_id, id);
CREATE INDEX term_due ON term (due_date, id) WHERE state = 'running';
CREATE UNIQUE INDEX term_running ON term (trajectory_id, kind, subject) WHERE state = 'running';

-- Who works on a trajectory. Nobody else sees it. One that ended before it began never held.
CREATE TABLE case_assignment (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    counsellor TEXT NOT NULL CHECK (counsellor <> ''),
    role TEXT NOT NULL CHECK (role IN ('counsellor', 'stand_in')),
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK (role = 'counsellor' OR end_date <> '')
);

CREATE INDEX case_assignment_trajectory ON case_assignment (trajectory_id, id);
CREATE INDEX case_assignment_counsellor ON case_assignment (counsellor, trajectory_id);

-- In which calendar years a client of a trajectory counts, and as what was last told of each.
CREATE TABLE trajectory_year (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    client_id TEXT NOT NULL REFERENCES client (id),
    year BIGINT NOT NULL,
    date TEXT NOT NULL,
    age_band TEXT NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    ended BIGINT NOT NULL CHECK (ended IN (0, 1)),
    exit_reason TEXT NOT NULL,
    debt_free BIGINT NOT NULL CHECK (debt_free IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('counted', 'withdrawn')),
    version BIGINT NOT NULL CHECK (version >= 1),
    UNIQUE (trajectory_id, client_id, year)
);
