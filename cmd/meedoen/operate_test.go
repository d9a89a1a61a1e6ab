package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOperatorsCommandsReachTheServicesOfAProcessThatRuns(t *testing.T) {
	r := run(t, "")
	out, err := command(t, "deadletters", "list", "--data", r.cfg.Data)
	require.NoError(t, err)
	require.Equal(t, "There are no dead letters.\n", out)
	out, err = command(t, "outbox", "resend", "--since", "1h", "--data", r.cfg.Data)
	require.NoError(t, err)
	require.Regexp(t, `(?m)^activities +0\nvolunteers +0\ndebtcounselling +0\nsupport +0\nreporting +0$`, out)
}

func TestOperatorsCommandsMakeNoDataFolder(t *testing.T) {
	data := t.TempDir() + "/data"
	_, err := command(t, "deadletters", "list", "--data", data)
	require.ErrorContains(t, err, "database of activities: there is no file")
	require.ErrorContains(t, err, "database of volunteers: there is no file")
	require.ErrorContains(t, err, "database of debtcounselling: there is no file")
	require.ErrorContains(t, err, "database of support: there is no file")
	require.ErrorContains(t, err, "database of reporting: there is no file")
	require.NoDirExists(t, data)
}
