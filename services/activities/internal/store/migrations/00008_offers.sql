-- +goose Up

-- What everybody may read is published; with the years most activities are not.
CREATE INDEX activity_published ON activity (id) WHERE state = 'published';
CREATE INDEX programme_parent ON programme (parent_id, id);
