-- name: InsertCalendarFeed :exec
INSERT INTO calendar_feed (id, person_id, secret_hash, state, logged_date, recorder, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: GetCalendarFeed :one
SELECT * FROM calendar_feed WHERE id = $1;

-- name: GetLiveCalendarFeed :one
SELECT * FROM calendar_feed WHERE secret_hash = $1 AND state = 'live';

-- name: ListCalendarFeeds :many
SELECT * FROM calendar_feed WHERE person_id = sqlc.arg(person_id) AND id > CAST(sqlc.arg(after) AS TEXT)
ORDER BY id LIMIT sqlc.arg(size);

-- name: ListCalendarFeedsOfPerson :many
SELECT * FROM calendar_feed WHERE person_id = $1 ORDER BY id;

-- name: UpdateCalendarFeed :execrows
UPDATE calendar_feed SET state = $1, recorder = $2, version = version + 1, updated_at = $3 WHERE id = $4 AND version = $5;

-- name: LogCalendarFeed :execrows
UPDATE calendar_feed SET logged_date = sqlc.arg(logged_date) WHERE id = sqlc.arg(id) AND logged_date < sqlc.arg(logged_date);

-- name: DeleteCalendarFeeds :exec
DELETE FROM calendar_feed WHERE person_id = $1;
