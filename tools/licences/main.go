// Command licences says under which licences the modules stand that are linked into our programs, and fails where one stands
// under a licence that we do not take, or under none that is known.
//
//	licences DIR...
//
// DIR are the folders of programs. It writes a table in Markdown, in the order of the modules' names.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// ours are modules of the suite itself, under the licence at its root.
const ours = "github.com/deschoor/meedoen"

// module is a module that a program is linked with.
type module struct {
	Path, Version, Dir string
	Replace            *module
	Main               bool
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: licences DIR...")
	}
	modules, err := linked(os.Args[1:])
	if err != nil {
		log.Fatal(err)
	}
	if err := write(os.Stdout, modules); err != nil {
		log.Fatal(err)
	}
}

// linked answers the modules of all packages that the programs in folders are built of, by their names: not those of tests, nor
// of what is required and not used. Without the workspace, as the programs are built for others.
func linked(folders []string) (map[string]module, error) {
	modules := map[string]module{}
	for _, folder := range folders {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", ".")
		cmd.Dir, cmd.Stderr = folder, os.Stderr
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOOS=linux", "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", folder, err)
		}
		for packages := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct{ Module *module }
			if err := packages.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("%s: %w", folder, err)
			}
			if m := p.Module; m != nil && m.Path != ours && !strings.HasPrefix(m.Path, ours+"/") {
				if m.Replace != nil {
					m = m.Replace
				}
				modules[m.Path] = *m
			}
		}
	}
	return modules, nil
}

// write writes the table. The error names every module that cannot stay.
func write(out io.Writer, modules map[string]module) error {
	var table strings.Builder
	table.WriteString(head)
	var problems []error
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		m := modules[path]
		licences, err := licencesIn(os.DirFS(m.Dir))
		if err != nil {
			problems = append(problems, fmt.Errorf("%s %s: %w", m.Path, m.Version, err))
		}
		fmt.Fprintf(&table, "| %s | %s | %s |\n", m.Path, m.Version, strings.Join(licences, ", "))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	_, err := io.WriteString(out, table.String())
	return err
}

const head = `# Licences of what our programs are made of

Written by ` + "`make licences`" + `, which fails where a licence is unknown or none that we take. Every module that is
linked into one of the programs; their texts go with the modules. Beside them the gateway serves Swagger UI (Apache-2.0), whose
licence and notice, and those of what is in it, stand in ` + "`gateway/internal/apidocs/static/swagger-ui`" + `.

| module | version | licences |
|---|---|---|
`
