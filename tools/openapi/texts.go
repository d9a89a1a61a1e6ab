package main

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	lineBreak = regexp.MustCompile(`([^\n])\n([^\n-])`)
	snakeName = regexp.MustCompile(`\b[a-z][a-z0-9]*(_[a-z0-9]+)+\b`)
	upperName = regexp.MustCompile(`\b[A-Z][A-Z_]+\b`)
	wordStart = regexp.MustCompile(`([A-Z])`)
	typeName  = regexp.MustCompile(`\b[A-Z][A-Za-z]+\b`)
)

// httpStatus says in HTTP what the comments in the protos say in gRPC.
var httpStatus = map[string]string{
	"INVALID_ARGUMENT": "400", "FAILED_PRECONDITION": "400", "UNAUTHENTICATED": "401", "PERMISSION_DENIED": "403",
	"NOT_FOUND": "404", "ALREADY_EXISTS": "409", "ABORTED": "409", "RESOURCE_EXHAUSTED": "429", "UNAVAILABLE": "503",
	"DEADLINE_EXCEEDED": "504",
}

// splitSummary leaves one sentence in the summary, for lists, and moves what follows it to the description.
func splitSummary(operation object) {
	summary := lineBreak.ReplaceAllString(fmt.Sprint(operation["summary"]), "$1 $2")
	description, _ := operation["description"].(string)
	if first, rest, ok := strings.Cut(summary, ". "); ok {
		summary = first + "."
		description = strings.TrimSuffix(rest+"\n\n"+description, "\n\n")
	}
	operation["summary"], operation["description"] = summary, description
}

// rewordTexts makes the comments of the protos speak of what a caller of the REST API sees: statuses for codes, JSON
// names for names of fields, ids of operations for names of methods. Lines are broken where a paragraph ends and
// nowhere else.
func (a *api) rewordTexts() error {
	operations := map[string]string{}
	for _, m := range a.protos.methods {
		if a.protos.named[m.Name()] == 1 { // of others nobody knows which is meant
			operations[string(m.Name())] = a.protos.operationID(m)
		}
	}
	reword := func(text string) string {
		text = lineBreak.ReplaceAllString(text, "$1 $2")
		text = snakeName.ReplaceAllStringFunc(text, camelIf(a.protos.fieldNames()))
		text = upperName.ReplaceAllStringFunc(text, replaceIf(httpStatus))
		return typeName.ReplaceAllStringFunc(text, replaceIf(operations))
	}
	each(a.doc, func(o object) {
		for _, key := range []string{"summary", "description"} {
			if text, ok := o[key].(string); ok {
				o[key] = reword(text)
			}
		}
	})
	return nil
}

func camelIf(known map[string]bool) func(string) string {
	return func(name string) string {
		if known[name] {
			return camel(name)
		}
		return name
	}
}

func replaceIf(by map[string]string) func(string) string {
	return func(name string) string {
		if other, ok := by[name]; ok {
			return other
		}
		return name
	}
}
