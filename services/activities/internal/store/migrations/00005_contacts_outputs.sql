-- +goose Up

-- A talk with people, without their names. The wijk is always known; the place of the register only where there is one.
CREATE TABLE contact (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme (id),
    date TEXT NOT NULL,
    location_id TEXT NOT NULL,
    wijk_code TEXT NOT NULL CHECK (wijk_code <> ''),
    wijk_year BIGINT NOT NULL,
    stadsdeel TEXT NOT NULL,
    channel TEXT NOT NULL,
    group_size BIGINT NOT NULL CHECK (group_size >= 0),
    part_of_day TEXT NOT NULL,
    recorder TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((state = 'withdrawn') = (group_size = 0))
);

CREATE INDEX contact_programme ON contact (programme_id, id);

-- What a contact was before, and why it changed. Rows are only ever added.
CREATE TABLE contact_correction (
    id TEXT NOT NULL PRIMARY KEY,
    contact_id TEXT NOT NULL REFERENCES contact (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    group_size BIGINT NOT NULL CHECK (group_size >= 0),
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    reason TEXT NOT NULL,
    previous_group_size BIGINT NOT NULL CHECK (previous_group_size >= 1),
    previous_channel TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (contact_id, version),
    CHECK ((state = 'withdrawn') = (group_size = 0))
);

-- An initiative of residents that is supported, once or more often.
CREATE TABLE initiative (
    id TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    owner_group TEXT NOT NULL,
    programme_id TEXT NOT NULL REFERENCES programme (id),
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    stadsdeel TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_date = '' OR end_date >= start_date)
);

CREATE INDEX initiative_programme ON initiative (programme_id, id);

-- Something done or made. What a kind does not have is ''. The partners are their words with commas between.
CREATE TABLE output (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    programme_id TEXT NOT NULL REFERENCES programme (id),
    date TEXT NOT NULL,
    location_id TEXT NOT NULL,
    wijk_code TEXT NOT NULL CHECK (wijk_code <> ''),
    wijk_year BIGINT NOT NULL,
    stadsdeel TEXT NOT NULL,
    repair_category TEXT NOT NULL,
    repair_outcome TEXT NOT NULL,
    act_setting TEXT NOT NULL,
    initiative_id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    partners TEXT NOT NULL,
    recorder TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (kind IN ('repair', 'act', 'initiative_support', 'project')),
    CHECK ((kind = 'repair') = (repair_category <> '')),
    CHECK ((kind = 'repair') = (repair_outcome <> '')),
    CHECK ((kind = 'act') = (act_setting <> '')),
    CHECK ((kind = 'initiative_support') = (initiative_id <> '')),
    CHECK ((kind = 'project') = (display_name <> '')),
    CHECK (kind = 'project' OR partners = '')
);

CREATE INDEX output_programme ON output (programme_id, id);

-- What an output was before, and why it changed. Rows are only ever added.
CREATE TABLE output_correction (
    id TEXT NOT NULL PRIMARY KEY,
    output_id TEXT NOT NULL REFERENCES output (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    repair_category TEXT NOT NULL,
    repair_outcome TEXT NOT NULL,
    act_setting TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    reason TEXT NOT NULL,
    previous_repair_category TEXT NOT NULL,
    previous_repair_outcome TEXT NOT NULL,
    previous_act_setting TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (output_id, version)
);
