package gateway

import (
	"context"
	"net/http"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"

	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/platform/app"
)

// readyTimeout bounds one question for readiness; probes ask again soon.
const readyTimeout = 2 * time.Second

// newHealth answers the handler of /healthz, which says that the process runs, and of /readyz, which says that the
// services behind the gateway can be called now, and that it is not about to stop. They are untraced and need no token.
func newHealth(conn grpc.ClientConnInterface) http.Handler {
	services := grpc_health_v1.NewHealthClient(conn)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			problem.New(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "This path has the methods GET, HEAD.").
				Write(r.Context(), w)
			return
		}
		if r.URL.Path == "/readyz" && (app.Retired(r.Context()) || !ready(r.Context(), services)) {
			problem.New(http.StatusServiceUnavailable, "NOT_READY", "The services cannot be called now.").
				Write(r.Context(), w)
			return
		}
		w.Header().Set("Content-Type", jsonType)
		_, _ = w.Write([]byte(`{"status":"ok"}`))
	})
}

func ready(ctx context.Context, services grpc_health_v1.HealthClient) bool {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	answer, err := services.Check(ctx, &grpc_health_v1.HealthCheckRequest{})
	return err == nil && answer.GetStatus() == grpc_health_v1.HealthCheckResponse_SERVING
}
