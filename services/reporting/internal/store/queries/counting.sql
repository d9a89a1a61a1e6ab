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
    id, indicator, measure, measure_of, fact_kinds, filter, breakdowns, from_year, to_year, code, digest, state, reason,
    cursor, facts, facts_done, started_at, finished_at, areas
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, 0, $15, $16, $17);

-- name: MoveCursor :exec
UPDATE counting SET cursor = sqlc.arg(cursor), facts_done = facts_done + sqlc.arg(counted) WHERE id = sqlc.arg(id);

-- name: RetireCounting :exec
UPDATE counting SET state = 'retired' WHERE id = $1;

-- name: MakeCountingLive :exec
UPDATE counting SET state = 'live', finished_at = $1 WHERE id = $2;

-- name: AnyBuilding :one
SELECT EXISTS (SELECT 1 FROM counting WHERE state = 'building');

-- name: PutChange :exec
INSERT INTO figure_change (counting, year, value_before, value_after) VALUES ($1, $2, $3, $4);

-- name: ListChanges :many
SELECT * FROM figure_change WHERE counting = $1 ORDER BY year;
