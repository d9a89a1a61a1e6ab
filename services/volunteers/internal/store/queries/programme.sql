-- name: PutProgramme :exec
INSERT INTO programme (id, code, parent_id, start_date, end_date, version) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET code = excluded.code, parent_id = excluded.parent_id, start_date = excluded.start_date, end_date = excluded.end_date,
    version = excluded.version
WHERE programme.version < excluded.version;

-- name: GetProgramme :one
SELECT * FROM programme WHERE id = $1;
