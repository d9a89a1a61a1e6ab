package test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io/fs"
	"maps"
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
	Networks    []string
	NetworkMode string `yaml:"network_mode"`
	Environment map[string]string
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Healthcheck map[string]any
	ReadOnly    bool           `yaml:"read_only"`
	CapDrop     []string       `yaml:"cap_drop"`
	SecurityOpt []string       `yaml:"security_opt"`
	Restart     string         `yaml:"restart"`
	Rest        map[string]any `yaml:",inline"`
}

// composition is docker-compose.yml.
type composition struct {
	Services map[string]composed
	Volumes  map[string]any
	Networks map[string]struct{ Internal bool }
	Rest     map[string]any `yaml:",inline"`
}

// composeFile reads docker-compose.yml, for where no engine can check it.
func composeFile(t *testing.T) composition {
	data, err := os.ReadFile("../docker-compose.yml")
	require.NoError(t, err)
	var file composition
	require.NoError(t, yaml.Unmarshal(data, &file))
	return file
}

func dockerfile(t *testing.T) string {
	data, err := os.ReadFile("../deploy/docker/Dockerfile")
	require.NoError(t, err)
	return string(data)
}

// watches says whether a service is one of those that watch the others, which nothing needs to run.
func (c composed) watches() bool { return slices.Contains(c.Profiles, "observability") }

// TestComposeFileIsPortable: it keeps to the subset that old and new Compose accept, and names nothing that is not there.
func TestComposeFileIsPortable(t *testing.T) {
	file := composeFile(t)
	for key := range file.Rest {
		require.True(t, strings.HasPrefix(key, "x-"), "Compose 1.29 does not know %s", key)
	}
	for name, service := range file.Services {
		require.NotEmpty(t, service.Image, name)
		for _, key := range []string{"develop", "configs", "secrets", "deploy", "extends", "post_start"} {
			require.NotContains(t, service.Rest, key, name)
		}
		if service.Build.Dockerfile != "" {
			require.FileExists(t, "../"+service.Build.Dockerfile, name)
			require.Contains(t, dockerfile(t), " AS "+service.Build.Target+"\n", name)
		}
		for _, volume := range service.Volumes {
			source, _, _ := strings.Cut(volume, ":")
			if !strings.HasPrefix(source, "./") {
				require.Contains(t, file.Volumes, source, name)
				continue
			}
			_, err := os.Stat("../" + source)
			require.NoError(t, err, "%s: Docker would make a folder in its place", name)
		}
		for _, network := range service.Networks {
			require.Contains(t, file.Networks, network, name)
		}
		for other, d := range service.DependsOn {
			require.Contains(t, file.Services, other, name)
			if d.Condition == "service_healthy" && file.Services[other].Build.Dockerfile == "" {
				require.NotEmpty(t, file.Services[other].Healthcheck, other)
			}
		}
	}
}

// TestComposedServicesAreHardToHurt: nothing but the gateway and the dashboards can be reached, and that from this machine alone;
// no process can write beside its volumes, gain a right, or be reached by whom it need not meet.
func TestComposedServicesAreHardToHurt(t *testing.T) {
	file := composeFile(t)
	for name, service := range file.Services {
		require.True(t, service.ReadOnly, name)
		require.Equal(t, []string{"ALL"}, service.CapDrop, name)
		require.Equal(t, []string{"no-new-privileges:true"}, service.SecurityOpt, name)
		require.True(t, service.NetworkMode == "none" || len(service.Networks) > 0, "%s is in the network of all", name)
		if len(service.Ports) > 0 {
			require.True(t, name == "gateway" || service.watches(), "%s publishes", name)
			require.Contains(t, service.Networks, "edge", name)
		}
		for _, port := range service.Ports {
			require.True(t, strings.HasPrefix(port, "127.0.0.1:"), "%s publishes %s", name, port)
		}
		if slices.Contains(service.Networks, "data") && slices.Contains(services(), name) {
			require.Equal(t, []string{"services", "data"}, service.Networks, name)
		}
	}
	require.True(t, file.Networks["data"].Internal)
	for _, name := range []string{"postgres", "nats-1", "nats-2", "nats-3"} {
		require.Equal(t, []string{"data"}, file.Services[name].Networks, name)
		require.Equal(t, "unless-stopped", file.Services[name].Restart, name)
	}
	require.Equal(t, []string{"edge", "services"}, file.Services["gateway"].Networks)
}

// secretName is how variables are called that hold a secret, or the path of one.
var secretName = regexp.MustCompile(`(DATABASE|TOKEN|KEY|PASSWORD|SECRET)(_FILE|__FILE)?$`)

// TestComposedSecretsAreInFilesOfWhoNeedsThem: none is in an environment, and each container sees its own folder.
func TestComposedSecretsAreInFilesOfWhoNeedsThem(t *testing.T) {
	for name, service := range composeFile(t).Services {
		for variable, value := range service.Environment {
			require.NotRegexp(t, `://[^/]*:[^/]*@`, value, "%s: %s", name, variable)
			if secretName.MatchString(variable) {
				require.Regexp(t, `^/run/secrets/[a-z.-]+$`, value, "%s: %s", name, variable)
			}
		}
		for _, volume := range service.Volumes {
			source, target, _ := strings.Cut(volume, ":")
			switch {
			case source == "keys":
				require.Equal(t, "meedoen", service.Image, "%s could make tokens", name)
			case source == "made":
				require.Contains(t, []string{"keys", "secrets"}, name)
			case strings.HasPrefix(source, "secrets-") && name != "secrets":
				owner := regexp.MustCompile(`-[0-9]$`).ReplaceAllString(name, "")
				require.Equal(t, []string{"secrets-" + owner, "/run/secrets:ro"}, []string{source, target}, name)
			}
		}
	}
}

// composedSecrets has the file of secrets do its work, twice, and answers the folder in which each program has its own.
func composedSecrets(t *testing.T) string {
	made, secrets := t.TempDir(), t.TempDir()
	out, err := exec.Command(filepath.Join(binaries, "meedoen"), "keys", made, "--data", t.TempDir()).CombinedOutput()
	require.NoError(t, err, "%s", out)
	for name := range composeFile(t).Volumes {
		if folder, is := strings.CutPrefix(name, "secrets-"); is {
			require.NoError(t, os.Mkdir(filepath.Join(secrets, folder), 0o755))
		}
	}
	var first map[string]string
	for range 2 {
		make := exec.Command("sh", "../deploy/compose/secrets.sh")
		make.Env = append(os.Environ(), "SECRETS="+secrets, "MADE="+made)
		out, err := make.CombinedOutput()
		require.NoError(t, err, "%s", out)
		all := map[string]string{}
		require.NoError(t, filepath.WalkDir(secrets, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			all[strings.TrimPrefix(path, secrets)] = string(content)
			return err
		}))
		if first == nil {
			first = all
		}
		require.Equal(t, first, all, "what was made stays")
	}
	require.NotEqual(t, first["/postgres/support.password"], first["/postgres/reporting.password"])
	require.Equal(t, []string{"/demo/ca.crt", "/gateway/ca.crt", "/gateway/jwks.json", "/gateway/tls.crt", "/gateway/tls.key"},
		slices.DeleteFunc(slices.Sorted(maps.Keys(first)), func(path string) bool {
			return !strings.HasPrefix(path, "/gateway/") && !strings.HasPrefix(path, "/demo/")
		}), "the gateway needs no secret but the key of its certificate")
	return secrets
}

// TestComposedServicesTalkTLS: each program has a certificate for the name by which the others call it, and trusts no authority but
// the one of all.
func TestComposedServicesTalkTLS(t *testing.T) {
	secrets, file := composedSecrets(t), composeFile(t)
	for _, name := range append(services(), "gateway") {
		environment := file.Services[name].Environment
		in := func(variable string) string {
			return filepath.Join(secrets, name, strings.TrimPrefix(environment[variable], "/run/secrets/"))
		}
		pair, err := tls.LoadX509KeyPair(in("MEEDOEN_TLS_CERTIFICATE"), in("MEEDOEN_TLS_KEY"))
		require.NoError(t, err, name)
		_, err = pair.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: trusting(t, in("MEEDOEN_TLS_CA")).RootCAs})
		require.NoError(t, err, name)
		info, err := os.Stat(in("MEEDOEN_TLS_KEY"))
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o400), info.Mode(), name)
	}
	require.Equal(t, "/run/secrets/ca.crt", file.Services["demo"].Environment["MEEDOEN_TLS_CA"])
}

// unsetVariable is a variable of who starts the containers, which counts as its default where it is not set.
var unsetVariable = regexp.MustCompile(`\$\{\w+:-([^}]*)\}`)

// TestComposedServicesTakeTheirConfiguration asks each program whether what the file gives it is good.
func TestComposedServicesTakeTheirConfiguration(t *testing.T) {
	secrets := composedSecrets(t)
	shared, err := os.ReadFile("../deploy/compose/services.yaml")
	require.NoError(t, err)
	checked := 0
	for name, service := range composeFile(t).Services {
		if service.Build.Target != name || name == "meedoen" {
			continue
		}
		// The paths in a container are other ones.
		own := filepath.Join(secrets, name) + "/"
		file := filepath.Join(t.TempDir(), "services.yaml")
		require.NoError(t, os.WriteFile(file, bytes.ReplaceAll(shared, []byte("/run/secrets/"), []byte(own)), 0o600))
		check := exec.Command(filepath.Join(binaries, name), "config", "check")
		for key, value := range service.Environment {
			if strings.HasPrefix(key, "MEEDOEN_") {
				value = unsetVariable.ReplaceAllString(strings.ReplaceAll(value, "/run/secrets/", own), "$1")
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
	for _, label := range []string{"licenses", "version", "revision", "created", "source"} {
		require.Contains(t, stages[base], "org.opencontainers.image."+label+"=")
	}
	require.Len(t, stages[base+1:], 7)
	for _, stage := range stages[base+1:] {
		name := regexp.MustCompile(`^base AS (\w+)\n`).FindStringSubmatch(stage)
		require.NotNil(t, name, stage)
		require.NotContains(t, stage, "USER ")
		require.Contains(t, stage, "COPY --from=build-"+name[1]+" /root-of-image/ /\n")
		require.Contains(t, stage, "org.opencontainers.image.title=")
		require.Contains(t, stage, "org.opencontainers.image.description=")
		require.Contains(t, stage, `CMD ["/`+name[1]+`", "health"]`)
		require.Contains(t, stage, `ENTRYPOINT ["/`+name[1]+`"]`)
	}
	require.Contains(t, stages[len(stages)-1], "VOLUME /data")
}

// TestProgramsBringTheTimeZones: an image has none of its own.
func TestProgramsBringTheTimeZones(t *testing.T) {
	for _, program := range append(services(), "gateway") {
		folder := "../services/" + program + "/cmd/" + program
		if program == "gateway" {
			folder = "../gateway/cmd/gateway"
		}
		out, err := exec.Command("go", "list", "-deps", folder).Output()
		require.NoError(t, err, program)
		require.Contains(t, strings.Fields(string(out)), "time/tzdata", program)
	}
}
