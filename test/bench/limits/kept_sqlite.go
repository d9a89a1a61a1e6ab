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

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// Kept is what the suite keeps of a head count, in one database or in two.
type Kept struct {
	// Command is the head count itself, the id of its request and its event, on disk when the transaction ends.
	Command bool
	// Fact is the fact that the account is counted from. It is not waited for: it can be made again.
	Fact bool
}

// KeptSQLite is how many head counts a second can be kept as raw rows in files of SQLite in dir, so many with each transaction:
// in the tables of the suite with their indexes, by statements that are prepared once. It leaves out rules, the stream between
// the two, cells, marks and positions: nothing that keeps a log of events and the facts is faster.
func KeptSQLite(dir string, each int, what Kept) Take {
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
		return repeat(ctx, d, each, func(ctx context.Context) error {
			list, err := headCounts(each)
			for _, f := range files {
				if err == nil {
					err = f.insert(ctx, list)
				}
			}
			return err
		})
	}
}

// headCount is one that is to be kept.
type headCount struct {
	id, event, request string
	data               []byte
	at                 int64
}

func headCounts(n int) ([]headCount, error) {
	list, at := make([]headCount, n), now()
	for i := range list {
		c := headCount{id: ids.New(), event: ids.New(), request: ids.New(), at: at}
		var err error
		c.data, err = proto.Marshal(&activitiesv1.HeadCountSaved{
			Id: c.id, Version: 1, LocationId: beside.LocationID, ProgrammeId: beside.ProgrammeID, Date: "2022-05-12", Count: 12,
			PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		})
		if err != nil {
			return nil, err
		}
		list[i] = c
	}
	return list, nil
}

// rawTable is a table, and what stands in it for a head count.
type rawTable struct {
	name, columns string
	row           func(headCount) []any
}

// rawFile is a database of the suite into which rows are put as they are.
type rawFile struct {
	name       string
	migrations fs.FS
	register   func(context.Context, *sql.Tx) error // what rows refer to
	replayable bool
	tables     []rawTable
	db         *sql.DB
	statements map[string]*sql.Stmt
}

func (k Kept) files() (list []*rawFile) {
	if k.Command {
		list = append(list, &rawFile{
			name: "kept-activities", migrations: activities.Migrations(), register: beside.Register, tables: []rawTable{
				{"request_id", "scope, id, content_hash, resource_id, created_at", func(c headCount) []any {
					return []any{"CreateHeadCount", c.request, c.data[:32], c.id, c.at}
				}},
				{"head_count", columns, func(c headCount) []any {
					return []any{
						c.id, beside.LocationID, beside.ProgrammeID, "2022-05-12", "morning", 12, "tally", "bench", "recorded", 1,
						c.at, c.at, "",
					}
				}},
				{"outbox", "id, type, noun, aggregate_id, schema_name, data, traceparent, created_at, sent_at", func(c headCount) []any {
					return []any{
						c.event, outbox.Type("activities", "head-count.saved"), "head-count.saved", c.id,
						"meedoen.activities.v1.HeadCountSaved", c.data, "", c.at, 0,
					}
				}},
			},
		})
	}
	if k.Fact {
		list = append(list, &rawFile{
			name: "kept-reporting", migrations: reporting.Migrations(), replayable: true, tables: []rawTable{
				{
					"fact", "id, version, kind, date, location_id, programme_id, quantity, method, part_of_day, state",
					func(c headCount) []any {
						return []any{
							c.id, 1, "head_count", "2022-05-12", beside.LocationID, beside.ProgrammeID, 12, "tally", "morning",
							"recorded",
						}
					},
				},
			},
		})
	}
	return list
}

// open makes the tables, where they are not there, and opens the file for rows.
func (f *rawFile) open(ctx context.Context, dir string) (err error) {
	path := filepath.Join(dir, f.name+".db")
	made, err := sqldb.Open(ctx, "sqlite:"+path, sqldb.Options{})
	if err != nil {
		return err
	}
	err = made.Migrate(ctx, f.migrations)
	if err == nil && f.register != nil {
		err = made.Write(ctx, f.register)
	}
	if err := errors.Join(err, made.Close()); err != nil {
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
	for i, statement := range statements {
		t, part := f.tables[i/len(parts)], parts[i%len(parts)]
		var values []any
		for _, c := range part {
			values = append(values, t.row(c)...)
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
