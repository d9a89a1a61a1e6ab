-- name: PutSession :execrows
INSERT INTO session (id, activity_id, programme_id, location_id, date, start_at, end_at, state, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET activity_id = excluded.activity_id, programme_id = excluded.programme_id,
    location_id = excluded.location_id, date = excluded.date, start_at = excluded.start_at, end_at = excluded.end_at,
    state = excluded.state, version = excluded.version
WHERE session.version < excluded.version;
