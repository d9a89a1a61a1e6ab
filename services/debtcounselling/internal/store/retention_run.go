package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertRetentionRun adds a run, with the terms that it goes by.
func (s Store) InsertRetentionRun(ctx context.Context, r domain.RetentionRun) error {
	err := s.q.InsertRetentionRun(ctx, db.InsertRetentionRunParams{
		ID: r.ID, Date: r.Date, Recorder: r.Recorder, CreatedAt: sqldb.At(r.Created),
	})
	if err != nil {
		return err
	}
	for _, count := range r.Counts {
		if err := s.q.InsertRetentionRunCount(ctx, db.InsertRetentionRunCountParams{
			RunID: r.ID, RecordType: string(count.Type), Months: int64(count.Months),
		}); err != nil {
			return err
		}
	}
	return nil
}

// RetentionRun answers one run. Error: NOT_FOUND (RETENTION_RUN_NOT_FOUND).
func (s Store) RetentionRun(ctx context.Context, id string) (domain.RetentionRun, error) {
	row, err := s.q.GetRetentionRun(ctx, id)
	r, err := sqldb.One(row, err, retentionRun, "RETENTION_RUN_NOT_FOUND", "There is no run with this id.")
	if err != nil {
		return r, err
	}
	return s.withCounts(ctx, r)
}

// RunningRetentionRun answers the run that goes on, where there is one.
func (s Store) RunningRetentionRun(ctx context.Context) (r domain.RetentionRun, is bool, err error) {
	row, err := s.q.GetRunningRetentionRun(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return retentionRun(row), err == nil, err
}

// RetentionRuns answers size runs after the one with id after.
func (s Store) RetentionRuns(ctx context.Context, after string, size int32) ([]domain.RetentionRun, error) {
	rows, err := s.q.ListRetentionRuns(ctx, db.ListRetentionRunsParams{After: after, Size: size})
	list, err := sqldb.All(rows, err, retentionRun)
	for i, r := range list {
		if err == nil {
			list[i], err = s.withCounts(ctx, r)
		}
	}
	return list, err
}

// withCounts adds to a run what it removed, in the order of removal.
func (s Store) withCounts(ctx context.Context, r domain.RetentionRun) (domain.RetentionRun, error) {
	rows, err := s.q.ListRetentionRunCounts(ctx, r.ID)
	r.Counts, err = sqldb.All(rows, err, func(c db.RetentionRunCount) domain.RetentionRunCount {
		return domain.RetentionRunCount{
			Type: domain.RecordType(c.RecordType), Months: int(c.Months), Removed: c.Removed, Records: c.Records,
		}
	})
	order := domain.RecordTypes()
	slices.SortFunc(r.Counts, func(a, b domain.RetentionRunCount) int {
		return slices.Index(order, a.Type) - slices.Index(order, b.Type)
	})
	return r, err
}

// AddToRetentionRun adds what was removed of a record type to the counts of a run.
func (s Store) AddToRetentionRun(ctx context.Context, runID string, c domain.RetentionRunCount) error {
	return s.q.AddToRetentionRunCount(ctx, db.AddToRetentionRunCountParams{
		Removed: c.Removed, Records: c.Records, RunID: runID, RecordType: string(c.Type),
	})
}

// CompleteRetentionRun keeps that nothing was left to remove. Error: sqldb.ErrStale for a run that does not go on.
func (s Store) CompleteRetentionRun(ctx context.Context, id string, now time.Time) error {
	return sqldb.Changed(s.q.CompleteRetentionRun(ctx, db.CompleteRetentionRunParams{CompletedAt: sqldb.At(now), ID: id}))
}

func retentionRun(r db.RetentionRun) domain.RetentionRun {
	return domain.RetentionRun{
		ID: r.ID, Date: r.Date, Recorder: r.Recorder, Created: r.CreatedAt.Time, Completed: r.CompletedAt.Time,
	}
}
