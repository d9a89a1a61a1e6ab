package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// taken are the licences that go with ours, the EUPL 1.2, in a program that others are given: they ask for no more than to name
// who wrote it, and to pass on the source of the very file (MPL). None of them asks for the source of the whole.
var taken = []string{
	"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "EUPL-1.2", "ISC", "MIT", "MIT-0", "MPL-2.0",
	"OFL-1.1", "Unicode-DFS-2016", "Unlicense", "Zlib",
}

// isLicence knows a file with a licence by its name.
var isLicence = regexp.MustCompile(`(?i)^(un)?licen[cs]e|^copying|^copyright`)

// enough is the part of a file that must be text of licences, in per cent: what is left over are names and years. A file that is
// something else is no licence.
const enough = 75

// licencesIn answers the licences at the root of a module, in order. It fails where there is none, where one is none that is
// known, or none that we take.
func licencesIn(module fs.FS) ([]string, error) {
	files, err := fs.ReadDir(module, ".")
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, f := range files {
		if f.IsDir() || !isLicence.MatchString(f.Name()) || strings.HasSuffix(f.Name(), ".go") {
			continue
		}
		text, err := fs.ReadFile(module, f.Name())
		if err != nil {
			return nil, err
		}
		if licences, read := readByPeople(text); read {
			for _, id := range licences {
				found[id] = true
			}
			continue
		}
		coverage := licensecheck.Scan(text)
		if coverage.Percent < enough {
			return nil, fmt.Errorf("%s is no licence that is known (%.0f %% of it is)", f.Name(), coverage.Percent)
		}
		for _, match := range coverage.Match {
			if !match.IsURL {
				found[match.ID] = true
			}
		}
	}
	licences := slices.Sorted(maps.Keys(found))
	if len(licences) == 0 {
		return nil, errors.New("there is no licence in it")
	}
	for _, id := range licences {
		if !slices.Contains(taken, id) {
			return licences, fmt.Errorf("the licence %s is none that we take", id)
		}
	}
	return licences, nil
}
