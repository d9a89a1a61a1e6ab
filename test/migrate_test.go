package test

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

// run runs a command of the program, which ends by itself.
func (p *program) run(args ...string) (out string, code int) {
	cmd := exec.Command(filepath.Join(binaries, p.name), append(args, p.args...)...)
	cmd.Env = append(os.Environ(), p.env...)
	printed, err := cmd.CombinedOutput()
	if err != nil {
		var ended *exec.ExitError
		require.ErrorAs(p.t, err, &ended)
	}
	return string(printed), cmd.ProcessState.ExitCode()
}

func TestServiceThatDoesNotMigrateStartsAfterWhoDid(t *testing.T) {
	out, code := (&program{t: t, name: "activities"}).run("migrate")
	require.Equal(t, 2, code, out)
	require.Contains(t, out, "activities.database")
	require.NotContains(t, out, "privacy.key", "it needs no other secret")
	d := newDeployment(t)
	d.config, d.env = d.writeConfig(), []string{"MEEDOEN_MIGRATE=false"}
	for _, service := range services() {
		p := d.prepare(service)
		out, code := p.run()
		require.Equal(t, 1, code, out)
		require.Contains(t, out, "too old, and this process does not migrate it")
		out, code = d.migrating(service).run("migrate")
		require.Zero(t, code, out)
		require.Contains(t, out, service+": from ")
		again, code := p.run("migrate")
		require.Zero(t, code, again)
		require.Contains(t, again, " already\n")
		require.NotContains(t, again, "from")
		p.env = append(p.env, d.asUser(service)) // of two the last holds
		p.start()
		out, code = p.run("health", "--live")
		require.Zero(t, code, out)
		p.stop()
	}
}

// migrating answers a program that is told where its databases are, and no other secret.
func (d *deployment) migrating(service string) *program {
	p := &program{t: d.t, name: service, env: []string{d.databaseOf(service)}}
	if service != "reporting" {
		p.env = append(p.env, "MEEDOEN_PRIVACY_DATABASE="+d.keys)
	}
	return p
}

// asUser answers the database of a service for a user who may change its rows, and no table.
func (d *deployment) asUser(service string) (variable string) {
	name, address, _ := strings.Cut(d.databaseOf(service), "=")
	at, err := url.Parse(address)
	require.NoError(d.t, err)
	db, err := sql.Open("pgx", address)
	require.NoError(d.t, err)
	defer db.Close()
	user := "user_of_" + strings.TrimPrefix(at.Path, "/")
	_, err = db.ExecContext(d.t.Context(), "CREATE ROLE "+user+" LOGIN; "+
		"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "+user)
	require.NoError(d.t, err)
	d.t.Cleanup(func() {
		db, err := sql.Open("pgx", address)
		require.NoError(d.t, err)
		_, err = db.Exec("DROP OWNED BY " + user + "; DROP ROLE " + user)
		require.NoError(d.t, errors.Join(err, db.Close()))
	})
	at.User = url.User(user)
	return name + "=" + at.String()
}

func TestSingleProcessThatDoesNotMigrateStartsAfterWhoDid(t *testing.T) {
	dir := t.TempDir()
	p := &program{
		t: t, name: "meedoen", env: []string{"MEEDOEN_MIGRATE=false"},
		args: []string{"--data", dir, "--http", testkit.Address(t), "--grpc", testkit.Address(t)},
	}
	out, code := p.run("up")
	require.Equal(t, 1, code, out)
	require.Contains(t, out, "keys.db is too old")
	out, code = p.run("migrate")
	require.Zero(t, code, out)
	for _, name := range append(services(), "keys") {
		require.Contains(t, out, name+": from 0.0 to ")
	}
	running := start(t, "up", dir, p.env...)
	out, code = p.run("migrate")
	require.Equal(t, 1, code, out)
	require.Contains(t, out, "in use by another process")
	running.stop()
}
