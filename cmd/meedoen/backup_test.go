package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDatabasesThatAreNoFilesOfTheDataFolderAreNeitherBackedUpNorRestored(t *testing.T) {
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "backup")
	t.Setenv("MEEDOEN_ACTIVITIES_DATABASE", "postgres://meedoen:geheim@db/activities")
	t.Setenv("MEEDOEN_VOLUNTEERS_DATABASE", "postgres://meedoen:geheim@db/volunteers")
	t.Setenv("MEEDOEN_DEBTCOUNSELLING_DATABASE", "postgres://meedoen:geheim@db/debtcounselling")
	t.Setenv("MEEDOEN_SUPPORT_DATABASE", "postgres://meedoen:geheim@db/support")
	t.Setenv("MEEDOEN_REPORTING_DATABASE", "postgresql://meedoen:geheim@db/reporting")
	_, err := command(t, "backup", file, "--data", data)
	require.EqualError(t, err, "reporting.database names a database that is no file: back up reporting with pg_dump\n"+
		"support.database names a database that is no file: back up support with pg_dump\n"+
		"debtcounselling.database names a database that is no file: back up debtcounselling with pg_dump\n"+
		"volunteers.database names a database that is no file: back up volunteers with pg_dump\n"+
		"activities.database names a database that is no file: back up activities with pg_dump")

	t.Setenv("MEEDOEN_REPORTING_DATABASE", "sqlite:/elsewhere/reporting.db")
	_, err = command(t, "restore", file, "--data", data)
	require.ErrorContains(t, err, "reporting.database names another place than the data folder")
	require.ErrorContains(t, err, "support.database names another place than the data folder")
	require.ErrorContains(t, err, "debtcounselling.database names another place than the data folder")
	require.ErrorContains(t, err, "volunteers.database names another place than the data folder")
	require.ErrorContains(t, err, "activities.database names another place than the data folder")
}

func TestRestoreNeedsTheFolderForItselfAndBackupDoesNot(t *testing.T) {
	r := run(t, "")
	file := filepath.Join(t.TempDir(), "backup")
	out, err := command(t, "backup", file, "--data", r.cfg.Data, "--with-keys")
	require.NoError(t, err)
	require.Regexp(t, `(?m)^development-issuer\.key  0\.0 MB$`, out)
	_, err = command(t, "restore", file, "--data", r.cfg.Data, "--replace")
	require.ErrorContains(t, err, "in use by another process")
	out, err = command(t, "restore", file, "--data", filepath.Join(t.TempDir(), "new"))
	require.NoError(t, err)
	require.Contains(t, out, "Restored into ")
	require.NotContains(t, out, "What was there before")
}
