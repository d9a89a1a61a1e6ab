// Command echo is the limit of gRPC: grpc-go with its defaults and the message of the suite, which is answered as it came. It
// leaves out everything else: who calls is not asked, nothing is checked, observed, bounded or recorded.
package main

import (
	"context"

	"google.golang.org/grpc"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/test/bench/beside"
)

func main() { beside.Main(run) }

func run(ctx context.Context, o beside.Options) error {
	listener, err := o.Listener(ctx)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	activitiesv1.RegisterHeadCountServiceServer(server, beside.Echo{})
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	o.Ready()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		server.GracefulStop()
		return <-ended
	}
}
