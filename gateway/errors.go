package gateway

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/gateway/internal/jsonbody"
	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	"github.com/deschoor/meedoen/platform/fault"
)

// errorWriter makes problems of what went wrong behind the rules.
type errorWriter struct{ log *slog.Logger }

// callFailed answers a call that failed, or a request that the generated code could not make into one. A route that the
// rules know and the generated code does not ends here too, as the mistake of ours that it is.
func (e errorWriter) callFailed(
	ctx context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, w http.ResponseWriter, r *http.Request, err error,
) {
	p := e.problemOf(ctx, status.Convert(err))
	if p.Status >= http.StatusInternalServerError {
		e.log.ErrorContext(ctx, "request failed", "route", r.Pattern, "status", p.Status, "reason", p.Reason, "error", err)
	}
	p.Write(ctx, w)
}

func (e errorWriter) problemOf(ctx context.Context, s *status.Status) *problem.Problem {
	route := rules.MatchOf(ctx).Route
	if s.Code() != codes.InvalidArgument || fault.FromStatus(s) != nil {
		return problem.FromStatus(s, route.Place)
	}
	// No service speaks like this: the generated code could not read the request. Path and query were checked before.
	if route.Body != nil {
		if violation := jsonbody.Syntax(rules.BodyOf(ctx)); violation != nil {
			return problem.Invalid(*violation)
		}
		if violations := jsonbody.Explain(route.Body, rules.BodyOf(ctx)); len(violations) > 0 {
			return problem.Invalid(violations...)
		}
	}
	return problem.New(http.StatusBadRequest, problem.InvalidReason, "The request is not as the API describes it.")
}
