package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// CorrectOutput stores a corrected output, and the correction with it. Error: sqldb.ErrStale.
func (s Store) CorrectOutput(ctx context.Context, o domain.Output, by domain.OutputCorrection) error {
	err := sqldb.Changed(s.q.CorrectOutput(ctx, db.CorrectOutputParams{
		RepairCategory: o.RepairCategory, RepairOutcome: o.RepairOutcome, ActSetting: o.ActSetting,
		State: state(o.Withdrawn), UpdatedAt: sqldb.At(o.Updated), ID: o.ID, Version: o.Version - 1,
	}))
	if err != nil {
		return err
	}
	return s.q.InsertOutputCorrection(ctx, db.InsertOutputCorrectionParams{
		ID: by.ID, OutputID: by.OutputID, Version: by.Version, RepairCategory: by.RepairCategory,
		RepairOutcome: by.RepairOutcome, ActSetting: by.ActSetting, State: state(by.Withdrawn), Reason: by.Reason,
		PreviousRepairCategory: by.PreviousRepairCategory, PreviousRepairOutcome: by.PreviousRepairOutcome,
		PreviousActSetting: by.PreviousActSetting, Recorder: by.Recorder, CreatedAt: sqldb.At(by.Created),
	})
}

// OutputCorrection answers one correction. Error: NOT_FOUND (CORRECTION_NOT_FOUND).
func (s Store) OutputCorrection(ctx context.Context, id string) (domain.OutputCorrection, error) {
	row, err := s.q.GetOutputCorrection(ctx, id)
	return sqldb.One(row, err, outputCorrection, "CORRECTION_NOT_FOUND", "There is no correction with this id.")
}

// OutputCorrections answers the corrections of an output, oldest first.
func (s Store) OutputCorrections(ctx context.Context, outputID string) ([]domain.OutputCorrection, error) {
	rows, err := s.q.ListOutputCorrections(ctx, outputID)
	return sqldb.All(rows, err, outputCorrection)
}

func outputCorrection(row db.OutputCorrection) domain.OutputCorrection {
	return domain.OutputCorrection{
		ID: row.ID, OutputID: row.OutputID, Version: row.Version, RepairCategory: row.RepairCategory,
		RepairOutcome: row.RepairOutcome, ActSetting: row.ActSetting, Withdrawn: row.State == withdrawn, Reason: row.Reason,
		PreviousRepairCategory: row.PreviousRepairCategory, PreviousRepairOutcome: row.PreviousRepairOutcome,
		PreviousActSetting: row.PreviousActSetting, Recorder: row.Recorder, Created: row.CreatedAt.Time,
	}
}
