-- +goose Up

-- The age band that was last told of an assignment in a year: only what became another is told anew.
ALTER TABLE assignment_year ADD COLUMN age_band TEXT NOT NULL DEFAULT 'unknown';

-- What is asked of whoever wants to help: a role somewhere, for so many. Lists are words with a space between.
CREATE TABLE vacancy (
    id TEXT NOT NULL PRIMARY KEY,
    role_id TEXT NOT NULL REFERENCES role (id),
    display_name TEXT NOT NULL,
    description TEXT NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    skills TEXT NOT NULL,
    languages TEXT NOT NULL,
    interests TEXT NOT NULL,
    availability TEXT NOT NULL,
    wanted BIGINT NOT NULL CHECK (wanted >= 1),
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'filled', 'closed')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_date = '' OR end_date >= start_date),
    CHECK ((wijk_code = '') = (wijk_year = 0))
);

CREATE INDEX vacancy_role ON vacancy (role_id, id);
CREATE INDEX vacancy_state ON vacancy (state, id);

-- Each step of a vacancy. Rows are only ever added.
CREATE TABLE vacancy_transition (
    id TEXT NOT NULL PRIMARY KEY,
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (vacancy_id, version)
);

-- Who reacted to a vacancy. It matches nobody. Rows go where the person is erased: they count in no figure.
CREATE TABLE vacancy_reaction (
    id TEXT NOT NULL PRIMARY KEY,
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    date TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (vacancy_id, person_id)
);

CREATE INDEX vacancy_reaction_person ON vacancy_reaction (person_id, id);
