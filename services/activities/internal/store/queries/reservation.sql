-- name: GetReservation :one
SELECT * FROM reservation WHERE id = $1;

-- name: UpdateReservation :execrows
UPDATE reservation SET room_id = $1, start_at = $2, end_at = $3, state = $4, version = version + 1, updated_at = $5
WHERE id = $6 AND version = $7;

-- name: ListTaken :many
SELECT * FROM reservation
WHERE room_id = sqlc.arg(room_id) AND state = 'reserved' AND start_at > sqlc.arg(earliest)
    AND start_at < sqlc.arg(to_at) AND end_at > sqlc.arg(from_at)
ORDER BY start_at;

-- name: ListReservations :many
SELECT * FROM reservation
WHERE start_at > sqlc.arg(earliest) AND start_at < sqlc.arg(to_at) AND end_at > sqlc.arg(from_at)
    AND (start_at, id) > (sqlc.arg(after_at), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(series_id) AS TEXT) = '' OR series_id = CAST(sqlc.arg(series_id) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY start_at, id LIMIT sqlc.arg(size);

-- name: ListReservationsOfRoom :many
SELECT * FROM reservation
WHERE room_id = sqlc.arg(room_id)
    AND start_at > sqlc.arg(earliest) AND start_at < sqlc.arg(to_at) AND end_at > sqlc.arg(from_at)
    AND (start_at, id) > (sqlc.arg(after_at), CAST(sqlc.arg(after_id) AS TEXT))
    AND (CAST(sqlc.arg(series_id) AS TEXT) = '' OR series_id = CAST(sqlc.arg(series_id) AS TEXT))
    AND (CAST(sqlc.arg(state) AS TEXT) = '' OR state = CAST(sqlc.arg(state) AS TEXT))
ORDER BY start_at, id LIMIT sqlc.arg(size);

-- name: InsertReservationSeries :exec
INSERT INTO reservation_series (id, room_id, rule, start_date, time_of_day, duration_minutes, exceptions, purpose,
    reservations, holder, state, version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: GetReservationSeries :one
SELECT * FROM reservation_series WHERE id = $1;

-- name: CancelReservationSeries :execrows
UPDATE reservation_series SET state = 'cancelled', version = version + 1, updated_at = $1
WHERE id = $2 AND version = $3;

-- name: CancelReservationsOfSeries :exec
UPDATE reservation SET state = 'cancelled', version = version + 1, updated_at = sqlc.arg(updated_at)
WHERE series_id = sqlc.arg(series_id) AND series_id <> '' AND state = 'reserved' AND start_at > sqlc.arg(now_at);
