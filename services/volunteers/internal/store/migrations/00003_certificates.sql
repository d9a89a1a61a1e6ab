-- +goose Up

-- What somebody asked for, was given and showed: dates, never what a certificate says or a copy of it. One that was recorded
-- by mistake is withdrawn; rows are never deleted.
CREATE TABLE certificate (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('vog', 'training')),
    training TEXT NOT NULL,
    risk_areas TEXT NOT NULL,
    function_aspects TEXT NOT NULL,
    requested_date TEXT NOT NULL,
    issued_date TEXT NOT NULL,
    seen_date TEXT NOT NULL,
    seen_by TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((kind = 'vog') = (training = '')),
    CHECK (kind = 'vog' OR (risk_areas = '' AND function_aspects = '')),
    CHECK (requested_date <> '' OR issued_date <> ''),
    CHECK (issued_date = '' OR requested_date <= issued_date),
    CHECK (seen_date = '' OR (issued_date <> '' AND issued_date <= seen_date)),
    CHECK ((seen_date = '') = (seen_by = ''))
);

CREATE INDEX certificate_person ON certificate (person_id, id);

-- What was told of: that a certificate which a role needed counted no longer on a date. Rows are only ever added.
CREATE TABLE certificate_expiry (
    id TEXT NOT NULL PRIMARY KEY,
    certificate_id TEXT NOT NULL REFERENCES certificate (id),
    role_id TEXT NOT NULL REFERENCES role (id),
    date TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (certificate_id, role_id, date)
);
