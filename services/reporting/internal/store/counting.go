package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// ByCountings is what HoldCountedBy answers where the countings hold what counts. A version before there were countings
// keeps the digest of its catalogue there, and stops as soon as it finds another.
const ByCountings = "countings"

// gate is the name of what HoldCountedBy and ShareCountedBy hold.
const gate = "counted_by"

// HoldCountedBy answers who counted last, "" where nobody did, and the revision of what they count by. Until the
// transaction ends nobody else counts: whoever changes facts, cells or countings begins with it, or with ShareCountedBy, and
// the version before locks the same row.
func (s Store) HoldCountedBy(ctx context.Context) (by, revision string, err error) {
	if err := sqldb.HoldAlone(ctx, s.tx, gate); err != nil {
		return "", "", err
	}
	row, err := s.q.HoldCountedBy(ctx)
	return row.Digest, row.Revision, err
}

// ShareCountedBy answers what HoldCountedBy does, and lets others count beside, who share it too. The places, the programmes and
// the countings stay as they are until the transaction ends. Facts with one id are the caller's to keep apart.
func (s Store) ShareCountedBy(ctx context.Context) (by, revision string, err error) {
	if err := sqldb.HoldShared(ctx, s.tx, gate); err != nil {
		return "", "", err
	}
	err = s.tx.QueryRowContext(ctx, `-- name: ShareCountedBy :one
SELECT digest, revision FROM counted_by WHERE id = 'cells'`+sqldb.ForShare(ctx)).Scan(&by, &revision)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	return by, revision, err
}

// revision answers the revision of what is counted by, "" where there is none yet.
func (s Store) revision(ctx context.Context) (revision string, err error) {
	err = s.tx.QueryRowContext(ctx, `-- name: GetRevision :one
SELECT revision FROM counted_by WHERE id = 'cells'`).Scan(&revision)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return revision, err
}

// Revise notes that a place, a programme or a counting was changed. The revision is a text that was never used before: a
// transaction that is lost then leaves nothing behind that another could be taken for.
func (s Store) Revise(ctx context.Context, revision string) error {
	return s.q.PutRevision(ctx, revision)
}

// CountByCountings notes that the countings hold what counts from now on.
func (s Store) CountByCountings(ctx context.Context) error { return s.q.PutCountedBy(ctx, ByCountings) }

// Countings answers the countings that are live or being built.
func (s Store) Countings(ctx context.Context) ([]domain.Counting, error) {
	rows, err := s.q.ListCountings(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]domain.Counting, len(rows))
	for i, row := range rows {
		list[i] = counting(row)
	}
	return list, nil
}

// Progress is how far a counting is.
type Progress struct {
	domain.Counting
	// Facts is how many facts there were when its pass began, and Done how many that has counted: more, in the end, where
	// facts were recorded meanwhile.
	Facts, Done int64
	// Finished is when it became live, zero where it did not.
	Finished time.Time
}

// Progress answers how far the counting with id is.
func (s Store) Progress(ctx context.Context, id string) (Progress, error) {
	row, err := s.q.GetCounting(ctx, id)
	return Progress{
		Counting: counting(row), Facts: row.Facts, Done: row.FactsDone, Finished: row.FinishedAt.Time,
	}, err
}

// byLevel stands before the measure of a counting whose cells are by level. The version before looks for them elsewhere: it
// does not know such a measure, and says that the figure is being counted instead of that nothing was recorded.
const byLevel = "by level: "

// Begin notes a new counting, and why it is made. It is live at once where its state says so.
func (s Store) Begin(ctx context.Context, c domain.Counting, reason string, facts int64, at time.Time) error {
	row := db.CreateCountingParams{
		ID: c.ID, Indicator: c.Indicator, Measure: byLevel + c.Rule.Measure.Kind, MeasureOf: c.Rule.Measure.Of,
		FactKinds: strings.Join(c.Rule.Measure.Facts, " "), Filter: c.Rule.Filter, Breakdowns: c.Rule.Breakdowns.String(),
		FromYear: int64(c.Rule.FromYear), ToYear: int64(c.Rule.ToYear), Code: int64(c.Rule.Code), Digest: c.Rule.Digest(),
		State: string(c.State), Reason: reason, Facts: facts, StartedAt: sqldb.At(at), Areas: c.Rule.Areas,
	}
	if c.State == domain.Live {
		row.FinishedAt = row.StartedAt
	}
	return s.q.CreateCounting(ctx, row)
}

// MoveCursor notes that the pass of a counting has counted n more facts, the last of which has the id cursor.
func (s Store) MoveCursor(ctx context.Context, id, cursor string, n int) error {
	return s.q.MoveCursor(ctx, db.MoveCursorParams{ID: id, Cursor: cursor, Counted: int64(n)})
}

// Retire ends a counting. Its cells stay until DropRetiredCells.
func (s Store) Retire(ctx context.Context, id string) error { return s.q.RetireCounting(ctx, id) }

// MakeLive makes a counting the one that makes the figure of its years. Those before must be retired.
func (s Store) MakeLive(ctx context.Context, id string, at time.Time) error {
	return s.q.MakeCountingLive(ctx, db.MakeCountingLiveParams{ID: id, FinishedAt: sqldb.At(at)})
}

// Work says what there is to do for whoever counts anew.
type Work struct {
	// OlderVersion: a version before there were countings has counted since, or nobody has counted yet.
	OlderVersion bool
	// Building: a pass goes on. Retired: there are cells that nobody asks for any more.
	Building, Retired bool
}

// Work answers what there is to do.
func (s Store) Work(ctx context.Context) (w Work, err error) {
	by, err := s.q.GetCountedBy(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return w, err
	}
	w.OlderVersion = by != ByCountings
	if w.Building, err = s.q.AnyBuilding(ctx); err != nil {
		return w, err
	}
	w.Retired, err = s.q.AnyRetiredCell(ctx)
	return w, err
}

// PutChanges keeps what a counting made different when it became live.
func (s Store) PutChanges(ctx context.Context, id string, changes []domain.Change) error {
	for _, c := range changes {
		err := s.q.PutChange(ctx, db.PutChangeParams{
			Counting: id, Year: int64(c.Year), ValueBefore: nullable(c.Before), ValueAfter: nullable(c.After),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Changes answers what a counting made different when it became live, by year.
func (s Store) Changes(ctx context.Context, c domain.Counting) ([]domain.Change, error) {
	rows, err := s.q.ListChanges(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	list := make([]domain.Change, len(rows))
	for i, row := range rows {
		list[i] = domain.Change{
			Indicator: c.Indicator, Year: int(row.Year), Before: pointer(row.ValueBefore), After: pointer(row.ValueAfter),
		}
	}
	return list, nil
}

func counting(row db.Counting) domain.Counting {
	return domain.Counting{
		ID: row.ID, Indicator: row.Indicator, State: domain.State(row.State), Cursor: row.Cursor,
		Rule: domain.Rule{
			Measure: domain.Measure{
				Kind: strings.TrimPrefix(row.Measure, byLevel), Of: row.MeasureOf, Facts: strings.Fields(row.FactKinds),
			},
			Filter: row.Filter, Breakdowns: domain.ReadPairs(row.Breakdowns), FromYear: int(row.FromYear),
			ToYear: int(row.ToYear), Code: int(row.Code), Areas: row.Areas,
		},
	}
}

func nullable(n *int64) sql.NullInt64 {
	if n == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: *n, Valid: true}
}

func pointer(n sql.NullInt64) *int64 {
	if !n.Valid {
		return nil
	}
	return &n.Int64
}
