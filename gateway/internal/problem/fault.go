package problem

import (
	"net/http"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
)

// FromStatus answers the problem of what a service answered. Place says where in the REST request the fields stand that
// the service names. The text of a status that is no fault is not passed on: it was not written for callers.
func FromStatus(s *status.Status, place func(protoPath string) (in, field string)) *Problem {
	f := fault.FromStatus(s)
	if f == nil {
		return fromCode(s.Code())
	}
	p := Of(f)
	for _, v := range f.Fields {
		in, field := place(v.Path)
		p.Errors = append(p.Errors, Violation{In: in, Field: field, Reason: v.Reason, Detail: v.Text})
	}
	return p
}

// retryAfter is how long a caller is asked to wait where nobody knows how long it takes: a service that was restarted is found
// again within that time.
const retryAfter = 2 * time.Second

// Of answers the problem of a fault, without the places of its fields.
func Of(f *fault.Error) *Problem {
	p := New(statusOf(f.Kind), f.Reason, "%s", f.Text)
	p.Meta, p.RetryAfter = f.Meta, f.RetryAfter
	return p
}

// fromCode answers the problem of a status that gRPC itself made, or a proxy on the way.
func fromCode(code codes.Code) *Problem {
	switch code {
	case codes.Canceled:
		return New(statusClientClosed, "CANCELLED", "The request was cancelled.")
	case codes.DeadlineExceeded:
		return New(http.StatusGatewayTimeout, "DEADLINE_EXCEEDED", "The request took longer than it may take.")
	case codes.Unavailable:
		return New(http.StatusServiceUnavailable, "UNAVAILABLE", "The service cannot be reached now. Try again later.").
			After(retryAfter)
	case codes.ResourceExhausted:
		return New(http.StatusTooManyRequests, "EXHAUSTED", "There is more than the service can handle.").After(retryAfter)
	case codes.Unauthenticated:
		return New(http.StatusUnauthorized, "UNAUTHENTICATED", "This needs a valid token.")
	case codes.PermissionDenied:
		return New(http.StatusForbidden, "PERMISSION_DENIED", "This is not allowed to the caller.")
	case codes.Unimplemented:
		return New(http.StatusNotImplemented, "UNIMPLEMENTED", "The service does not offer this.")
	}
	return New(http.StatusInternalServerError, fault.InternalReason, "Something went wrong on our side.")
}

// statusOf answers the HTTP status of a kind of fault.
func statusOf(kind fault.Kind) int {
	switch kind {
	case fault.Invalid, fault.FailedPrecondition:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.PermissionDenied:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.AlreadyExists, fault.Aborted:
		return http.StatusConflict
	case fault.Exhausted:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.DeadlineExceeded:
		return http.StatusGatewayTimeout
	}
	return http.StatusInternalServerError
}
