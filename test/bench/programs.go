package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// programs builds the programs of a checkout, each once.
type programs struct {
	root string // of the checkout
	bin  string // the folder of what was built

	mu    sync.Mutex
	built map[string]string
}

func newPrograms(root, bin string) *programs {
	return &programs{root: root, bin: bin, built: map[string]string{}}
}

// build builds the program in a folder, in the module that it is of and without the workspace, as who installs it does. It
// answers the path of the program.
func (p *programs) build(ctx context.Context, pkg string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if path, ok := p.built[pkg]; ok {
		return path, nil
	}
	folder := filepath.Join(p.root, filepath.FromSlash(pkg))
	if _, err := os.Stat(folder); err != nil {
		return "", fmt.Errorf("no program %s: %w", pkg, err)
	}
	if err := os.MkdirAll(p.bin, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(p.bin, strings.ReplaceAll(pkg, "/", "-"))
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, ".")
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	p.built[pkg] = path
	return path, nil
}

// repository answers the root of the repository that the folder is in, at which this program is run.
func repository(folder string) (string, error) {
	for at := folder; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.work")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", errors.New("this is run in the repository, whose programs it builds")
		}
	}
}
