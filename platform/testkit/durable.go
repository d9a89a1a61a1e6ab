package testkit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/deschoor/meedoen/platform/ids"
)

// DurableDatabase answers the address of a new empty database, for a program that measures and is no test: its commits wait for
// the disk, as in production. It is on the server at MEEDOEN_TEST_POSTGRES_URL, or else on one of this process's own; drop
// removes it. The error is that there is no server, or that it does not wait.
func DurableDatabase(ctx context.Context) (url string, drop func(context.Context) error, err error) {
	server, err := theDurableServer()
	if err != nil {
		return "", nil, fmt.Errorf("no PostgreSQL: set MEEDOEN_TEST_POSTGRES_URL or install the package postgresql: %w", err)
	}
	db, err := sql.Open("pgx", server.base.String())
	if err != nil {
		return "", nil, err
	}
	defer db.Close()
	var fsync, commit string
	err = db.QueryRowContext(ctx, "SELECT current_setting('fsync'), current_setting('synchronous_commit')").Scan(&fsync, &commit)
	if err == nil && (fsync != "on" || commit != "on") {
		err = fmt.Errorf("the server does not wait for the disk: fsync is %s, synchronous_commit is %s", fsync, commit)
	}
	if err != nil {
		return "", nil, err
	}
	name := "bench_" + strings.ReplaceAll(ids.New(), "-", "")
	statement := fmt.Sprintf("CREATE DATABASE %s TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'", name)
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return "", nil, err
	}
	return server.url(name), func(ctx context.Context) error { return server.drop(ctx, name) }, nil
}

func (s *pgServer) drop(ctx context.Context, name string) error {
	db, err := sql.Open("pgx", s.base.String())
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name))
	return errors.Join(err, db.Close())
}

// Reserve is Address for a program that is no test: the address is nobody else's until it is released.
func Reserve() (address string, release func(), err error) { return reserve() }
