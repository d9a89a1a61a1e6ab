-- +goose Up

-- The reasons that somebody's work was given in spite of a rule go when the person is erased. Few rows have one, so these indexes cost
-- other rows nothing.
CREATE INDEX shift_change_override ON shift_change (assignment_id) WHERE override_reason <> '';
CREATE INDEX shift_series_override ON shift_series (assignment_id) WHERE override_reason <> '';
