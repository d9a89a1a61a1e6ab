package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// postgresBinaries answers the folder of the newest PostgreSQL of the machine.
func postgresBinaries() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return "", errors.New("no PostgreSQL server on this machine: install the package postgresql")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// asPostgres starts a command as a user that PostgreSQL does not refuse, as it does root.
func asPostgres() []string {
	return []string{"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"}
}

// preparePostgres makes the files of a server in folder.
func preparePostgres(ctx context.Context, folder string) error {
	bin, err := postgresBinaries()
	if err != nil {
		return err
	}
	initdb := append(asPostgres(), filepath.Join(bin, "initdb"), "-D", filepath.Join(folder, "data"), "-U", "postgres",
		"--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	if err := run(ctx, initdb[0], initdb[1:]...); err != nil {
		return err
	}
	return allowNetwork(filepath.Join(folder, "data", "pg_hba.conf"))
}

// postgresCommand is the command of the server.
func postgresCommand(folder, address string) ([]string, error) {
	bin, err := postgresBinaries()
	return append(asPostgres(), filepath.Join(bin, "postgres"), "-D", filepath.Join(folder, "data"), "-h", address, "-k", folder,
		"-c", "max_connections=400", "-c", "max_wal_size=256MB", "-c", "min_wal_size=32MB", "-c", "shared_buffers=64MB",
		// What a machine that pulls its cable leaves behind, such as a lock, goes after seconds and not after two hours.
		"-c", "tcp_keepalives_idle=5", "-c", "tcp_keepalives_interval=2", "-c", "tcp_keepalives_count=3",
		"-c", "tcp_user_timeout=10000",
	), err
}

// createDatabases makes a database for each name, as the suite wants them.
func createDatabases(ctx context.Context, address string, names []string) error {
	db, err := sql.Open("pgx", databaseURL(address, "postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	for _, name := range names {
		statement := fmt.Sprintf("CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", name)
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("create the database %s: %w", name, err)
		}
	}
	return nil
}

func databaseURL(address, name string) string {
	return fmt.Sprintf("postgres://postgres@%s:5432/%s?sslmode=disable&connect_timeout=5", address, name)
}
