// Command sbom writes the bill of materials of a Go program as CycloneDX 1.6 in JSON: the modules that are really in it, as
// its linker recorded them. The same program gives the same bytes: nothing in it is random, and its time is that of
// SOURCE_DATE_EPOCH (seconds since 1970), or none.
//
//	sbom PROGRAM > program.cdx.json
package main

import (
	"debug/buildinfo"
	"fmt"
	"io"
	"os"
	"path"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// house is the path under which the modules of Meedoen are, and licence theirs.
const house, licence = "github.com/deschoor/meedoen/", "EUPL-1.2"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sbom PROGRAM")
		os.Exit(2)
	}
	if err := write(os.Stdout, os.Args[1], os.Getenv("VERSION"), os.Getenv("SOURCE_DATE_EPOCH")); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

// write writes the bill of the program in a file. version is that of the program and of the modules that are built with
// it, epoch the time of its source in seconds since 1970; either may be empty.
func write(w io.Writer, file, version, epoch string) error {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return err
	}
	bill, err := billOf(info, version, epoch)
	if err != nil {
		return err
	}
	return cdx.NewBOMEncoder(w, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).
		EncodeVersion(bill, cdx.SpecVersion1_6)
}

// billOf answers the bill of a program by what its linker recorded.
func billOf(info *debug.BuildInfo, version, epoch string) (*cdx.BOM, error) {
	program := component(info.Path, version, cdx.ComponentTypeApplication)
	program.Name = path.Base(info.Path)
	standard := component("std", strings.TrimPrefix(info.GoVersion, "go"), cdx.ComponentTypeLibrary)
	components, refs := []cdx.Component{standard}, []string{standard.BOMRef}
	for _, m := range append([]*debug.Module{&info.Main}, info.Deps...) {
		c := moduleOf(m, version)
		components, refs = append(components, c), append(refs, c.BOMRef)
	}
	bill := cdx.NewBOM()
	bill.Metadata = &cdx.Metadata{Component: &program, Properties: settings(info)}
	if epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("SOURCE_DATE_EPOCH is a number of seconds: %w", err)
		}
		bill.Metadata.Timestamp = time.Unix(seconds, 0).UTC().Format(time.RFC3339)
	}
	bill.Components = &components
	// Which module needs which is not recorded: all are what the program needs.
	bill.Dependencies = &[]cdx.Dependency{{Ref: program.BOMRef, Dependencies: &refs}}
	return bill, nil
}

// moduleOf answers the component of a module. One of Meedoen is built from the same source as the program and has its version.
func moduleOf(m *debug.Module, version string) cdx.Component {
	if strings.HasPrefix(m.Path, house) {
		return component(m.Path, version, cdx.ComponentTypeLibrary)
	}
	if m.Replace != nil {
		m = m.Replace
	}
	c := component(m.Path, m.Version, cdx.ComponentTypeLibrary)
	if m.Sum != "" {
		c.Properties = &[]cdx.Property{{Name: "go:sum", Value: m.Sum}}
	}
	return c
}

func component(name, version string, kind cdx.ComponentType) cdx.Component {
	url := "pkg:golang/" + name
	if version != "" {
		url += "@" + version
	}
	c := cdx.Component{BOMRef: url, PackageURL: url, Type: kind, Name: name, Version: version}
	if strings.HasPrefix(name, house) {
		c.Licenses = &cdx.Licenses{{License: &cdx.License{ID: licence}}}
	}
	return c
}

// settings answers how the program was built, without what differs from one machine to the next.
func settings(info *debug.BuildInfo) *[]cdx.Property {
	var all []cdx.Property
	for _, s := range info.Settings {
		if s.Key == "GOOS" || s.Key == "GOARCH" || s.Key == "GOAMD64" || s.Key == "CGO_ENABLED" || s.Key == "-trimpath" {
			all = append(all, cdx.Property{Name: "go:build:" + s.Key, Value: s.Value})
		}
	}
	return &all
}
