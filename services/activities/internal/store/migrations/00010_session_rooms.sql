-- +goose Up

-- The room that a session was to have and could not get, '' for none. It has no other then: room_id is ''.
ALTER TABLE session ADD COLUMN wanted_room_id TEXT NOT NULL DEFAULT '';

-- What was planned while the room of a session reserved nothing waits for it until planning looks, within an hour.
UPDATE session SET wanted_room_id = room_id, room_id = ''
WHERE origin = 'series' AND state = 'planned' AND room_id <> '';
