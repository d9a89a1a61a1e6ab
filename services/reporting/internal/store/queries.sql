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

-- name: CountFacts :one
SELECT COUNT(*) FROM fact;

-- name: ListLiveCells :many
SELECT counted_cell.* FROM counted_cell
JOIN counting ON counting.id = counted_cell.counting
WHERE counting.state = 'live' AND counted_cell.year = $1;

-- name: ListYears :many
SELECT year, CAST(SUM(value) AS BIGINT) AS value, COUNT(DISTINCT member) AS members
FROM counted_cell WHERE counting = $1 GROUP BY year;

-- name: DeleteEmptyCells :exec
DELETE FROM counted_cell WHERE records = 0;

-- name: DeleteRetiredCells :exec
DELETE FROM counted_cell WHERE (counting, year, month, stadsdeel, member) IN (
    SELECT c.counting, c.year, c.month, c.stadsdeel, c.member FROM counted_cell AS c
    JOIN counting ON counting.id = c.counting
    WHERE counting.state = 'retired' LIMIT sqlc.arg(size)
);

-- name: AdoptCells :exec
INSERT INTO counted_cell (counting, year, month, stadsdeel, member, value, records)
SELECT CAST(sqlc.arg(counting) AS TEXT), year, month, stadsdeel, member, value, records FROM cell
WHERE indicator = sqlc.arg(indicator);

-- name: HoldCountedBy :one
INSERT INTO counted_by (id, digest) VALUES ('cells', '')
ON CONFLICT (id) DO UPDATE SET digest = counted_by.digest RETURNING digest, revision;

-- name: GetCountedBy :one
SELECT digest FROM counted_by WHERE id = 'cells';

-- name: PutCountedBy :exec
UPDATE counted_by SET digest = $1 WHERE id = 'cells';

-- name: PutRevision :exec
UPDATE counted_by SET revision = $1 WHERE id = 'cells';

-- name: ListCountings :many
SELECT * FROM counting WHERE state IN ('building', 'live') ORDER BY indicator, id;

-- name: GetCounting :one
SELECT * FROM counting WHERE id = $1;

-- name: CreateCounting :exec
INSERT INTO counting (
    id, indicator, measure, measure_of, fact_kinds, filter, from_year, to_year, code, digest, state, reason, cursor, facts,
    facts_done, started_at, finished_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13, 0, $14, $15);

-- name: MoveCursor :exec
UPDATE counting SET cursor = sqlc.arg(cursor), facts_done = facts_done + sqlc.arg(counted) WHERE id = sqlc.arg(id);

-- name: RetireCounting :exec
UPDATE counting SET state = 'retired' WHERE id = $1;

-- name: MakeCountingLive :exec
UPDATE counting SET state = 'live', finished_at = $1 WHERE id = $2;

-- name: AnyBuilding :one
SELECT EXISTS (SELECT 1 FROM counting WHERE state = 'building');

-- name: AnyRetiredCell :one
SELECT EXISTS (
    SELECT 1 FROM counting WHERE state = 'retired'
    AND EXISTS (SELECT 1 FROM counted_cell WHERE counted_cell.counting = counting.id)
);

-- name: PutChange :exec
INSERT INTO figure_change (counting, year, value_before, value_after) VALUES ($1, $2, $3, $4);

-- name: ListChanges :many
SELECT * FROM figure_change WHERE counting = $1 ORDER BY year;

-- name: GetPublication :one
SELECT * FROM publication WHERE year = $1;

-- name: PutPublication :execrows
INSERT INTO publication (year, published_at) VALUES ($1, $2)
ON CONFLICT (year) DO UPDATE SET published_at = excluded.published_at
WHERE excluded.published_at < publication.published_at;
