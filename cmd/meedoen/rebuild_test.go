package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRebuildIsForTheProcessThatRunsOnTheDataFolder(t *testing.T) {
	r := run(t, "")
	out, err := command(t, "rebuild", "--data", r.cfg.Data)
	require.NoError(t, err)
	require.Contains(t, out, "Counted anew: 39 figures, from 0 records. None differs in any year.\n")

	_, err = command(t, "rebuild", "--data", t.TempDir())
	require.ErrorContains(t, err, "reporting.db: has the service run?")
	_, err = command(t, "rebuild", "--data", "")
	require.ErrorContains(t, err, "data")
}
