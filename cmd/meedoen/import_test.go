package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const importHeader = "Datum;Locatie;Programma;Dagdeel;Aantal;Telwijze\n"

// importRig is a process with a place and a programme.
type importRig struct {
	*running
	t *testing.T
}

func newImportRig(t *testing.T) importRig {
	r := run(t, "")
	client, err := asLoader(r.cfg)
	require.NoError(t, err)
	conn, err := r.local.Connect(client)
	require.NoError(t, err)
	defer conn.Close()
	_, err = activitiesv1.NewLocationServiceClient(conn).CreateLocation(t.Context(), &activitiesv1.CreateLocationRequest{
		Location: &activitiesv1.Location{
			DisplayName: "De Wieken", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
			WijkYear: 2022, OpeningDate: "2010-01-01",
		},
	})
	require.NoError(t, err)
	_, err = activitiesv1.NewProgrammeServiceClient(conn).CreateProgramme(t.Context(), &activitiesv1.CreateProgrammeRequest{
		Programme: &activitiesv1.Programme{
			Code: "inloop", DisplayName: "Inloop", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		},
	})
	require.NoError(t, err)
	return importRig{running: r, t: t}
}

// file answers a file whose rows count what is given.
func (r importRig) file(counts ...string) string {
	path := filepath.Join(r.t.TempDir(), "tellingen.csv")
	var b strings.Builder
	b.WriteString(importHeader)
	for _, count := range counts {
		fmt.Fprintf(&b, "9-1-2023;de wieken;inloop;ochtend;%s;turven\n", count)
	}
	require.NoError(r.t, os.WriteFile(path, []byte(b.String()), 0o600))
	return path
}

func (r importRig) imports(args ...string) (string, error) {
	args = append([]string{"import", "--data", r.cfg.Data, "--address", r.tcp.Addr().String()}, args...)
	return command(r.t, args...)
}

func TestImportRecordsAFileOnce(t *testing.T) {
	r := newImportRig(t)
	file := r.file("12", "13")

	out, err := r.imports(file, "--dry-run")
	require.NoError(t, err)
	require.Equal(t, "tellingen.csv: 2 regels gelezen, niets vastgelegd, want dit was een controle.\n", out)
	out, err = r.imports(file)
	require.NoError(t, err)
	require.Contains(t, out, "Vastleggen: 100% (2 van 2)\n")
	require.Contains(t, out, "tellingen.csv: 2 regels gelezen, 2 vastgelegd, 0 al bekend.\n")
	out, err = r.imports(file, "--kind", "head-counts")
	require.NoError(t, err)
	require.Contains(t, out, "0 vastgelegd, 2 al bekend.\n")
}

func TestImportReadsStandardInput(t *testing.T) {
	r := newImportRig(t)
	content, err := os.ReadFile(r.file("12"))
	require.NoError(t, err)
	root := newRoot()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetIn(bytes.NewReader(content))
	root.SetArgs([]string{"import", "-", "--data", r.cfg.Data, "--address", r.tcp.Addr().String()})
	require.NoError(t, root.ExecuteContext(t.Context()))
	require.Contains(t, out.String(), "Standaardinvoer: 1 regel gelezen, 1 vastgelegd")
}

func TestEveryBadRowComesInAFile(t *testing.T) {
	r := newImportRig(t)
	bad := filepath.Join(t.TempDir(), "fouten.csv")
	counts := append(strings.Split(strings.Repeat("-1 ", 1500), " ")[:1500], "12")

	out, err := r.imports(r.file(counts...), "--errors", bad)

	require.ErrorContains(t, err, "nothing was recorded")
	require.Contains(t, out, "En nog 1.450.")
	content, err := os.ReadFile(bad)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(content, []byte("\ufeffRegel;Kolom;Reden;Uitleg\n2;Aantal;COUNT_NEGATIVE;")), "%.80s", content)
	require.Equal(t, 1501, bytes.Count(content, []byte("\n")))

	out, err = r.imports(r.file(counts...), "--skip-bad")
	require.NoError(t, err)
	require.Contains(t, out, "1.501 regels gelezen, 1 vastgelegd, 0 al bekend, 1.500 niet goed.\n")
}

func TestImportSaysWhatItCannotDo(t *testing.T) {
	r := newImportRig(t)
	file := r.file("12")
	token := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(token, []byte("nonsense\n"), 0o600))
	for name, tt := range map[string]struct {
		args  []string
		wrong string
	}{
		"a kind that is not there":  {[]string{file, "--kind", "visits"}, `there is no kind "visits": take one of head-counts`},
		"a file that is not there":  {[]string{file + "x"}, "no such file"},
		"errors into nowhere":       {[]string{file, "--errors", file + "/x"}, "not a directory"},
		"a token that is none":      {[]string{file, "--token", "nonsense"}, "TOKEN_MALFORMED"},
		"a token of a file":         {[]string{file, "--token", "@" + token}, "TOKEN_MALFORMED"},
		"a token that is not there": {[]string{file, "--token", "@" + token + "x"}, "no such file"},
		"a service that is away":    {[]string{file, "--address", "127.0.0.1:1"}, "refused"},
		"a file that is too large":  {[]string{"/dev/zero"}, "FILE_TOO_LARGE"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.imports(tt.args...)
			require.ErrorContains(t, err, tt.wrong)
		})
	}
}
