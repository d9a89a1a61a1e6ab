package beside

import (
	"context"
	"database/sql"
	"net/url"
)

// DurableSQLite answers the address of a file of SQLite whose commits wait for the disk, with the settings of the suite but for
// what serves erasure: nothing is erased here.
func DurableSQLite(path string) string {
	settings := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-32768)",
	}}
	return "file:" + path + "?" + settings.Encode()
}

// Register adds the place and the programme to the tables of the suite, where they are not there.
func Register(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO location (id, display_name, kind, wijk_code, wijk_year, stadsdeel, opening_date,
    closing_date, version, created_at, updated_at)
VALUES ($1, 'Centrum', 'community_centre', 'WK003401', 2022, 'haven', '2010-01-01', '', 1, 0, 0) ON CONFLICT DO NOTHING`,
		LocationID)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO programme (id, code, display_name, theme, parent_id, start_date, end_date, version,
    created_at, updated_at)
VALUES ($1, 'buurtcentra', 'Buurtcentra', 'meeting', '', '2010-01-01', '', 1, 0, 0) ON CONFLICT DO NOTHING`, ProgrammeID)
	return err
}
