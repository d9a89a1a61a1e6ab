-- +goose Up

-- The programmes of the service activities, as its events tell of them: the newest of each.
CREATE TABLE programme (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1)
);

-- A person who helps. What identifies the person is sealed with a key that is kept elsewhere. Lists are words with a space
-- between. One that was erased is an empty shell: what refers to it stays.
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    birth_year BIGINT NOT NULL CHECK (birth_year >= 0),
    languages TEXT NOT NULL,
    skills TEXT NOT NULL,
    interests TEXT NOT NULL,
    availability TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('present', 'erased')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((state = 'present') = (length(sealed) > 0)),
    CHECK (state = 'present' OR (wijk_code = '' AND birth_year = 0 AND languages = '' AND skills = '' AND interests = ''
        AND availability = '')),
    CHECK ((wijk_code = '') = (wijk_year = 0))
);

-- Under which keyed hashes a person is found.
CREATE TABLE person_lookup (
    hash TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (hash, person_id)
);

CREATE INDEX person_lookup_person ON person_lookup (person_id);

-- Who was erased, and when. Rows are only ever added.
CREATE TABLE person_erasure (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL UNIQUE REFERENCES person (id),
    created_at BIGINT NOT NULL
);

-- What a person is to the organisation. One that ended stays; another may begin.
CREATE TABLE engagement (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('volunteer', 'intern')),
    state TEXT NOT NULL CHECK (state IN ('intake', 'screening', 'active', 'paused', 'left')),
    start_date TEXT NOT NULL,
    state_date TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (state_date >= start_date)
);

CREATE INDEX engagement_person ON engagement (person_id, id);
CREATE INDEX engagement_state ON engagement (state, id);
CREATE UNIQUE INDEX engagement_running ON engagement (person_id, kind) WHERE state <> 'left';

-- Each step of a relation. Rows are only ever added.
CREATE TABLE engagement_transition (
    id TEXT NOT NULL PRIMARY KEY,
    engagement_id TEXT NOT NULL REFERENCES engagement (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    date TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (engagement_id, version)
);

-- What people do in a programme.
CREATE TABLE role (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code <> ''),
    display_name TEXT NOT NULL,
    programme_id TEXT NOT NULL REFERENCES programme (id),
    min_age BIGINT NOT NULL CHECK (min_age >= 0),
    reach TEXT NOT NULL CHECK (reach IN ('city', 'stadsdeel', 'wijk')),
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_date = '' OR end_date >= start_date)
);

CREATE INDEX role_programme ON role (programme_id, id);

-- What a role asks somebody to show.
CREATE TABLE role_certificate (
    role_id TEXT NOT NULL REFERENCES role (id),
    kind TEXT NOT NULL CHECK (kind IN ('vog', 'training')),
    training TEXT NOT NULL,
    risk_areas TEXT NOT NULL,
    function_aspects TEXT NOT NULL,
    validity_months BIGINT NOT NULL CHECK (validity_months >= 0),
    PRIMARY KEY (role_id, kind, training),
    CHECK ((kind = 'vog') = (training = ''))
);

-- Who fulfils which role, or may come to.
CREATE TABLE assignment (
    id TEXT NOT NULL PRIMARY KEY,
    engagement_id TEXT NOT NULL REFERENCES engagement (id),
    role_id TEXT NOT NULL REFERENCES role (id),
    vacancy_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'introduced', 'confirmed', 'declined', 'active', 'ended')),
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    state_date TEXT NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_date = '' OR end_date >= start_date),
    CHECK ((state = 'ended') = (end_date <> '')),
    CHECK ((wijk_code = '') = (wijk_year = 0))
);

CREATE INDEX assignment_engagement ON assignment (engagement_id, id);
CREATE INDEX assignment_role ON assignment (role_id, id);
CREATE INDEX assignment_vacancy ON assignment (vacancy_id, id) WHERE vacancy_id <> '';
CREATE UNIQUE INDEX assignment_running ON assignment (engagement_id, role_id) WHERE state NOT IN ('declined', 'ended');

-- Each step of an assignment. Rows are only ever added.
CREATE TABLE assignment_transition (
    id TEXT NOT NULL PRIMARY KEY,
    assignment_id TEXT NOT NULL REFERENCES assignment (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    date TEXT NOT NULL,
    declined_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (assignment_id, version),
    CHECK ((to_state = 'declined') = (declined_by <> ''))
);

-- In which calendar years an assignment counts, and as what was last told of each.
CREATE TABLE assignment_year (
    id TEXT NOT NULL PRIMARY KEY,
    assignment_id TEXT NOT NULL REFERENCES assignment (id),
    year BIGINT NOT NULL,
    date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('counted', 'withdrawn')),
    version BIGINT NOT NULL CHECK (version >= 1),
    UNIQUE (assignment_id, year)
);
