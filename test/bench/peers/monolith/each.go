package main

import (
	"context"
	"database/sql"
	"errors"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/test/bench/beside"
)

// poolSize is how many connections to PostgreSQL there are at most, as the suite has it.
const poolSize = 16

// each records every count in a transaction of its own.
type each struct {
	db *sql.DB
	// The statements, prepared once for each connection.
	register, insert, tell *sql.Stmt
}

const (
	readRegister = `SELECT COALESCE((SELECT opening_date || '/' || closing_date FROM location WHERE id = $1), ''),
    COALESCE((SELECT start_date || '/' || end_date FROM programme WHERE id = $2), '')`
	insertCount = `INSERT INTO head_count (id, location_id, programme_id, date, part_of_day, count, method, recorder, state, version,
    created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'recorded', 1, $9, $9)`
	insertEvent = `INSERT INTO outbox (id, type, noun, aggregate_id, schema_name, data, traceparent, created_at, sent_at)
VALUES ($1, 'head-count-saved', 'head-count.saved', $2, 'head-count', $3, '', $4, 0)`
)

func openEach(ctx context.Context, o beside.Options) (recorder, error) {
	suite, err := openSuite(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := suite.Close(); err != nil {
		return nil, err
	}
	driver, address, connections := "pgx", o.Postgres, poolSize
	if o.Postgres == "" {
		driver, address, connections = "sqlite", beside.DurableSQLite(path(o)), 1 // there is one writer, and more would only wait for it
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	e := &each{db: db}
	for statement, text := range map[**sql.Stmt]string{
		&e.register: readRegister, &e.insert: insertCount, &e.tell: insertEvent,
	} {
		if *statement, err = db.PrepareContext(ctx, text); err != nil {
			return nil, errors.Join(err, e.Close())
		}
	}
	return e, nil
}

// Close closes the database. Statements that were not prepared are nil.
func (e *each) Close() error {
	var errs []error
	for _, statement := range []*sql.Stmt{e.register, e.insert, e.tell} {
		if statement != nil {
			errs = append(errs, statement.Close())
		}
	}
	return errors.Join(append(errs, e.db.Close())...)
}

func (e *each) record(ctx context.Context, c *count) (broken []violation, err error) {
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // of what is committed, or whose error is known
	var place, programme term
	if err := tx.StmtContext(ctx, e.register).QueryRowContext(ctx, c.LocationID, c.ProgrammeID).Scan(&place, &programme); err != nil {
		return nil, err
	}
	if broken := checkRegister(c.HeadCount, place, programme); len(broken) > 0 {
		return broken, nil
	}
	event, err := c.event()
	if err != nil {
		return nil, err
	}
	at := c.at.UnixMicro()
	_, err = tx.StmtContext(ctx, e.insert).ExecContext(ctx, c.ID, c.LocationID, c.ProgrammeID, c.Date, c.partOfDay(), c.Count,
		c.method(), c.Recorder, at)
	if err != nil {
		return nil, err
	}
	if _, err := tx.StmtContext(ctx, e.tell).ExecContext(ctx, ids.New(), c.ID, event, at); err != nil {
		return nil, err
	}
	return nil, tx.Commit()
}
