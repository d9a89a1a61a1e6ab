package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const problemType = "application/problem+json"

// describeResponses replaces the one answer the plugin knows by those the gateway gives.
func (a *api) describeResponses(path, method string, operation object, open bool, roles []string) {
	responses := operation.at("responses")
	success := responses.at("200")
	headers := object{"API-Version": object{"$ref": "#/components/headers/API-Version"}}
	switch {
	case method == "delete":
		delete(responses, "200")
		delete(success, "content")
		responses["204"] = success
	case method == "post" && a.hasLocation(path):
		delete(responses, "200")
		responses["201"] = success
		headers["Location"] = object{"$ref": "#/components/headers/Location"}
	}
	success["headers"] = headers
	for _, status := range errorsOf(path, method, operation, open, roles) {
		responses[fmt.Sprint(status)] = object{"$ref": "#/components/responses/" + responseName(status)}
	}
}

// hasLocation says whether what a POST to path creates can be read: below the path by its id, at the path, or above it.
// The gateway has the same rule (routes.Table). What a variable is called makes no difference.
func (a *api) hasLocation(path string) bool {
	path = unnamed(path)
	above := path[:strings.LastIndexByte(path, '/')]
	for other, item := range a.paths {
		other = unnamed(other)
		below, isBelow := strings.CutPrefix(other, path+"/")
		if _, get := item.(object)["get"]; get &&
			(other == path || other == above || isBelow && strings.HasPrefix(below, "{") && !strings.Contains(below, "/")) {
			return true
		}
	}
	return false
}

// unnamed answers a path without the names of its variables.
func unnamed(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = "{}"
		}
	}
	return strings.Join(segments, "/")
}

func errorsOf(path, method string, operation object, open bool, roles []string) []int {
	statuses := []int{
		http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotAcceptable, http.StatusTooManyRequests,
		http.StatusInternalServerError,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout,
	}
	refusesRoles := !open && !slices.Equal(roles, []string{"*"})
	if refusesRoles || strings.Contains(fmt.Sprint(operation["description"]), "PERMISSION_DENIED") {
		statuses = append(statuses, http.StatusForbidden)
	}
	if strings.Contains(path, "{") {
		statuses = append(statuses, http.StatusNotFound)
	}
	if method != "get" {
		statuses = append(statuses, http.StatusConflict)
	}
	if _, ok := operation["requestBody"]; ok {
		statuses = append(statuses, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return statuses
}

func responseName(status int) string { return strings.ReplaceAll(http.StatusText(status), " ", "") }

// addProblems adds the answers that operations refer to.
func (a *api) addProblems() error {
	responses := a.doc.at("components", "responses")
	for _, status := range []int{400, 401, 403, 404, 406, 409, 413, 415, 429, 500, 503, 504} {
		responses[responseName(status)] = object{
			"description": problemTexts[status],
			"headers":     object{"API-Version": object{"$ref": "#/components/headers/API-Version"}},
			"content": object{problemType: object{
				"schema": object{"$ref": schemaRef + "Problem"}, "example": problemExample(status),
			}},
		}
	}
	responses.at(responseName(http.StatusUnauthorized), "headers")["WWW-Authenticate"] = object{
		"description": "The scheme of the token: `Bearer`.", "schema": object{"type": "string", "examples": []any{"Bearer"}},
	}
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		responses.at(responseName(status), "headers")["Retry-After"] = object{
			"description": "In how many seconds to try again, where that is known.",
			"schema":      object{"type": "integer", "format": "int32", "minimum": 1, "examples": []any{2}},
		}
	}
	headers := a.doc.at("components", "headers")
	headers["API-Version"] = object{
		"description": "The full version of this API.",
		"required":    true,
		"schema":      object{"type": "string", "examples": []any{a.doc.at("info")["version"]}},
	}
	headers["Location"] = object{
		"description": "Where to read what was created.",
		"required":    true,
		"schema":      object{"type": "string", "format": "uri-reference"},
	}
	for name, schema := range problemSchemas() {
		if _, taken := a.schemas[name]; taken {
			return fmt.Errorf("two schemas would be called %s", name)
		}
		a.schemas[name] = schema
	}
	return nil
}

var problemTexts = map[int]string{
	400: "The request breaks a rule; `errors` names every violation. Or what it asks is not possible in this state.",
	401: "There is no token, or it is not valid.",
	403: "The caller may not do this.",
	404: "There is no such resource.",
	406: "The header Accept leaves out application/json.",
	409: "The request clashes with what there is, or somebody else was first.",
	413: "The body is too large.",
	415: "The body is not of the media type that is taken here, application/json or text/csv.",
	429: "The caller makes more calls than one may, or asks for more than can be done at once.",
	500: "Something went wrong on our side.",
	503: "The service cannot be reached now.",
	504: "The request took longer than it may take.",
}
