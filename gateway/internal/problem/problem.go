// Package problem holds the one form of every error of the REST API: application/problem+json (RFC 9457, ADR
// /core/error-handling/problem-details).
package problem

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/fault"
)

// ContentType is the media type of a problem.
const ContentType = "application/problem+json"

// InvalidReason is the reason of every request that breaks a rule about one or more of its fields.
const InvalidReason = "REQUEST_INVALID"

// Problem is one error as a caller sees it.
type Problem struct {
	// Type names the kind of error for programs: a URN made of Reason.
	Type string `json:"type"`
	// Title is the phrase of the HTTP status.
	Title string `json:"title"`
	// Status is the HTTP status.
	Status int `json:"status"`
	// Detail says in one sentence what is wrong.
	Detail string `json:"detail"`
	// Instance names this very occurrence, by the trace that shows it.
	Instance string `json:"instance,omitempty"`
	// Reason is stable and UPPER_SNAKE; clients branch on it.
	Reason string `json:"reason"`
	// Meta repeats the dynamic parts of Detail for programs.
	Meta map[string]string `json:"meta,omitempty"`
	// Errors are all the violations of an invalid request.
	Errors []Violation `json:"errors,omitempty"`
	// RetryAfter is how long the caller is asked to wait before it tries again; 0: nothing is said of that.
	RetryAfter time.Duration `json:"-"`
}

// Violation is one rule that one part of a request breaks.
type Violation struct {
	// In is where: "path", "query" or "body".
	In string `json:"in"`
	// Field is what, by its name in JSON: "requests[17].headCount.count". Empty for the body as a whole.
	Field string `json:"field"`
	// Reason is stable and UPPER_SNAKE.
	Reason string `json:"reason"`
	// Detail says in one sentence what is wrong.
	Detail string `json:"detail"`
}

// New answers a problem with an HTTP status.
func New(status int, reason, format string, args ...any) *Problem {
	return &Problem{
		Type:   "urn:" + fault.Domain + ":problem:" + strings.ReplaceAll(strings.ToLower(reason), "_", "-"),
		Title:  title(status),
		Status: status, Reason: reason, Detail: fmt.Sprintf(format, args...),
	}
}

// Invalid answers the problem of a request with violations, at least one.
func Invalid(violations ...Violation) *Problem {
	p := New(http.StatusBadRequest, InvalidReason, "The request has %d violations.", len(violations))
	if len(violations) == 1 {
		p.Detail = "The request has 1 violation."
	}
	p.Errors = violations
	return p
}

// After answers p, which asks the caller to wait before it tries again.
func (p *Problem) After(wait time.Duration) *Problem {
	p.RetryAfter = wait
	return p
}

// Write answers the problem. Its instance is the trace in ctx.
func (p *Problem) Write(ctx context.Context, w http.ResponseWriter) {
	if span := trace.SpanContextFromContext(ctx); span.HasTraceID() {
		p.Instance = "urn:" + fault.Domain + ":trace:" + span.TraceID().String()
	}
	body, err := json.Marshal(p)
	if err != nil {
		// Strings and numbers always encode.
		panic(err)
	}
	header := w.Header()
	header.Set("Content-Type", ContentType)
	if p.Status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", "Bearer") // RFC 9110 §11.6.1
	}
	if p.RetryAfter > 0 {
		// In whole seconds (RFC 9110 §10.2.3).
		header.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.RetryAfter.Seconds()))))
	}
	w.WriteHeader(p.Status)
	// A caller that went away is no error of ours.
	_, _ = w.Write(body)
}

// statusClientClosed is what the log of a proxy shows where the caller went away; nobody reads the answer.
const statusClientClosed = 499

func title(status int) string {
	if status == statusClientClosed {
		return "Client Closed Request"
	}
	return http.StatusText(status)
}
