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

-- name: ListFacts :many
SELECT * FROM fact WHERE id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListFactsOfLocation :many
SELECT * FROM fact WHERE location_id = sqlc.arg(location_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListFactsOfProgramme :many
SELECT * FROM fact WHERE programme_id = sqlc.arg(programme_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListCells :many
SELECT * FROM cell WHERE year = $1;

-- name: DeleteEmptyCells :exec
DELETE FROM cell WHERE records = 0;

-- name: DeleteCells :exec
DELETE FROM cell;

-- name: GetCountedBy :one
SELECT digest FROM counted_by WHERE id = 'cells';

-- name: PutCountedBy :exec
INSERT INTO counted_by (id, digest) VALUES ('cells', $1) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest;

-- name: HoldCountedBy :execrows
UPDATE counted_by SET digest = digest WHERE id = 'cells' AND digest = $1;

-- name: GetPublication :one
SELECT * FROM publication WHERE year = $1;

-- name: PutPublication :execrows
INSERT INTO publication (year, published_at) VALUES ($1, $2)
ON CONFLICT (year) DO UPDATE SET published_at = excluded.published_at
WHERE excluded.published_at < publication.published_at;
