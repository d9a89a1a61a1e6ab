package fault

import (
	"context"
	"errors"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"
)

// Domain is the domain of every reason in ErrorInfo (AIP-193).
const Domain = "meedoen"

// InternalReason is the reason of every error that is not a fault.
const InternalReason = "INTERNAL"

var codeOf = map[Kind]codes.Code{
	Invalid:            codes.InvalidArgument,
	Unauthenticated:    codes.Unauthenticated,
	PermissionDenied:   codes.PermissionDenied,
	NotFound:           codes.NotFound,
	AlreadyExists:      codes.AlreadyExists,
	Aborted:            codes.Aborted,
	FailedPrecondition: codes.FailedPrecondition,
	Exhausted:          codes.ResourceExhausted,
	Unavailable:        codes.Unavailable,
	DeadlineExceeded:   codes.DeadlineExceeded,
}

// Status answers err as it may leave the service. A fault keeps its reason, text and fields, an outage leaves as its fault, and
// the end of a context has its code. Anything else is Internal without a word of what happened, only traceID: also a status, for
// that is what another service said to this one, and a fault of no kind, whose code would be OK.
func Status(err error, traceID string) *status.Status {
	var f *Error
	var away *Outage
	switch {
	case errors.As(err, &f) && codeOf[f.Kind] != codes.OK:
		return f.status()
	case errors.As(err, &away):
		return away.Fault.status()
	case errors.Is(err, context.DeadlineExceeded):
		return New(DeadlineExceeded, "DEADLINE_EXCEEDED", "The request took longer than its deadline.").status()
	case errors.Is(err, context.Canceled):
		return status.New(codes.Canceled, "The caller cancelled the request.")
	}
	info := &errdetails.ErrorInfo{Reason: InternalReason, Domain: Domain}
	if traceID != "" {
		info.Metadata = map[string]string{"trace_id": traceID}
	}
	return withDetails(status.New(codes.Internal, "Something went wrong on our side."), info)
}

func (e *Error) status() *status.Status {
	details := []protoadapt.MessageV1{&errdetails.ErrorInfo{Reason: e.Reason, Domain: Domain, Metadata: e.Meta}}
	if len(e.Fields) > 0 {
		bad := &errdetails.BadRequest{}
		for _, f := range e.Fields {
			bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{
				Field: f.Path, Reason: f.Reason, Description: f.Text,
			})
		}
		details = append(details, bad)
	}
	if e.RetryAfter > 0 {
		details = append(details, &errdetails.RetryInfo{RetryDelay: durationpb.New(e.RetryAfter)})
	}
	return withDetails(status.New(codeOf[e.Kind], e.Text), details...)
}

func withDetails(s *status.Status, details ...protoadapt.MessageV1) *status.Status {
	detailed, err := s.WithDetails(details...)
	if err != nil {
		return s
	}
	return detailed
}

// FromStatus reads a fault back from a status that another service answered, or nil where it carries none.
func FromStatus(s *status.Status) *Error {
	f := &Error{Text: s.Message()}
	for kind, code := range codeOf {
		if code == s.Code() {
			f.Kind = kind
		}
	}
	for _, d := range s.Details() {
		switch d := d.(type) {
		case *errdetails.ErrorInfo:
			f.Reason, f.Meta = d.GetReason(), d.GetMetadata()
		case *errdetails.RetryInfo:
			f.RetryAfter = d.GetRetryDelay().AsDuration()
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				f.Fields = append(f.Fields, Field{Path: v.GetField(), Reason: v.GetReason(), Text: v.GetDescription()})
			}
		}
	}
	if f.Kind == 0 || f.Reason == "" {
		return nil
	}
	return f
}
