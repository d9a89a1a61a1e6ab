-- +goose Up

-- A quarrel between neighbours and what is done about it. What is the matter is sealed with a key of the mediation, for several
-- residents are in it. It is empty where nothing was said, and once one of them was erased.
CREATE TABLE mediation (
    id TEXT NOT NULL PRIMARY KEY,
    referrer_kind TEXT NOT NULL CHECK (referrer_kind <> ''),
    referrer_reference TEXT NOT NULL,
    complaint_kind TEXT NOT NULL CHECK (complaint_kind <> ''),
    sealed_summary BYTEA NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    team TEXT NOT NULL CHECK (team <> ''),
    register_date TEXT NOT NULL CHECK (register_date <> ''),
    state TEXT NOT NULL CHECK (state IN ('registered', 'intake', 'other_party_heard', 'mediation', 'closed')),
    state_date TEXT NOT NULL,
    outcome TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((wijk_code = '') = (wijk_year = 0)),
    CHECK (state_date >= register_date),
    CHECK ((state = 'closed') = (outcome <> ''))
);

CREATE INDEX mediation_team ON mediation (team, id);

-- One side of a quarrel. Who it is stands with the resident: one who was erased is a shell, and the row stays as it is.
CREATE TABLE mediation_party (
    id TEXT NOT NULL PRIMARY KEY,
    mediation_id TEXT NOT NULL REFERENCES mediation (id),
    place BIGINT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('complainant', 'other_party')),
    resident_id TEXT NOT NULL,
    household_kind TEXT NOT NULL,
    tenure TEXT NOT NULL,
    house_kind TEXT NOT NULL,
    age_band TEXT NOT NULL,
    UNIQUE (mediation_id, place)
);

CREATE INDEX mediation_party_resident ON mediation_party (resident_id, mediation_id) WHERE resident_id <> '';

-- Each step of a mediation. Rows are only ever added.
CREATE TABLE mediation_transition (
    id TEXT NOT NULL PRIMARY KEY,
    mediation_id TEXT NOT NULL REFERENCES mediation (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    date TEXT NOT NULL,
    outcome TEXT NOT NULL,
    worker TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (mediation_id, version)
);

-- That a volunteer mediates. end_date is the last date, empty where it lasts until the mediation is closed.
CREATE TABLE mediator_assignment (
    id TEXT NOT NULL PRIMARY KEY,
    mediation_id TEXT NOT NULL REFERENCES mediation (id),
    volunteer_id TEXT NOT NULL CHECK (volunteer_id <> ''),
    start_date TEXT NOT NULL CHECK (start_date <> ''),
    end_date TEXT NOT NULL,
    worker TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK (end_date = '' OR end_date >= start_date)
);

CREATE INDEX mediator_assignment_mediation ON mediator_assignment (mediation_id, id);

-- That the referrer was told what came of a mediation. Rows are only ever added.
CREATE TABLE referrer_feedback (
    id TEXT NOT NULL PRIMARY KEY,
    mediation_id TEXT NOT NULL REFERENCES mediation (id),
    date TEXT NOT NULL CHECK (date <> ''),
    channel TEXT NOT NULL CHECK (channel <> ''),
    worker TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX referrer_feedback_mediation ON referrer_feedback (mediation_id, id);
