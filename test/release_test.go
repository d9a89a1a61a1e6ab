package test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// releaseBefore answers the folder of the programs of the release before this one, built once for all tests from the history of
// this repository.
func releaseBefore(t *testing.T) string {
	folder, err := theReleaseBefore()
	require.NoError(t, err)
	return folder
}

var theReleaseBefore = sync.OnceValues(func() (folder string, err error) {
	programs, err := programsBefore()
	if err != nil {
		return "", err
	}
	folder = filepath.Join(binaries, "release-before")
	for commit, names := range programs {
		if err := buildBefore(commit, names, folder); err != nil {
			return "", fmt.Errorf("the release before, %s: %w", commit, err)
		}
	}
	return folder, nil
})

// programsBefore reads from test/release-before which programs were built from which commit: that of each is its own.
func programsBefore() (byCommit map[string][]string, err error) {
	content, err := os.ReadFile("release-before")
	if err != nil {
		return nil, err
	}
	byCommit = map[string][]string{}
	for line := range strings.Lines(string(content)) {
		fields := strings.Fields(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(fields) != 3 {
			return nil, fmt.Errorf("test/release-before: %q is no program, version and commit", line)
		}
		byCommit[fields[2]] = append(byCommit[fields[2]], fields[0])
	}
	return byCommit, nil
}

// buildBefore takes a commit out of the history and builds programs of it, with the flags of those under test: what they are built
// from beside our own sources is then in the cache of the compiler.
func buildBefore(commit string, programs []string, folder string) error {
	sources, err := os.MkdirTemp(binaries, "before-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(sources)
	archive, err := exec.Command("git", "-C", "..", "archive", commit).Output()
	if err != nil {
		return fmt.Errorf("it is not in the history here; is the clone a shallow one? %w", err)
	}
	unpack := exec.Command("tar", "-x", "-C", sources)
	unpack.Stdin = bytes.NewReader(archive)
	if out, err := unpack.CombinedOutput(); err != nil {
		return fmt.Errorf("unpack: %w\n%s", err, out)
	}
	args := []string{"build", "-buildvcs=false", "-ldflags=-s -w", "-o", folder + "/"}
	for _, name := range programs {
		if name == "gateway" {
			args = append(args, "./gateway/cmd/gateway")
			continue
		}
		args = append(args, fmt.Sprintf("./services/%s/cmd/%s", name, name))
	}
	build := exec.Command("go", args...)
	build.Dir, build.Env = sources, append(os.Environ(), "GOWORK="+filepath.Join(sources, "go.work"), "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	return nil
}
