package test

import (
	"debug/buildinfo"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBillOfMaterialsNamesWhatIsInAProgram: each module that the linker recorded, with its version, and the standard library.
func TestBillOfMaterialsNamesWhatIsInAProgram(t *testing.T) {
	program := filepath.Join(binaries, "activities")
	info, err := buildinfo.ReadFile(program)
	require.NoError(t, err)
	want := []string{"pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go"), "pkg:golang/" + info.Main.Path + "@1.2.3"}
	for _, m := range info.Deps {
		version := m.Version
		if strings.HasPrefix(m.Path, "github.com/deschoor/meedoen/") {
			version = "1.2.3" // those of Meedoen have the version of the program
		}
		want = append(want, "pkg:golang/"+m.Path+"@"+version)
	}
	require.Greater(t, len(want), 50)

	make := func() []byte {
		command := exec.Command("go", "-C", "../tools/sbom", "run", ".", program)
		command.Env = append(command.Environ(), "GOWORK=off", "VERSION=1.2.3", "SOURCE_DATE_EPOCH=1764000000")
		out, err := command.Output()
		require.NoError(t, err)
		return out
	}
	first := make()
	require.Equal(t, first, make(), "to the byte")
	var bill struct {
		BOMFormat, SpecVersion string
		Metadata               struct{ Timestamp string }
		Components             []struct{ PURL string }
	}
	require.NoError(t, json.Unmarshal(first, &bill))
	require.Equal(t, []string{"CycloneDX", "1.6", "2025-11-24T16:00:00Z"}, []string{
		bill.BOMFormat, bill.SpecVersion, bill.Metadata.Timestamp,
	})
	var have []string
	for _, c := range bill.Components {
		have = append(have, c.PURL)
	}
	require.ElementsMatch(t, want, have)
}
