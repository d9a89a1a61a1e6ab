package test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// TestComposeFileIsSafeAndPortable reads docker-compose.yml, for where no engine can check it: it keeps to the subset that
// old and new Compose accept, and publishes nothing beyond this machine.
func TestComposeFileIsSafeAndPortable(t *testing.T) {
	data, err := os.ReadFile("../docker-compose.yml")
	require.NoError(t, err)
	var file struct {
		Services map[string]struct {
			Build    struct{ Context, Dockerfile string }
			Ports    []string
			Volumes  []string
			ReadOnly bool           `yaml:"read_only"`
			Rest     map[string]any `yaml:",inline"`
		}
		Volumes map[string]any
		Rest    map[string]any `yaml:",inline"`
	}
	require.NoError(t, yaml.Unmarshal(data, &file))
	require.Empty(t, file.Rest, "only services and volumes: Compose 1.29 knows no more")
	require.NotEmpty(t, file.Services)
	for name, service := range file.Services {
		require.FileExists(t, "../"+service.Build.Dockerfile, name)
		require.True(t, service.ReadOnly, name)
		for _, port := range service.Ports {
			require.True(t, strings.HasPrefix(port, "127.0.0.1:"), "%s publishes %s", name, port)
		}
		for _, volume := range service.Volumes {
			source, _, _ := strings.Cut(volume, ":")
			require.Contains(t, file.Volumes, source, name)
		}
	}
}

// TestImageKeepsItsDataAndRunsAsNobody reads the Dockerfile for the same reason.
func TestImageKeepsItsDataAndRunsAsNobody(t *testing.T) {
	data, err := os.ReadFile("../deploy/docker/Dockerfile")
	require.NoError(t, err)
	last := string(data[strings.LastIndex(string(data), "\nFROM "):])
	for _, want := range []string{"FROM scratch", "USER 65532:65532", "VOLUME /data", "HEALTHCHECK", `ENTRYPOINT ["/meedoen"]`} {
		require.Contains(t, last, want)
	}
}
