-- +goose Up

CREATE TABLE room (
    id TEXT NOT NULL PRIMARY KEY,
    location_id TEXT NOT NULL REFERENCES location (id),
    display_name TEXT NOT NULL,
    capacity BIGINT NOT NULL CHECK (capacity >= 1),
    -- Words separated by a comma.
    accessibility TEXT NOT NULL,
    first_date TEXT NOT NULL,
    last_date TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (last_date = '' OR last_date >= first_date)
);

CREATE INDEX room_location ON room (location_id, id);

CREATE TABLE reservation_series (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id),
    rule TEXT NOT NULL,
    start_date TEXT NOT NULL,
    time_of_day TEXT NOT NULL,
    duration_minutes BIGINT NOT NULL CHECK (duration_minutes >= 1),
    -- Dates separated by a comma.
    exceptions TEXT NOT NULL,
    purpose TEXT NOT NULL,
    reservations BIGINT NOT NULL CHECK (reservations >= 1),
    holder TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'cancelled')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- That two of one room never overlap no constraint can say on both engines. Who reserves locks the room first.
CREATE TABLE reservation (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id),
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    session_id TEXT NOT NULL,
    series_id TEXT NOT NULL,
    holder TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'cancelled')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_at > start_at)
);

-- What can never be without the lock: the same start twice.
CREATE UNIQUE INDEX reservation_taken ON reservation (room_id, start_at) WHERE state = 'reserved';
CREATE UNIQUE INDEX reservation_session ON reservation (session_id) WHERE session_id <> '' AND state = 'reserved';
CREATE INDEX reservation_room ON reservation (room_id, start_at, id);
CREATE INDEX reservation_start ON reservation (start_at, id);
CREATE INDEX reservation_of_series ON reservation (series_id, start_at, id) WHERE series_id <> '';
