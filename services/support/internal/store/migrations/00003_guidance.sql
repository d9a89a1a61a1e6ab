-- +goose Up

-- The guidance of a resident. Running holds the kind while it runs, and keeps a second of the kind away.
CREATE TABLE guidance_trajectory (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind <> ''),
    resident_id TEXT NOT NULL REFERENCES resident (id),
    team TEXT NOT NULL CHECK (team <> ''),
    worker TEXT NOT NULL,
    referrer_kind TEXT NOT NULL CHECK (referrer_kind <> ''),
    question_id TEXT NOT NULL,
    sender TEXT NOT NULL CHECK (sender <> ''),
    register_date TEXT NOT NULL,
    start_date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('registered', 'active', 'paused', 'completed', 'dropped_out')),
    state_date TEXT NOT NULL,
    destination TEXT NOT NULL,
    drop_out_reason TEXT NOT NULL,
    running TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (state_date >= register_date),
    CHECK (start_date = '' OR start_date >= register_date),
    CHECK (state NOT IN ('active', 'paused', 'completed') OR start_date <> ''),
    CHECK ((state = 'completed') = (destination <> '')),
    CHECK ((state = 'dropped_out') = (drop_out_reason <> '')),
    CHECK ((state IN ('completed', 'dropped_out')) = (running = ''))
);

CREATE UNIQUE INDEX guidance_trajectory_running ON guidance_trajectory (resident_id, running) WHERE running <> '';
CREATE INDEX guidance_trajectory_resident ON guidance_trajectory (resident_id, id);
CREATE INDEX guidance_trajectory_team ON guidance_trajectory (team, id);
CREATE INDEX guidance_trajectory_worker ON guidance_trajectory (worker, id);

-- Each step of a trajectory. Rows are only ever added.
CREATE TABLE guidance_transition (
    id TEXT NOT NULL PRIMARY KEY,
    guidance_trajectory_id TEXT NOT NULL REFERENCES guidance_trajectory (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    date TEXT NOT NULL,
    destination TEXT NOT NULL,
    drop_out_reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (guidance_trajectory_id, version)
);

-- What a resident wants to reach. The text is sealed with the key of the resident, and empty after an erasure.
CREATE TABLE guidance_goal (
    id TEXT NOT NULL PRIMARY KEY,
    guidance_trajectory_id TEXT NOT NULL REFERENCES guidance_trajectory (id),
    life_domain TEXT NOT NULL CHECK (life_domain <> ''),
    sealed_text BYTEA NOT NULL,
    date TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX guidance_goal_trajectory ON guidance_goal (guidance_trajectory_id, id);

-- Whether a goal was reached, once for each. Rows are only ever added.
CREATE TABLE guidance_goal_outcome (
    id TEXT NOT NULL PRIMARY KEY,
    guidance_goal_id TEXT NOT NULL UNIQUE REFERENCES guidance_goal (id),
    result TEXT NOT NULL CHECK (result <> ''),
    date TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The contacts of a worker and a resident. The note is sealed with the key of the resident. Rows are only ever added.
CREATE TABLE guidance_contact (
    id TEXT NOT NULL PRIMARY KEY,
    guidance_trajectory_id TEXT NOT NULL REFERENCES guidance_trajectory (id),
    date TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel <> ''),
    minutes BIGINT NOT NULL CHECK (minutes BETWEEN 1 AND 600),
    sealed_note BYTEA NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX guidance_contact_trajectory ON guidance_contact (guidance_trajectory_id, id);

-- What was measured at a moment of a trajectory. Start and end are measured once with an instrument.
CREATE TABLE outcome_measure (
    id TEXT NOT NULL PRIMARY KEY,
    guidance_trajectory_id TEXT NOT NULL REFERENCES guidance_trajectory (id),
    moment TEXT NOT NULL CHECK (moment IN ('start', 'between', 'end')),
    date TEXT NOT NULL,
    instrument TEXT NOT NULL CHECK (instrument <> ''),
    instrument_version TEXT NOT NULL CHECK (instrument_version <> ''),
    scores TEXT NOT NULL CHECK (scores <> ''),
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX outcome_measure_trajectory ON outcome_measure (guidance_trajectory_id, id);
CREATE UNIQUE INDEX outcome_measure_once ON outcome_measure (guidance_trajectory_id, instrument, moment) WHERE moment <> 'between';

-- In which calendar years a trajectory counts, and as what was last told of each.
CREATE TABLE guidance_year (
    id TEXT NOT NULL PRIMARY KEY,
    guidance_trajectory_id TEXT NOT NULL REFERENCES guidance_trajectory (id),
    year BIGINT NOT NULL,
    date TEXT NOT NULL,
    age_band TEXT NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    conversed BIGINT NOT NULL CHECK (conversed IN (0, 1)),
    ended BIGINT NOT NULL CHECK (ended IN (0, 1)),
    destination TEXT NOT NULL,
    drop_out_reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('counted', 'withdrawn')),
    version BIGINT NOT NULL CHECK (version >= 1),
    UNIQUE (guidance_trajectory_id, year)
);
