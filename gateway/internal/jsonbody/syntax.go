// Package jsonbody says what is wrong with a JSON body, and where, in words of our own: the texts of parsers tell how
// the suite is made (ADR /core/hide-implementation) and change with every release.
package jsonbody

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/gateway/internal/routes"
)

// Syntax says where body is not one JSON value in UTF-8, nil where it is one.
func Syntax(body []byte) *problem.Violation {
	if at := invalidUTF8(body); at >= 0 {
		return syntaxError(body, at, "The body is not UTF-8")
	}
	if json.Valid(body) {
		return nil
	}
	var first any
	if errors.Is(json.NewDecoder(bytes.NewReader(body)).Decode(&first), io.ErrUnexpectedEOF) {
		return syntaxError(body, len(body), "The body ends before its JSON does")
	}
	at := 0
	var syntax *json.SyntaxError
	if errors.As(json.Unmarshal(body, &json.RawMessage{}), &syntax) {
		at = int(syntax.Offset) - 1 // the offset counts the character at fault
	}
	return syntaxError(body, at, "The body is not JSON")
}

func syntaxError(body []byte, at int, text string) *problem.Violation {
	line := 1 + bytes.Count(body[:at], []byte("\n"))
	column := 1 + utf8.RuneCount(body[bytes.LastIndexByte(body[:at], '\n')+1:at])
	return &problem.Violation{
		In: routes.InBody, Reason: "JSON_SYNTAX", Detail: fmt.Sprintf("%s: line %d, column %d.", text, line, column),
	}
}

func invalidUTF8(body []byte) int {
	if utf8.Valid(body) {
		return -1
	}
	for at := 0; at < len(body); {
		r, size := utf8.DecodeRune(body[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}
