package gateway

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/gateway/internal/rules"
)

const jsonType = "application/json"

// newMux answers the multiplexer of the generated code, without its habits that break the design rules.
func newMux(log *slog.Logger, json jsonBody) *runtime.ServeMux {
	e := errorWriter{log: log}
	return runtime.NewServeMux(
		runtime.WithMarshalerOption(runtime.MIMEWildcard, json),
		runtime.WithMarshalerOption(rules.FileType, fileBody{json}),
		runtime.WithErrorHandler(e.callFailed),
		runtime.WithForwardResponseOption(succeed),
		// A GET must stay a GET (ADR /core/http-safety).
		runtime.WithDisablePathLengthFallback(),
		runtime.WithDisableHTTPMethodOverride(),
		// The token travels without being asked for and the trace by the connection; nothing else does, either way.
		runtime.WithIncomingHeaderMatcher(noHeader),
		runtime.WithOutgoingHeaderMatcher(noHeader),
		runtime.WithOutgoingTrailerMatcher(noHeader),
	)
}

func noHeader(string) (string, bool) { return "", false }

// succeed sets the status of a success, and where a created resource is.
func succeed(ctx context.Context, w http.ResponseWriter, answer proto.Message) error {
	status, location := rules.MatchOf(ctx).Status(answer)
	if location != "" {
		w.Header().Set("Location", location)
	}
	if status == http.StatusNoContent {
		w.Header().Del("Content-Type")
	}
	w.WriteHeader(status)
	return nil
}
