package limits

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// chunk is how many rows a statement has. The driver looks for each parameter among all: a statement of a thousand rows was six
// times as slow as one of a hundred, and one of a single row twice.
const chunk = 100

// Kept is what the suite keeps of a head count, in one database or in two.
type Kept struct {
	// Row is the head count itself, on disk when the transaction ends.
	Row bool
	// Command is the id of its request and its event beside it, in the same transaction.
	Command bool
	// Fact is the fact that the account is counted from. It is not waited for: it can be made again.
	Fact bool
}

// RowsSQLite is how many head counts a second can be kept as raw rows in files of SQLite in dir, so many with each transaction
// (WAL, synchronous FULL): in the tables of the suite with their indexes and references, by statements of many rows that are
// prepared once. It leaves out rules, the stream between the two databases, cells, marks and positions: nothing that keeps a log
// of events and the facts is faster. It counts head counts.
func RowsSQLite(dir string, each int, what Kept) Take {
	return func(ctx context.Context, d time.Duration) (turn measure.Turn, err error) {
		if err := checkRows(each); err != nil {
			return turn, err
		}
		var files []*rawFile
		defer func() {
			for _, f := range files {
				err = errors.Join(err, f.db.Close())
			}
		}()
		for _, f := range what.files() {
			if err := f.open(ctx, dir); err != nil {
				return turn, err
			}
			files = append(files, f)
		}
		data, err := eventData()
		if err != nil {
			return turn, err
		}
		return repeat(ctx, d, each, func(ctx context.Context) error {
			list := what.headCounts(each, data)
			for _, f := range files {
				if err := f.insert(ctx, list); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// headCount is one that is to be kept.
type headCount struct {
	id, event, request string
	data               []byte
	at                 int64
}

// headCounts answers so many new ones, with no more than is kept of them.
func (k Kept) headCounts(n int, data []byte) []headCount {
	list, at := make([]headCount, n), now()
	for i := range list {
		list[i] = headCount{id: ids.New(), data: data, at: at}
		if k.Command {
			list[i].event, list[i].request = ids.New(), ids.New()
		}
	}
	return list
}

// eventData is as large as that of the event of any head count: to encode it is no part of keeping it.
func eventData() ([]byte, error) {
	return proto.Marshal(&activitiesv1.HeadCountSaved{
		Id: ids.New(), Version: 1, LocationId: beside.LocationID, ProgrammeId: beside.ProgrammeID, Date: "2022-05-12", Count: 12,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
	})
}

// rawTable is a table, and what stands in it for a head count.
type rawTable struct {
	name, columns string
	row           func(values []any, c headCount) []any // appends the values of a row
}

// rawFile is a database of the suite into which rows are put as they are.
type rawFile struct {
	name       string
	migrations fs.FS
	register   register
	replayable bool
	tables     []rawTable
	db         *sql.DB
	statements map[string]*sql.Stmt
}

var (
	rowTable = rawTable{"head_count", columns, func(values []any, c headCount) []any {
		return append(values, c.id, beside.LocationID, beside.ProgrammeID, "2022-05-12", "morning", 12, "tally", "bench", "recorded",
			1, c.at, c.at, "")
	}}
	requestTable = rawTable{
		"request_id", "scope, id, content_hash, resource_id, created_at", func(values []any, c headCount) []any {
			return append(values, "CreateHeadCount", c.request, c.data[:32], c.id, c.at)
		},
	}
	eventType  = outbox.Type("activities", "head-count.saved")
	eventTable = rawTable{
		"outbox", "id, type, noun, aggregate_id, schema_name, data, traceparent, created_at, sent_at",
		func(values []any, c headCount) []any {
			return append(values, c.event, eventType, "head-count.saved", c.id, "meedoen.activities.v1.HeadCountSaved", c.data, "",
				c.at, 0)
		},
	}
	factTable = rawTable{
		"fact", "id, version, kind, date, location_id, programme_id, quantity, method, part_of_day, state",
		func(values []any, c headCount) []any {
			return append(values, c.id, 1, "head_count", "2022-05-12", beside.LocationID, beside.ProgrammeID, 12, "tally", "morning",
				"recorded")
		},
	}
)

func (k Kept) files() (list []*rawFile) {
	recorded := &rawFile{name: "rows", migrations: activities.Migrations(), register: beside.Register}
	if k.Row {
		recorded.tables = append(recorded.tables, rowTable)
	}
	if k.Command {
		recorded.name, recorded.tables = "commands", append(recorded.tables, requestTable, eventTable)
	}
	counted := &rawFile{name: "facts", migrations: reporting.Migrations(), replayable: true}
	if k.Fact {
		counted.tables = append(counted.tables, factTable)
	}
	for _, f := range []*rawFile{recorded, counted} {
		if len(f.tables) > 0 {
			list = append(list, f)
		}
	}
	return list
}

// open makes the tables, where they are not there, and opens the file for rows.
func (f *rawFile) open(ctx context.Context, dir string) (err error) {
	path := filepath.Join(dir, f.name+".db")
	if err := prepare(ctx, "sqlite:"+path, f.migrations, f.register); err != nil {
		return err
	}
	if f.db, err = sql.Open("sqlite", beside.DurableSQLite(path)); err != nil {
		return err
	}
	f.db.SetMaxOpenConns(1)
	f.statements = map[string]*sql.Stmt{}
	if f.replayable {
		_, err = f.db.ExecContext(ctx, "PRAGMA synchronous = NORMAL")
	}
	return err
}

// insert puts the rows of head counts into all tables, in one transaction.
func (f *rawFile) insert(ctx context.Context, list []headCount) error {
	parts := slices.Collect(slices.Chunk(list, chunk))
	var statements []*sql.Stmt // of each table for each part
	for _, t := range f.tables {
		for _, part := range parts {
			made, err := f.statement(ctx, t, len(part)) //nolint:sqlclosecheck // it is closed with the database
			if err != nil {
				return fmt.Errorf("prepare for %s: %w", t.name, err)
			}
			statements = append(statements, made)
		}
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of what is committed, or whose error is known
	var values []any
	for i, statement := range statements {
		t, part := f.tables[i/len(parts)], parts[i%len(parts)]
		values = values[:0]
		for _, c := range part {
			values = t.row(values, c)
		}
		if _, err := tx.StmtContext(ctx, statement).ExecContext(ctx, values...); err != nil { //nolint:sqlclosecheck // tx does
			return fmt.Errorf("insert into %s: %w", t.name, err)
		}
	}
	return tx.Commit()
}

// statement answers the statement for so many rows, which is prepared once.
func (f *rawFile) statement(ctx context.Context, t rawTable, rows int) (*sql.Stmt, error) {
	tuple := "(" + strings.Repeat("?,", strings.Count(t.columns, ",")) + "?)"
	text := "INSERT INTO " + t.name + " (" + t.columns + ") VALUES " + strings.Repeat(tuple+",", rows-1) + tuple
	if made := f.statements[text]; made != nil {
		return made, nil
	}
	made, err := f.db.PrepareContext(ctx, text)
	f.statements[text] = made
	return made, err
}
