-- +goose Up

-- An age or a capacity of -1 is not given.
CREATE TABLE activity (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme (id),
    location_id TEXT NOT NULL REFERENCES location (id),
    room_id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    description TEXT NOT NULL,
    target_groups TEXT NOT NULL,
    min_age BIGINT NOT NULL CHECK (min_age >= -1),
    max_age BIGINT NOT NULL CHECK (max_age >= -1),
    capacity BIGINT NOT NULL CHECK (capacity >= -1),
    price_cents BIGINT NOT NULL CHECK (price_cents >= 0),
    registration TEXT NOT NULL CHECK (registration IN ('required', 'free')),
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    time_of_day TEXT NOT NULL,
    duration_minutes BIGINT NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
    recurrence_rule TEXT NOT NULL,
    exception_dates TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'ended')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_date = '' OR end_date >= start_date),
    CHECK (min_age = -1 OR max_age = -1 OR min_age <= max_age)
);

CREATE INDEX activity_programme ON activity (programme_id, id);
CREATE INDEX activity_location ON activity (location_id, id);

-- Occurrence is the local date and time a session was planned at first: an activity has one session for each, however
-- often and by however many its sessions are planned.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    activity_id TEXT NOT NULL REFERENCES activity (id),
    programme_id TEXT NOT NULL REFERENCES programme (id),
    location_id TEXT NOT NULL REFERENCES location (id),
    room_id TEXT NOT NULL,
    occurrence TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('series', 'adjusted', 'ad_hoc')),
    date TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    cancellation_reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (activity_id, occurrence),
    CHECK (ends_at > starts_at),
    CHECK ((state = 'cancelled') = (cancellation_reason <> ''))
);

CREATE INDEX session_activity ON session (activity_id, starts_at, id);
CREATE INDEX session_location ON session (location_id, starts_at, id);
CREATE INDEX session_start ON session (starts_at, id);

-- '' for a count of an opening without a session.
ALTER TABLE head_count ADD COLUMN session_id TEXT NOT NULL DEFAULT '';
CREATE INDEX head_count_session ON head_count (session_id) WHERE session_id <> '';
