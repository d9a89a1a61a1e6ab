package testkit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/stretchr/testify/require"
)

// pgServer is a PostgreSQL server that tests may fill with databases.
type pgServer struct {
	base  *url.URL
	clone string    // how CREATE DATABASE copies its template; "": as the server likes best
	alive io.Closer // the server of this process ends when this is closed, or collected
}

// postgresServer answers the server at MEEDOEN_TEST_POSTGRES_URL or else one of this process's own, in a temporary folder,
// from the server binaries of the machine. A machine without either fails the test: it is never skipped.
func postgresServer(t testing.TB) *pgServer {
	server, err := theServer()
	require.NoError(t, err, "no PostgreSQL: set MEEDOEN_TEST_POSTGRES_URL or install the package postgresql")
	return server
}

// durablePostgresServer answers a server whose commits wait for the disk, as in production: the one at
// MEEDOEN_TEST_POSTGRES_URL, or else another of this process's own.
func durablePostgresServer(t testing.TB) *pgServer {
	server, err := theDurableServer()
	require.NoError(t, err, "no PostgreSQL: set MEEDOEN_TEST_POSTGRES_URL or install the package postgresql")
	db, err := sql.Open("pgx", server.base.String())
	require.NoError(t, err)
	defer db.Close()
	var fsync, commit string
	require.NoError(t, db.QueryRow("SELECT current_setting('fsync'), current_setting('synchronous_commit')").Scan(&fsync, &commit))
	require.Equal(t, []string{"on", "on"}, []string{fsync, commit}, "fsync and synchronous_commit of the server")
	return server
}

// theServer and theDurableServer are found or started once: they last as long as the process.
var (
	theServer        = sync.OnceValues(func() (*pgServer, error) { return findServer(memory(), forgetful) })
	theDurableServer = sync.OnceValues(func() (*pgServer, error) { return findServer("", "") })
)

// forgetful are the flags of a server that does nothing for what comes after a crash or for a standby, which no test needs: it
// waits for no disk (-F) and writes as little of a log as it can. Databases that last a second need no vacuum either.
// What commits ask for (synchronous_commit) is as in production, for tests look at it.
const forgetful = "-F -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off"

func findServer(parent, flags string) (*pgServer, error) {
	given := os.Getenv("MEEDOEN_TEST_POSTGRES_URL")
	if given == "" {
		return startCluster(parent, flags)
	}
	base, err := url.Parse(given)
	return &pgServer{base: base}, err
}

func (s *pgServer) url(database string) string {
	u := *s.base
	u.Path = "/" + database
	return u.String()
}

func (s *pgServer) exec(t testing.TB, statement string) {
	db, err := sql.Open("pgx", s.base.String())
	require.NoError(t, err)
	defer db.Close()
	_, err = db.ExecContext(context.Background(), statement)
	require.NoError(t, err)
}

// cluster starts a server, with room for the connections of two instances of every service, and ends it, and its folder, when
// its standard input closes: which it does when the process of the tests ends, however it ends. A folder that holds a
// server's data already is served as it is.
const cluster = `
test -d "$DIR/data" || "$BIN/initdb" -D "$DIR/data" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >"$DIR/log" 2>&1 || exit 1
"$BIN/postgres" -D "$DIR/data" -h "$HOST" -p "$PORT" -k "$DIR" -N 500 $FLAGS >>"$DIR/log" 2>&1 &
cat >/dev/null
kill -QUIT $! ; wait $!
rm -rf "$DIR"
`

// startCluster starts a server with flags in a new folder in parent, or in that of temporary files if it is "".
func startCluster(parent, flags string) (*pgServer, error) {
	dir, err := os.MkdirTemp(parent, "meedoen-postgres-")
	if err != nil {
		return nil, err
	}
	server, err := serveCluster(dir, flags)
	if err == nil && parent != "" {
		server.clone, err = copyingFiles(dir)
	}
	return server, err
}

// serveCluster starts a server with flags on what is in a folder, which may be nothing. It removes the folder when it ends.
func serveCluster(dir, flags string) (*pgServer, error) {
	bin, err := serverBinaries()
	if err != nil {
		return nil, err
	}
	address, _, err := reserve() // as long as the process lasts, as the server does
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", "-c", cluster)
	cmd.Env = append(os.Environ(), "BIN="+bin, "DIR="+dir, "HOST="+host, "PORT="+port, "FLAGS="+flags)
	cmd.Dir = dir
	if err := unprivileged(cmd, dir); err != nil {
		return nil, err
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	server := &pgServer{alive: stdin, base: &url.URL{
		Scheme: "postgres", User: url.User("postgres"), Host: address, Path: "/postgres",
		RawQuery: "sslmode=disable",
	}}
	return server, await(server.base.String(), dir)
}

// copyingFiles answers how a server that keeps its files in memory clones a template most cheaply. By itself, one that can
// also copy page by page through its log does that, to spare a disk.
func copyingFiles(dir string) (string, error) {
	content, err := os.ReadFile(filepath.Join(dir, "data", "PG_VERSION"))
	if err != nil {
		return "", err
	}
	version, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil || version < 15 { // before, there was no other way and no word for it
		return "", err
	}
	return "STRATEGY file_copy", nil
}

// serverBinaries answers the folder of the newest server on the machine; Debian keeps them out of the path.
func serverBinaries() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		path, err = filepath.EvalSymlinks(path) // beside what it leads to are the other programs
		return filepath.Dir(path), err
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return "", errors.New("no PostgreSQL server binaries on this machine")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// unprivileged has cmd run as user postgres or nobody where the tests run as root: the server refuses root.
func unprivileged(cmd *exec.Cmd, dir string) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		return err
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(dir, uid, gid)
}

// await waits until the server answers.
func await(address, dir string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if err = db.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return fmt.Errorf("the server does not answer: %w\n%s", err, log)
		case <-tick.C:
		}
	}
}

// NewPostgresServer answers the address of a server of the test's own, for one that says itself what its databases are called:
// the binaries are those of the machine, whatever MEEDOEN_TEST_POSTGRES_URL says. It is gone when the test ends.
func NewPostgresServer(t testing.TB) *url.URL {
	server, err := startCluster(memory(), forgetful)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.alive.Close()) })
	return server.base
}
