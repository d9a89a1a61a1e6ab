package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const version = "/v1"

// moveVersion moves the major version from the paths to the address of the server (ADR /core/uri-version), and gives
// the variables of one resource one name: "{location.id}" is "{id}", as in the path of the other methods.
func (a *api) moveVersion() error {
	for _, path := range slices.Sorted(maps.Keys(a.paths)) {
		rest, ok := strings.CutPrefix(path, version+"/")
		if !ok {
			return fmt.Errorf("the path %s is not under %s", path, version)
		}
		item := a.paths[path].(object)
		delete(a.paths, path)
		segments := strings.Split(rest, "/")
		for i, s := range segments {
			if strings.HasPrefix(s, "{") {
				segments[i] = "{" + camel(s[strings.LastIndexAny(s, "{.")+1:len(s)-1]) + "}"
			}
		}
		for method, operation := range item {
			a.paths.at("/" + strings.Join(segments, "/"))[method] = operation
		}
	}
	a.doc["servers"] = []any{object{"url": version, "description": "This server."}}
	return nil
}

// camel answers a proto name as its JSON name.
func camel(name string) string {
	parts := strings.Split(name, "_")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}
