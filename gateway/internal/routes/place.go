package routes

import "strings"

// The places of a request where a value can stand.
const (
	InPath  = "path"
	InQuery = "query"
	InBody  = "body"
)

// Place says where a caller finds the field that a service names by its path in the request message, and what it is
// called there: "head_count.count" is "count" in a body that is the head count itself.
func (r *Route) Place(protoPath string) (in, field string) {
	if _, ok := r.Vars[protoPath]; ok {
		return InPath, VarName(protoPath)
	}
	first := protoPath
	if i := strings.IndexAny(protoPath, ".["); i >= 0 {
		first = protoPath[:i]
	}
	if r.bodyField == first {
		if rest := strings.TrimPrefix(protoPath, first+"."); rest != protoPath {
			return InBody, jsonPath(rest)
		}
	}
	if _, ok := r.Query[jsonPath(first)]; ok {
		return InQuery, jsonPath(protoPath)
	}
	return InBody, jsonPath(protoPath)
}

// VarName answers what a field in the path is called to the outside: the id in "location.id" is "id".
func VarName(protoPath string) string {
	return jsonPath(protoPath[strings.LastIndexByte(protoPath, '.')+1:])
}

// jsonPath answers a path of proto names as their JSON names: "requests[17].head_count.count" is
// "requests[17].headCount.count". Keys of maps, between brackets, stay as they are.
func jsonPath(protoPath string) string {
	var b strings.Builder
	upper, key := false, false
	for _, c := range protoPath {
		switch {
		case c == '[' || c == ']':
			key = c == '['
		case c == '_' && !key:
			upper = true
			continue
		case upper && 'a' <= c && c <= 'z':
			c -= 'a' - 'A'
		}
		upper = false
		b.WriteRune(c)
	}
	return b.String()
}
