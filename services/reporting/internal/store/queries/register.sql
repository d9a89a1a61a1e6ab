-- name: ListLocations :many
SELECT * FROM location;

-- name: PutLocation :exec
INSERT INTO location (id, version, kind, wijk_code, wijk_year, stadsdeel, opening_date, closing_date)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, kind = excluded.kind, wijk_code = excluded.wijk_code,
    wijk_year = excluded.wijk_year, stadsdeel = excluded.stadsdeel, opening_date = excluded.opening_date,
    closing_date = excluded.closing_date
WHERE location.version < excluded.version;

-- name: ListProgrammes :many
SELECT * FROM programme;

-- name: PutProgramme :exec
INSERT INTO programme (id, version, code, theme, parent_id, start_date, end_date)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, code = excluded.code, theme = excluded.theme,
    parent_id = excluded.parent_id, start_date = excluded.start_date, end_date = excluded.end_date
WHERE programme.version < excluded.version;
