package gateway

import (
	"net/http"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/gateway/internal/admin"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// newAdmin answers the handler of the pages of admins, for who is known to be one.
func newAdmin(deps Deps, cfg Config) (http.Handler, error) {
	return admin.New(deps.Traces.store, deps.Log, admin.Options{
		Notice: cfg.Notice, Jaeger: cfg.Traces.Jaeger, Processes: processesOf(deps.Conn),
	})
}

// processesOf answers what each process says of itself, by the name of the service where they run apart. A process answers for
// all that is in it, so where there is one it is asked once.
func processesOf(conn grpc.ClientConnInterface) map[string]operationsv1.OperationServiceClient {
	apart, are := conn.(route)
	if !are {
		apart = route{"meedoen": conn}
	}
	processes := map[string]operationsv1.OperationServiceClient{}
	for name, one := range apart {
		processes[name] = operationsv1.NewOperationServiceClient(one)
	}
	return processes
}
