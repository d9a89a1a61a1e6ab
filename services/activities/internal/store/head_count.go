package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertHeadCounts adds counts in one statement.
func (s Store) InsertHeadCounts(ctx context.Context, counts []domain.HeadCount) error {
	rows := make(sqldb.Rows, len(counts))
	for i, c := range counts {
		rows[i] = []any{
			c.ID, c.LocationID, c.ProgrammeID, c.Date, c.PartOfDay, c.Count, c.Method, c.Recorder, state(c.Withdrawn), c.Version,
			sqldb.At(c.Created), sqldb.At(c.Updated), c.SessionID,
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertHeadCounts :exec
INSERT INTO head_count (id, location_id, programme_id, date, part_of_day, count, method, recorder, state, version,
    created_at, updated_at, session_id) VALUES %s`, nil)
}

// HeadCount answers one count. Error: NOT_FOUND (HEAD_COUNT_NOT_FOUND).
func (s Store) HeadCount(ctx context.Context, id string) (domain.HeadCount, error) {
	row, err := s.q.GetHeadCount(ctx, id)
	return sqldb.One(row, err, headCount, "HEAD_COUNT_NOT_FOUND", "There is no head count with this id.")
}

// HeadCountsByID answers the counts with ids, those there are.
func (s Store) HeadCountsByID(ctx context.Context, ids map[string]bool) (map[string]domain.HeadCount, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: HeadCountsByID :many
SELECT id, location_id, programme_id, date, part_of_day, count, method, recorder, state, version, created_at, updated_at,
    session_id FROM head_count WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, domain.HeadCount, error) {
		var c db.HeadCount
		err := r.Scan(&c.ID, &c.LocationID, &c.ProgrammeID, &c.Date, &c.PartOfDay, &c.Count, &c.Method, &c.Recorder, &c.State,
			&c.Version, &c.CreatedAt, &c.UpdatedAt, &c.SessionID)
		return c.ID, headCount(c), err
	})
}

// HeadCountFilter narrows a list of counts; what is empty does not narrow.
type HeadCountFilter struct {
	LocationID, ProgrammeID, SessionID string

	From, To civil.Date
}

// HeadCounts answers size counts after the one with id after.
func (s Store) HeadCounts(
	ctx context.Context, after string, f HeadCountFilter, size int32,
) ([]domain.HeadCount, error) {
	p := db.ListHeadCountsParams{
		After: after, LocationID: f.LocationID, ProgrammeID: f.ProgrammeID, FromDate: f.From.String(), ToDate: f.To.String(),
		Size: size,
	}
	if f.SessionID == "" {
		rows, err := s.q.ListHeadCounts(ctx, p)
		return sqldb.All(rows, err, headCount)
	}
	rows, err := s.q.ListHeadCountsOfSession(ctx, db.ListHeadCountsOfSessionParams{
		SessionID: f.SessionID, After: p.After, LocationID: p.LocationID, ProgrammeID: p.ProgrammeID, FromDate: p.FromDate,
		ToDate: p.ToDate, Size: p.Size,
	})
	return sqldb.All(rows, err, headCount)
}

// Correct stores a corrected count, and the correction with it. Error: sqldb.ErrStale.
func (s Store) Correct(ctx context.Context, c domain.HeadCount, by domain.Correction) error {
	err := sqldb.Changed(s.q.CorrectHeadCount(ctx, db.CorrectHeadCountParams{
		Count: c.Count, Method: c.Method, State: state(c.Withdrawn), UpdatedAt: sqldb.At(c.Updated), ID: c.ID,
		Version: c.Version - 1,
	}))
	if err != nil {
		return err
	}
	return s.q.InsertCorrection(ctx, db.InsertCorrectionParams{
		ID: by.ID, HeadCountID: by.HeadCountID, Version: by.Version, Count: by.Count, Method: by.Method,
		State: state(by.Withdrawn), Reason: by.Reason, PreviousCount: by.PreviousCount, PreviousMethod: by.PreviousMethod,
		Recorder: by.Recorder, CreatedAt: sqldb.At(by.Created),
	})
}

// Correction answers one correction. Error: NOT_FOUND (CORRECTION_NOT_FOUND).
func (s Store) Correction(ctx context.Context, id string) (domain.Correction, error) {
	row, err := s.q.GetCorrection(ctx, id)
	return sqldb.One(row, err, correction, "CORRECTION_NOT_FOUND", "There is no correction with this id.")
}

// Corrections answers the corrections of a count, oldest first.
func (s Store) Corrections(ctx context.Context, headCountID string) ([]domain.Correction, error) {
	rows, err := s.q.ListCorrections(ctx, headCountID)
	return sqldb.All(rows, err, correction)
}

// withdrawn is the state of a count that counts nowhere.
const withdrawn = "withdrawn"

func state(isWithdrawn bool) string {
	if isWithdrawn {
		return withdrawn
	}
	return "recorded"
}

func headCount(row db.HeadCount) domain.HeadCount {
	return domain.HeadCount{
		ID: row.ID, LocationID: row.LocationID, ProgrammeID: row.ProgrammeID, SessionID: row.SessionID, Date: row.Date,
		PartOfDay: row.PartOfDay,
		Count:     row.Count, Method: row.Method, Recorder: row.Recorder, Withdrawn: row.State == withdrawn, Version: row.Version,
		Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}

func correction(row db.HeadCountCorrection) domain.Correction {
	return domain.Correction{
		ID: row.ID, HeadCountID: row.HeadCountID, Version: row.Version, Count: row.Count, Method: row.Method,
		Withdrawn: row.State == withdrawn, Reason: row.Reason, PreviousCount: row.PreviousCount,
		PreviousMethod: row.PreviousMethod, Recorder: row.Recorder, Created: row.CreatedAt.Time,
	}
}
