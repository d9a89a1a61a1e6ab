-- name: ListFundEntries :many
SELECT sqlc.embed(e), CAST(COALESCE(r.id, '') AS TEXT) AS reversed_by
FROM ledger_entry e LEFT JOIN ledger_entry r ON r.reversal_of = e.id AND r.reversal_of <> ''
WHERE e.book = 'fund' AND e.number > sqlc.arg(after)
    AND (e.subject = CAST(sqlc.arg(agreement_id) AS TEXT) OR e.subject LIKE CAST(sqlc.arg(agreement_id) AS TEXT) || '/%')
ORDER BY e.number LIMIT sqlc.arg(size);
