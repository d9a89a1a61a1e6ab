package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertOutputs adds outputs in one statement.
func (s Store) InsertOutputs(ctx context.Context, outputs []domain.Output) error {
	rows := make(sqldb.Rows, len(outputs))
	for i, o := range outputs {
		rows[i] = []any{
			o.ID, o.Kind, o.ProgrammeID, o.Date, o.LocationID, o.Wijk.Code, o.Wijk.Edition, o.Stadsdeel, o.RepairCategory,
			o.RepairOutcome, o.ActSetting, o.InitiativeID, o.Name, strings.Join(o.Partners, ","), o.Recorder,
			state(o.Withdrawn), o.Version, sqldb.At(o.Created), sqldb.At(o.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertOutputs :exec
INSERT INTO output (id, kind, programme_id, date, location_id, wijk_code, wijk_year, stadsdeel, repair_category,
    repair_outcome, act_setting, initiative_id, display_name, partners, recorder, state, version, created_at, updated_at)
VALUES %s`, nil)
}

// Output answers one output. Error: NOT_FOUND (OUTPUT_NOT_FOUND).
func (s Store) Output(ctx context.Context, id string) (domain.Output, error) {
	row, err := s.q.GetOutput(ctx, id)
	return sqldb.One(row, err, output, "OUTPUT_NOT_FOUND", "There is no output with this id.")
}

// OutputsByID answers the outputs with ids, those there are.
func (s Store) OutputsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Output, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: OutputsByID :many
SELECT id, kind, programme_id, date, location_id, wijk_code, wijk_year, stadsdeel, repair_category, repair_outcome,
    act_setting, initiative_id, display_name, partners, recorder, state, version, created_at, updated_at
FROM output WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, domain.Output, error) {
		var o db.Output
		err := r.Scan(&o.ID, &o.Kind, &o.ProgrammeID, &o.Date, &o.LocationID, &o.WijkCode, &o.WijkYear, &o.Stadsdeel,
			&o.RepairCategory, &o.RepairOutcome, &o.ActSetting, &o.InitiativeID, &o.DisplayName, &o.Partners, &o.Recorder,
			&o.State, &o.Version, &o.CreatedAt, &o.UpdatedAt)
		return o.ID, output(o), err
	})
}

// OutputFilter narrows a list of outputs; what is empty does not narrow.
type OutputFilter struct {
	Kind, ProgrammeID string
	From, To          civil.Date
}

// Outputs answers size outputs after the one with id after.
func (s Store) Outputs(ctx context.Context, after string, f OutputFilter, size int32) ([]domain.Output, error) {
	rows, err := s.q.ListOutputs(ctx, db.ListOutputsParams{
		After: after, Kind: f.Kind, ProgrammeID: f.ProgrammeID, FromDate: f.From.String(), ToDate: f.To.String(), Size: size,
	})
	return sqldb.All(rows, err, output)
}

func output(row db.Output) domain.Output {
	return domain.Output{
		ID: row.ID, Kind: row.Kind, Occasion: domain.Occasion{
			ProgrammeID: row.ProgrammeID, Date: row.Date, LocationID: row.LocationID,
			Wijk: areas.Wijk{Code: row.WijkCode, Edition: int(row.WijkYear)}, Stadsdeel: row.Stadsdeel,
		},
		RepairCategory: row.RepairCategory, RepairOutcome: row.RepairOutcome, ActSetting: row.ActSetting,
		InitiativeID: row.InitiativeID, Name: row.DisplayName, Partners: words(row.Partners), Recorder: row.Recorder,
		Withdrawn: row.State == withdrawn, Version: row.Version, Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}

// words answers the words of a column that holds several, none for "".
func words(column string) []string {
	return strings.FieldsFunc(column, func(r rune) bool { return r == ',' })
}
