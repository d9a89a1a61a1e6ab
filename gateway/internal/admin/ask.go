package admin

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// askTimeout is how long a process may take to answer. It gives its own parts two seconds.
const askTimeout = 3 * time.Second

// answered is what a process answered, or why it did not.
type answered struct {
	name   string // of the connection
	status *operationsv1.ProcessStatus
	err    error
}

// ask asks all processes at once how they are, in the order of their names.
func (s *site) ask(r *http.Request) []answered {
	names := slices.Sorted(maps.Keys(s.options.Processes))
	all := make([]answered, len(names))
	var asking sync.WaitGroup
	for i, name := range names {
		asking.Go(func() {
			ctx, cancel := calling(r)
			defer cancel()
			status, err := s.options.Processes[name].GetProcessStatus(ctx, &operationsv1.GetProcessStatusRequest{})
			all[i] = answered{name, status, err}
		})
	}
	asking.Wait()
	return all
}

// calling answers the context of a call by the visitor who made r.
func calling(r *http.Request) (context.Context, context.CancelFunc) {
	ctx := metadata.AppendToOutgoingContext(r.Context(), "authorization", r.Header.Get("Authorization"))
	return context.WithTimeout(ctx, askTimeout)
}

// processOf answers the process that a service is in: its own, or the only one there is.
func (s *site) processOf(service string) operationsv1.OperationServiceClient {
	if own, apart := s.options.Processes[service]; apart {
		return own
	}
	if len(s.options.Processes) > 1 {
		return nil
	}
	for _, only := range s.options.Processes {
		return only
	}
	return nil
}

// whyAway says why a process did not answer. The text of the error stays out: it may name what is inside.
func whyAway(err error) string {
	switch status.Code(err) {
	case codes.Unavailable:
		return "er is geen verbinding"
	case codes.DeadlineExceeded, codes.Canceled:
		return "er kwam op tijd geen antwoord"
	case codes.Unimplemented:
		return "deze versie kan het nog niet zeggen"
	case codes.PermissionDenied, codes.Unauthenticated:
		return "uw aanmelding telt daar niet"
	}
	return "er ging daar iets mis"
}
