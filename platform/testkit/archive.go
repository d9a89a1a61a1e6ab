package testkit

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// How long a server may take to come so far, and how often it is looked at.
const waitForServer, pollServer = time.Minute, 20 * time.Millisecond

// ArchivingPostgres is a PostgreSQL server that keeps its log in an archive, so that it can be restored to a moment: the binaries
// are those of the machine, whatever MEEDOEN_TEST_POSTGRES_URL says. It is gone when the test ends.
type ArchivingPostgres struct {
	t      testing.TB
	server *pgServer
	// folder holds the archive and the base backup, and belongs to whom the server runs as.
	folder string
}

// NewArchivingPostgres answers a server that runs.
func NewArchivingPostgres(t testing.TB) *ArchivingPostgres {
	p := &ArchivingPostgres{t: t, folder: folderOfServer(t)}
	var err error
	p.server, err = startCluster("", "-F -c wal_level=replica -c archive_mode=on")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.server.alive.Close()) })
	archive := filepath.Join(p.folder, "archive")
	p.run("mkdir", archive)
	p.server.exec(t, fmt.Sprintf("ALTER SYSTEM SET archive_command = 'test ! -f %[1]s/%%f && cp %%p %[1]s/%%f'", archive))
	p.server.exec(t, "SELECT pg_reload_conf()")
	return p
}

// folderOfServer answers a folder of whom servers run as, outside that of the test, which others may not enter.
func folderOfServer(t testing.TB) string {
	folder, err := os.MkdirTemp("", "meedoen-archive-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, unprivileged(exec.Command("true"), folder))
	return folder
}

// run runs a command as whom the server runs as.
func (p *ArchivingPostgres) run(name string, args ...string) {
	cmd := exec.Command(name, args...)
	cmd.Dir = p.folder
	require.NoError(p.t, unprivileged(cmd, p.folder))
	out, err := cmd.CombinedOutput()
	require.NoError(p.t, err, "%s: %s", name, out)
}

// Create makes an empty database with a name, and answers its address.
func (p *ArchivingPostgres) Create(name string) string {
	p.server.exec(p.t, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
	return p.server.url(name)
}

// BackUp makes the base backup from which Restore begins.
func (p *ArchivingPostgres) BackUp() {
	bin, err := serverBinaries()
	require.NoError(p.t, err)
	p.run(filepath.Join(bin, "pg_basebackup"), "--dbname="+p.server.base.String(), "--pgdata="+filepath.Join(p.folder, "base"),
		"--checkpoint=fast", "--wal-method=none", "--no-sync")
}

// Moment answers the instant it is now, as the server writes it.
func (p *ArchivingPostgres) Moment() (moment string) {
	p.query("SELECT CAST(clock_timestamp() AS TEXT)", &moment)
	return moment
}

// Archive brings all that was committed into the archive, and waits until it is there.
func (p *ArchivingPostgres) Archive() {
	var last string
	p.query("SELECT pg_walfile_name(pg_switch_wal())", &last)
	require.Eventually(p.t, func() bool {
		_, err := os.Stat(filepath.Join(p.folder, "archive", last))
		return err == nil
	}, waitForServer, pollServer)
}

// Restore answers the address of another server, by the name of a database, with what this one held at a moment.
func (p *ArchivingPostgres) Restore(moment string) (database func(name string) string) {
	dir, err := os.MkdirTemp("", "meedoen-restored-")
	require.NoError(p.t, err)
	require.NoError(p.t, unprivileged(exec.Command("true"), dir))
	p.run("cp", "--recursive", filepath.Join(p.folder, "base"), filepath.Join(dir, "data"))
	settings := fmt.Sprintf("restore_command = 'cp %s/archive/%%f %%p'\nrecovery_target_time = '%s'\n"+
		"recovery_target_action = 'promote'\narchive_mode = off\n", p.folder, moment)
	p.run("sh", "-c", fmt.Sprintf("cat >%s/data/postgresql.auto.conf <<'END'\n%sEND\ntouch %s/data/recovery.signal", dir, settings, dir))
	restored, err := serveCluster(dir, "-F")
	require.NoError(p.t, err)
	p.t.Cleanup(func() { require.NoError(p.t, restored.alive.Close()) })
	db, err := sql.Open("pgx", restored.base.String())
	require.NoError(p.t, err)
	defer db.Close()
	require.Eventually(p.t, func() bool {
		var going bool
		return db.QueryRow("SELECT pg_is_in_recovery()").Scan(&going) == nil && !going
	}, waitForServer, pollServer)
	return restored.url
}

func (p *ArchivingPostgres) query(statement string, to *string) {
	db, err := sql.Open("pgx", p.server.base.String())
	require.NoError(p.t, err)
	defer db.Close()
	require.NoError(p.t, db.QueryRow(statement).Scan(to))
}
