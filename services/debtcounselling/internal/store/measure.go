package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertMeasure adds a measure. Its trajectory was locked before.
func (s Store) InsertMeasure(ctx context.Context, m domain.Measure) error {
	return s.q.InsertMeasure(ctx, db.InsertMeasureParams{
		ID: m.ID, TrajectoryID: m.TrajectoryID, Kind: string(m.Kind), ApplicationDate: m.Application, GrantDate: m.Grant,
		StartDate: m.Start, EndDate: m.End, Withdrawn: sqldb.Flag(m.Withdrawn), Recorder: m.Recorder, Version: m.Version,
		CreatedAt: sqldb.At(m.Created), UpdatedAt: sqldb.At(m.Updated),
	})
}

// UpdateMeasure changes a measure from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateMeasure(ctx context.Context, m domain.Measure) error {
	return sqldb.Changed(s.q.UpdateMeasure(ctx, db.UpdateMeasureParams{
		ApplicationDate: m.Application, GrantDate: m.Grant, StartDate: m.Start, EndDate: m.End, Withdrawn: sqldb.Flag(m.Withdrawn),
		UpdatedAt: sqldb.At(m.Updated), ID: m.ID, Version: m.Version - 1,
	}))
}

// Measure answers one measure. Error: NOT_FOUND (MEASURE_NOT_FOUND), which is told to nobody.
func (s Store) Measure(ctx context.Context, id string) (domain.Measure, error) {
	row, err := s.q.GetMeasure(ctx, id)
	return sqldb.One(row, err, measure, "MEASURE_NOT_FOUND", "There is no measure with this id.")
}

// Measures answers size measures of a trajectory after the one with id after, also what was withdrawn.
func (s Store) Measures(ctx context.Context, trajectoryID, after string, size int32) ([]domain.Measure, error) {
	rows, err := s.q.ListMeasures(ctx, db.ListMeasuresParams{TrajectoryID: trajectoryID, After: after, Size: size})
	return sqldb.All(rows, err, measure)
}

// MeasuresOfClient answers the measures of the trajectories of a client, oldest first.
func (s Store) MeasuresOfClient(ctx context.Context, clientID string) ([]domain.Measure, error) {
	rows, err := s.q.ListMeasuresOfClient(ctx, clientID)
	return sqldb.All(rows, err, measure)
}

func measure(m db.Measure) domain.Measure {
	return domain.Measure{
		ID: m.ID, TrajectoryID: m.TrajectoryID, Kind: domain.MeasureKind(m.Kind), Application: m.ApplicationDate,
		Grant: m.GrantDate, Start: m.StartDate, End: m.EndDate, Withdrawn: m.Withdrawn == 1, Recorder: m.Recorder,
		Version: m.Version, Created: m.CreatedAt.Time, Updated: m.UpdatedAt.Time,
	}
}
