-- +goose Up

-- Arrival is assigned under the lock of the activity's row, which whoever takes or gives up a place holds: the order of
-- arrival has no two first. Date is that of the session or of the registration; the person counts in the year of it.
CREATE TABLE registration (
    id TEXT NOT NULL PRIMARY KEY,
    activity_id TEXT NOT NULL REFERENCES activity (id),
    session_id TEXT NOT NULL,
    participant_id TEXT NOT NULL REFERENCES participant (id),
    arrival BIGINT NOT NULL CHECK (arrival >= 1),
    date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('registered', 'waiting', 'offered', 'cancelled', 'expired')),
    offer_expires_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (activity_id, arrival),
    CHECK ((state = 'offered') = (offer_expires_at > 0)),
    CHECK ((state = 'cancelled') = (reason <> ''))
);

-- Nobody has two places, or waits twice, for the same.
CREATE UNIQUE INDEX registration_active ON registration (activity_id, session_id, participant_id)
    WHERE state IN ('registered', 'waiting', 'offered');
CREATE INDEX registration_session ON registration (session_id, id);
CREATE INDEX registration_participant ON registration (participant_id, id);

-- Who took part in a session counts once, however often and late it is delivered. Visits is 0 where a head count of the
-- session says how many came, and where the attendance was withdrawn. The age band is that of the person on the date of
-- the session.
CREATE TABLE attendance (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session (id),
    participant_id TEXT NOT NULL REFERENCES participant (id),
    age_band TEXT NOT NULL,
    visits BIGINT NOT NULL CHECK (visits IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (session_id, participant_id),
    CHECK (state = 'recorded' OR visits = 0)
);

CREATE INDEX attendance_participant ON attendance (participant_id, id);

-- That an attendance was withdrawn or recorded again, and why. Rows are only ever added.
CREATE TABLE attendance_change (
    id TEXT NOT NULL PRIMARY KEY,
    attendance_id TEXT NOT NULL REFERENCES attendance (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (attendance_id, version)
);
