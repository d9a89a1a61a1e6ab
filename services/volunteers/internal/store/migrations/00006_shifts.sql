-- +goose Up

-- Events of sessions may have been published before this version came, and were skipped then. The stream is read from its
-- beginning.
UPDATE stream_position SET sequence = 0 WHERE stream = 'activities';

-- The sessions of the service activities, as its events tell of them: the newest of each. Version 0 is what that service
-- answered of one that no event told of yet. Shifts are planned on them also while that service is away.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    activity_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    location_id TEXT NOT NULL,
    date TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    version BIGINT NOT NULL CHECK (version >= 0)
);

CREATE INDEX session_activity ON session (activity_id, start_at);

-- What places are called, as the service activities answered when it was last asked.
CREATE TABLE location_name (
    location_id TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL
);

-- Work again and again: by a rule, or at every session of an activity.
CREATE TABLE shift_series (
    id TEXT NOT NULL PRIMARY KEY,
    role_id TEXT NOT NULL REFERENCES role (id),
    assignment_id TEXT NOT NULL,
    activity_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    time_of_day TEXT NOT NULL,
    duration_minutes BIGINT NOT NULL,
    exceptions TEXT NOT NULL,
    minutes_before BIGINT NOT NULL CHECK (minutes_before >= 0),
    minutes_after BIGINT NOT NULL CHECK (minutes_after >= 0),
    place TEXT NOT NULL,
    override_reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'cancelled')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((activity_id = '') = (rule <> '')),
    CHECK (activity_id = '' OR end_date >= start_date)
);

CREATE INDEX shift_series_activity ON shift_series (activity_id, id) WHERE activity_id <> '' AND state = 'planned';
CREATE INDEX shift_series_role ON shift_series (role_id, id);

-- One piece of work of one person, from one instant up to another. Without an assignment it is open; the person is that of the
-- assignment. Never deleted: one that is not needed is cancelled.
CREATE TABLE shift (
    id TEXT NOT NULL PRIMARY KEY,
    role_id TEXT NOT NULL REFERENCES role (id),
    assignment_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    series_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    session_confirmed BIGINT NOT NULL CHECK (session_confirmed IN (0, 1)),
    minutes_before BIGINT NOT NULL CHECK (minutes_before >= 0),
    minutes_after BIGINT NOT NULL CHECK (minutes_after >= 0),
    date TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    location_id TEXT NOT NULL,
    place TEXT NOT NULL,
    adjusted BIGINT NOT NULL CHECK (adjusted IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('planned', 'cancelled')),
    cancellation_reason TEXT NOT NULL,
    override_reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_at > start_at),
    CHECK ((assignment_id = '') = (person_id = '')),
    CHECK (session_id <> '' OR (session_confirmed = 0 AND minutes_before = 0 AND minutes_after = 0 AND location_id = '')),
    CHECK ((state = 'cancelled') = (cancellation_reason <> ''))
);

CREATE INDEX shift_start ON shift (start_at, id);
CREATE INDEX shift_person ON shift (person_id, start_at) WHERE person_id <> '';
CREATE INDEX shift_assignment ON shift (assignment_id, start_at) WHERE assignment_id <> '';
CREATE INDEX shift_role ON shift (role_id, start_at);
CREATE INDEX shift_session ON shift (session_id) WHERE session_id <> '';
-- A series has one shift for each session, also when its event comes twice.
CREATE UNIQUE INDEX shift_series_session ON shift (series_id, session_id) WHERE series_id <> '' AND session_id <> '';
CREATE INDEX shift_series_start ON shift (series_id, start_at) WHERE series_id <> '';

-- What happened to a shift: who did it from when on, when it was moved or cancelled. Rows are only ever added.
CREATE TABLE shift_change (
    id TEXT NOT NULL PRIMARY KEY,
    shift_id TEXT NOT NULL REFERENCES shift (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    kind TEXT NOT NULL CHECK (kind IN ('assigned', 'moved', 'confirmed', 'cancelled', 'planned')),
    assignment_id TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    override_reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (shift_id, version)
);

-- That a shift is offered to others: it is open, or who has it wants to be rid of it, perhaps for another in return.
CREATE TABLE shift_offer (
    id TEXT NOT NULL PRIMARY KEY,
    shift_id TEXT NOT NULL REFERENCES shift (id),
    assignment_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('open', 'handover', 'swap')),
    state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'withdrawn')),
    taken_by TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((kind = 'open') = (assignment_id = '')),
    CHECK ((state = 'taken') = (taken_by <> ''))
);

CREATE UNIQUE INDEX shift_offer_open ON shift_offer (shift_id) WHERE state = 'open';
CREATE INDEX shift_offer_state ON shift_offer (state, id);

-- That somebody would take an offered shift, perhaps for another in return: at the times each had then, for who said yes to one
-- time did not say yes to another.
CREATE TABLE shift_offer_response (
    id TEXT NOT NULL PRIMARY KEY,
    offer_id TEXT NOT NULL REFERENCES shift_offer (id),
    assignment_id TEXT NOT NULL REFERENCES assignment (id),
    return_shift_id TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    return_start_at BIGINT NOT NULL,
    return_end_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'declined', 'withdrawn')),
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_at > start_at),
    CHECK ((return_shift_id = '' AND return_end_at = return_start_at) OR (return_shift_id <> '' AND return_end_at > return_start_at))
);

CREATE INDEX shift_offer_response_offer ON shift_offer_response (offer_id, id);
CREATE UNIQUE INDEX shift_offer_response_once ON shift_offer_response (offer_id, assignment_id) WHERE state IN ('pending', 'accepted');
-- A shift changes hands once by an offer.
CREATE UNIQUE INDEX shift_offer_response_accepted ON shift_offer_response (offer_id) WHERE state = 'accepted';
CREATE INDEX shift_offer_response_assignment ON shift_offer_response (assignment_id, id);
CREATE INDEX shift_offer_assignment ON shift_offer (assignment_id, id) WHERE assignment_id <> '';

-- Where a person's shifts are read by a calendar. Only the hash of the secret in the address is kept, and the date on which it
-- was last read: a phone asks every quarter of an hour, and the processing log tells it once a day.
CREATE TABLE calendar_feed (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    secret_hash TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('live', 'revoked')),
    logged_date TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX calendar_feed_person ON calendar_feed (person_id, id);

-- Who a person is to the issuer of tokens, as a keyed hash of issuer and subject: one login is of one person.
CREATE TABLE person_login (
    person_id TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
    login_hash TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
