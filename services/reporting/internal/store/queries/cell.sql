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

-- name: AnyRetiredCell :one
SELECT EXISTS (
    SELECT 1 FROM counting WHERE state = 'retired'
    AND EXISTS (SELECT 1 FROM counted_cell WHERE counted_cell.counting = counting.id)
);
