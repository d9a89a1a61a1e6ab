// Package fault is the one type of error that may leave a service: what went wrong in a word a program can act on, and in
// words that are safe to show. Every other error leaves as "internal", with nothing but a trace id.
package fault

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"
)

// Kind is what sort of thing went wrong; each is one gRPC code and one HTTP status.
type Kind uint8

// The kinds.
const (
	Invalid            Kind = iota + 1 // the request breaks a rule: INVALID_ARGUMENT, 400
	Unauthenticated                    // no valid token: UNAUTHENTICATED, 401
	PermissionDenied                   // not for this caller: PERMISSION_DENIED, 403
	NotFound                           // no such resource: NOT_FOUND, 404
	AlreadyExists                      // clashes with what there is: ALREADY_EXISTS, 409
	Aborted                            // somebody else was first: ABORTED, 409
	FailedPrecondition                 // not in this state: FAILED_PRECONDITION, 400
	Exhausted                          // too much: RESOURCE_EXHAUSTED, 429
	Unavailable                        // try again later: UNAVAILABLE, 503
	DeadlineExceeded                   // took too long: DEADLINE_EXCEEDED, 504
)

// Error is a fault. Its text, fields and meta may be shown to the caller; Cause stays inside.
type Error struct {
	Kind Kind
	// Reason is stable and UPPER_SNAKE; clients branch on it. It is a promise once released.
	Reason string
	// Text says in one sentence what is wrong. Never a name, an address or a secret.
	Text string
	// Fields are all the violations of an invalid request.
	Fields []Field
	// Meta repeats the dynamic parts of Text for programs (AIP-193).
	Meta map[string]string
	// RetryAfter is how long the caller is asked to wait before it tries again; 0: nothing is known of that.
	RetryAfter time.Duration
	// Cause is what lay underneath, for the log only.
	Cause error
}

// Field is one violation of one field of a request.
type Field struct {
	// Path is where, as in the proto: "requests[17].order.count".
	Path string
	// Reason is stable and UPPER_SNAKE.
	Reason string
	// Text says in one sentence what is wrong.
	Text string
}

// Error answers kind, reason, text and fields on one line, for logs and tests.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Reason + ": " + e.Text)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s: %s", f.Path, f.Reason, f.Text)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, " (%v)", e.Cause)
	}
	return b.String()
}

// Unwrap answers the cause.
func (e *Error) Unwrap() error { return e.Cause }

// New answers a fault of any kind.
func New(kind Kind, reason, format string, args ...any) *Error {
	return &Error{Kind: kind, Reason: reason, Text: fmt.Sprintf(format, args...)}
}

// Violations answers an Invalid fault with all of fields, or nil where there are none. The result is an error, not an
// *Error, so that no nil pointer becomes a non-nil error.
func Violations(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	text := "The request has 1 violation."
	if len(fields) > 1 {
		text = fmt.Sprintf("The request has %d violations.", len(fields))
	}
	return &Error{Kind: Invalid, Reason: "REQUEST_INVALID", Text: text, Fields: fields}
}

// Violation answers an Invalid fault with one field.
func Violation(path, reason, format string, args ...any) error {
	return Violations([]Field{{Path: path, Reason: reason, Text: fmt.Sprintf(format, args...)}})
}

// With answers a copy of e that repeats a dynamic part of its text for programs.
func (e *Error) With(key, value string) *Error {
	c := *e
	c.Meta = maps.Clone(e.Meta)
	if c.Meta == nil {
		c.Meta = map[string]string{}
	}
	c.Meta[key] = value
	return &c
}

// After answers a copy of e that asks the caller to wait before it tries again.
func (e *Error) After(wait time.Duration) *Error {
	c := *e
	c.RetryAfter = wait
	return &c
}

// Because answers a copy of e with what lay underneath.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// Is says whether err is a fault with reason.
func Is(err error, reason string) bool {
	var f *Error
	return errors.As(err, &f) && f.Reason == reason
}

// At answers err with every path of its fields under path: a rule of a resource knows the field, and only the handler
// knows where in the request the resource stands. Any other error is answered as it is.
func At(path string, err error) error {
	var f *Error
	if path == "" || !errors.As(err, &f) || len(f.Fields) == 0 {
		return err
	}
	c := *f
	c.Fields = make([]Field, len(f.Fields))
	for i, field := range f.Fields {
		field.Path = path + "." + field.Path
		c.Fields[i] = field
	}
	return &c
}
