package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// InsertOutcomeMeasure adds what was measured.
func (s Store) InsertOutcomeMeasure(ctx context.Context, m domain.OutcomeMeasure) error {
	return s.q.InsertOutcomeMeasure(ctx, db.InsertOutcomeMeasureParams{
		ID: m.ID, GuidanceTrajectoryID: m.GuidanceID, Moment: string(m.Moment), Date: m.Date, Instrument: string(m.Instrument),
		InstrumentVersion: m.Version, Scores: joinScores(m.Scores), Recorder: m.Recorder, CreatedAt: sqldb.At(m.Created),
	})
}

// OutcomeMeasure answers what was measured once. Error: NOT_FOUND (MEASURE_NOT_FOUND).
func (s Store) OutcomeMeasure(ctx context.Context, id string) (domain.OutcomeMeasure, error) {
	row, err := s.q.GetOutcomeMeasure(ctx, id)
	m, err := sqldb.One(row, err, same[db.OutcomeMeasure], "MEASURE_NOT_FOUND", "There is no measure with this id.")
	if err != nil {
		return domain.OutcomeMeasure{}, err
	}
	return outcomeMeasure(m)
}

// OutcomeMeasures answers size measures of a trajectory after the one with id after.
func (s Store) OutcomeMeasures(ctx context.Context, guidanceID, after string, size int32) ([]domain.OutcomeMeasure, error) {
	rows, err := s.q.ListOutcomeMeasures(ctx, db.ListOutcomeMeasuresParams{
		GuidanceTrajectoryID: guidanceID, After: after, Size: size,
	})
	return outcomeMeasures(rows, err)
}

// OutcomeMeasuresWith answers what was measured in a trajectory with an instrument, by date.
func (s Store) OutcomeMeasuresWith(
	ctx context.Context, guidanceID string, i domain.OutcomeInstrument,
) ([]domain.OutcomeMeasure, error) {
	rows, err := s.q.ListOutcomeMeasuresWith(ctx, db.ListOutcomeMeasuresWithParams{
		GuidanceTrajectoryID: guidanceID, Instrument: string(i),
	})
	return outcomeMeasures(rows, err)
}

// OutcomeMeasuresOfResident answers what was measured in all trajectories of a resident, oldest first.
func (s Store) OutcomeMeasuresOfResident(ctx context.Context, residentID string) ([]domain.OutcomeMeasure, error) {
	rows, err := s.q.ListOutcomeMeasuresOfResident(ctx, residentID)
	return outcomeMeasures(rows, err)
}

func same[V any](v V) V { return v }

func outcomeMeasures(rows []db.OutcomeMeasure, err error) (list []domain.OutcomeMeasure, _ error) {
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		m, err := outcomeMeasure(row)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// joinScores answers scores as they are kept, such as "finances=3,housing=2": they are only ever read together.
func joinScores(scores []domain.OutcomeScore) string {
	parts := make([]string, len(scores))
	for i, s := range scores {
		parts[i] = s.Dimension + "=" + strconv.Itoa(s.Score)
	}
	return strings.Join(parts, ",")
}

func outcomeMeasure(row db.OutcomeMeasure) (domain.OutcomeMeasure, error) {
	m := domain.OutcomeMeasure{
		ID: row.ID, GuidanceID: row.GuidanceTrajectoryID, Moment: domain.OutcomeMoment(row.Moment), Date: row.Date,
		Instrument: domain.OutcomeInstrument(row.Instrument), Version: row.InstrumentVersion, Recorder: row.Recorder,
		Created: row.CreatedAt.Time,
	}
	for part := range strings.SplitSeq(row.Scores, ",") {
		dimension, text, _ := strings.Cut(part, "=")
		score, err := strconv.Atoi(text)
		if err != nil {
			return m, fmt.Errorf("read the score of %s: %w", dimension, err)
		}
		m.Scores = append(m.Scores, domain.OutcomeScore{Dimension: dimension, Score: score})
	}
	return m, nil
}
