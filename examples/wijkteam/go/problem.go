package main

import (
	"fmt"
	"io"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"
)

// problem is what an error of Meedoen says, for a program: branch on the reason, never on the text.
type problem struct {
	Code       string            `json:"code"`
	Reason     string            `json:"reason"`
	Text       string            `json:"text"`
	Metadata   map[string]string `json:"metadata"`
	Violations []violation       `json:"violations"`
}

// violation is one thing that is wrong with a request. All of them come at once.
type violation struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

// problemOf reads an error of a call: its code, and its details google.rpc.ErrorInfo and google.rpc.BadRequest. The reason is
// empty where the error does not come from Meedoen itself, as when the line broke.
func problemOf(err error) problem {
	s := status.Convert(err)
	p := problem{Code: code.Code(s.Code()).String(), Text: s.Message(), Metadata: map[string]string{}, Violations: []violation{}}
	for _, detail := range s.Details() {
		switch d := detail.(type) {
		case *errdetails.ErrorInfo:
			if d.GetDomain() == "meedoen" {
				p.Reason = d.GetReason()
				for k, v := range d.GetMetadata() {
					p.Metadata[k] = v
				}
			}
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				p.Violations = append(p.Violations, violation{v.GetField(), v.GetReason(), v.GetDescription()})
			}
		}
	}
	return p
}

// has says whether a reason is that of the error, or of one of its violations.
func (p problem) has(reason string) bool {
	for _, v := range p.Violations {
		if v.Reason == reason {
			return true
		}
	}
	return p.Reason == reason
}

// report prints what went wrong.
func report(out io.Writer, err error) {
	if s, ok := status.FromError(err); !ok {
		fmt.Fprintln(out, err)
	} else if printLine(out, problemOf(s.Err())) != nil {
		fmt.Fprintln(out, s.Message())
	}
}
