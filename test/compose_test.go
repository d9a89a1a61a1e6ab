package test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// composed is what the tests read of a service in docker-compose.yml.
type composed struct {
	Build       struct{ Context, Dockerfile, Target string }
	Image       string
	Profiles    []string
	Ports       []string
	Volumes     []string
	Environment map[string]string
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Healthcheck map[string]any
	ReadOnly    bool           `yaml:"read_only"`
	Rest        map[string]any `yaml:",inline"`
}

// composeFile reads docker-compose.yml, for where no engine can check it.
func composeFile(t *testing.T) (services map[string]composed, volumes map[string]any) {
	data, err := os.ReadFile("../docker-compose.yml")
	require.NoError(t, err)
	var file struct {
		Services map[string]composed
		Volumes  map[string]any
		Rest     map[string]any `yaml:",inline"`
	}
	require.NoError(t, yaml.Unmarshal(data, &file))
	require.Empty(t, file.Rest, "only services and volumes: Compose 1.29 knows no more")
	return file.Services, file.Volumes
}

func dockerfile(t *testing.T) string {
	data, err := os.ReadFile("../deploy/docker/Dockerfile")
	require.NoError(t, err)
	return string(data)
}

// TestComposeFileIsSafeAndPortable: it keeps to the subset that old and new Compose accept, and publishes nothing beyond
// this machine.
func TestComposeFileIsSafeAndPortable(t *testing.T) {
	services, volumes := composeFile(t)
	for name, service := range services {
		require.NotEmpty(t, service.Image, name)
		if service.Build.Dockerfile != "" {
			require.FileExists(t, "../"+service.Build.Dockerfile, name)
			require.Contains(t, dockerfile(t), " AS "+service.Build.Target+"\n", name)
			require.True(t, service.ReadOnly, name)
		}
		for _, port := range service.Ports {
			require.True(t, strings.HasPrefix(port, "127.0.0.1:"), "%s publishes %s", name, port)
		}
		for _, volume := range service.Volumes {
			source, _, _ := strings.Cut(volume, ":")
			if strings.HasPrefix(source, "./") {
				require.FileExists(t, "../"+source, name)
				continue
			}
			require.Contains(t, volumes, source, name)
		}
		for other, d := range service.DependsOn {
			require.Contains(t, services, other, name)
			if d.Condition == "service_healthy" && services[other].Build.Dockerfile == "" {
				require.NotEmpty(t, services[other].Healthcheck, other)
			}
		}
	}
}

func TestOnlyTheMakerOfTokensHasTheKey(t *testing.T) {
	services, _ := composeFile(t)
	for name, service := range services {
		hasKey := slices.ContainsFunc(service.Volumes, func(v string) bool { return strings.HasPrefix(v, "keys:") })
		require.Equal(t, service.Image == "meedoen", hasKey, name)
	}
}

// TestComposedServicesTakeTheirConfiguration asks each program whether what the file gives it is good.
func TestComposedServicesTakeTheirConfiguration(t *testing.T) {
	services, _ := composeFile(t)
	// The paths in a container are other ones.
	keys := t.TempDir()
	out, err := exec.Command(filepath.Join(binaries, "meedoen"), "keys", keys, "--data", t.TempDir()).CombinedOutput()
	require.NoError(t, err, "%s", out)
	shared, err := os.ReadFile("../deploy/compose/services.yaml")
	require.NoError(t, err)
	file := filepath.Join(keys, "services.yaml")
	require.NoError(t, os.WriteFile(file, bytes.ReplaceAll(shared, []byte("/keys/"), []byte(keys+"/")), 0o600))
	checked := 0
	for name, service := range services {
		if service.Build.Target != name {
			continue
		}
		check := exec.Command(filepath.Join(binaries, name), "config", "check")
		for key, value := range service.Environment {
			if strings.HasPrefix(key, "MEEDOEN_") {
				value = regexp.MustCompile(`^/keys/`).ReplaceAllString(value, keys+"/")
				check.Env = append(check.Env, key+"="+value)
			}
		}
		check.Env = append(check.Env, "MEEDOEN_CONFIG="+file) // of two the last holds
		out, err := check.CombinedOutput()
		require.NoError(t, err, "%s: %s", name, out)
		checked++
	}
	require.Equal(t, 6, checked)
}

// TestImagesRunAsNobodyAndSayWhetherTheyServe reads the Dockerfile.
func TestImagesRunAsNobodyAndSayWhetherTheyServe(t *testing.T) {
	stages := strings.Split(dockerfile(t), "\nFROM ")
	base := slices.IndexFunc(stages, func(s string) bool { return strings.HasPrefix(s, "scratch AS base\n") })
	require.Contains(t, stages[base], "USER 65532:65532")
	for _, stage := range stages[base+1:] {
		name := regexp.MustCompile(`^base AS (\w+)\n`).FindStringSubmatch(stage)
		require.NotNil(t, name, stage)
		require.NotContains(t, stage, "USER ")
		require.Contains(t, stage, `CMD ["/`+name[1]+`", "health"]`)
		require.Contains(t, stage, `ENTRYPOINT ["/`+name[1]+`"]`)
	}
	require.Contains(t, stages[len(stages)-1], "VOLUME /data")
}
