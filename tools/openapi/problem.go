package main

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
