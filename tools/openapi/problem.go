package main

import (
	"net/http"
	"strings"
)

// problemExamples are the reason and the detail of an error of each status, as the suite gives them.
var problemExamples = map[int][2]string{
	400: {"REQUEST_INVALID", "The request has 2 violations."},
	401: {"TOKEN_EXPIRED", "The token has expired."},
	403: {"ROLE_MISSING", "This needs one of the roles: activities.staff."},
	404: {"LOCATION_NOT_FOUND", "There is no location with this id."},
	406: {"NOT_ACCEPTABLE", "The answer is application/json, which the header Accept leaves out."},
	409: {"ETAG_MISMATCH", "It was changed by somebody else since it was read. Read it again."},
	413: {"BODY_TOO_LARGE", "The body is larger than 1048576 bytes."},
	415: {"MEDIA_TYPE_UNSUPPORTED", "The body must be application/json in UTF-8, and the header Content-Type must say so."},
	429: {"RATE_LIMITED", "You make more calls than one caller may. Wait, and go on slower."},
	500: {"INTERNAL", "Something went wrong on our side."},
	503: {"UNAVAILABLE", "The service cannot be reached now. Try again later."},
	504: {"DEADLINE_EXCEEDED", "The request took longer than it may take."},
}

// problemExample answers an error of a status as the gateway writes it.
func problemExample(status int) object {
	reason, detail := problemExamples[status][0], problemExamples[status][1]
	example := object{
		"type":  "urn:meedoen:problem:" + strings.ReplaceAll(strings.ToLower(reason), "_", "-"),
		"title": http.StatusText(status), "status": status, "reason": reason, "detail": detail,
		"instance": "urn:meedoen:trace:0af7651916cd43dd8448eb211c80319c",
	}
	if status == http.StatusBadRequest {
		example["errors"] = []any{
			object{
				"in": "body", "field": "date", "reason": "DATE_IN_FUTURE", "detail": "The date is after today.",
			},
			object{
				"in": "query", "field": "nonsense", "reason": "QUERY_KEY_UNKNOWN", "detail": "This route takes no query keys.",
			},
		}
	}
	return example
}

// problemSchemas answers the schemas of an error (RFC 9457), as the gateway writes it.
func problemSchemas() object {
	text := func(description string) object { return object{"type": "string", "description": description} }
	return object{
		"Problem": object{
			"type":        "object",
			"description": "Problem is one error (RFC 9457).",
			"required":    []any{"type", "title", "status", "detail", "reason"},
			"properties": object{
				"type": object{
					"type": "string", "format": "uri", "description": "The kind of error, a URN made of the reason.",
				},
				"title":    text("The phrase of the HTTP status."),
				"status":   object{"type": "integer", "format": "int32", "description": "The HTTP status."},
				"detail":   text("One sentence that says what is wrong."),
				"instance": object{"type": "string", "format": "uri", "description": "This very occurrence, by its trace."},
				"reason": object{
					"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$", "description": "Stable; branch on this.",
				},
				"meta": object{
					"type": "object", "additionalProperties": object{"type": "string"},
					"description": "The dynamic parts of the detail.",
				},
				"errors": object{
					"type": "array", "items": object{"$ref": schemaRef + "Violation"},
					"description": "Every violation of an invalid request.",
				},
			},
		},
		"Violation": object{
			"type":        "object",
			"description": "Violation is one rule that one part of a request breaks.",
			"required":    []any{"in", "field", "reason", "detail"},
			"properties": object{
				"in": object{
					"type": "string", "enum": []any{"path", "query", "body"}, "description": "The part of the request.",
				},
				"field":  text("The name in that part, such as requests[17].headCount.count. Empty for the body as a whole."),
				"reason": object{"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$", "description": "Stable; branch on this."},
				"detail": text("One sentence that says what is wrong."),
			},
		},
	}
}
