package sample_test

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func registerDebts(server *grpc.Server, s *store) {
	debtcounsellingv1.RegisterClientServiceServer(server, debtClientServer{store: s})
	debtcounsellingv1.RegisterTrajectoryServiceServer(server, trajectoryServer{store: s})
}

type debtClientServer struct {
	debtcounsellingv1.UnimplementedClientServiceServer
	*store
}

func (s debtClientServer) BatchCreateClients(
	_ context.Context, in *debtcounsellingv1.BatchCreateClientsRequest,
) (*debtcounsellingv1.BatchCreateClientsResponse, error) {
	list, err := many[*debtcounsellingv1.Client](s.store, "BatchCreateClients", "debt-client", in.GetRequests(),
		func(*debtcounsellingv1.CreateClientRequest) record {
			return func(id string) (proto.Message, []string) { return &debtcounsellingv1.Client{Id: id}, nil }
		})
	return &debtcounsellingv1.BatchCreateClientsResponse{Clients: list}, err
}

type trajectoryServer struct {
	debtcounsellingv1.UnimplementedTrajectoryServiceServer
	*store
}

func (s trajectoryServer) BatchCreateTrajectories(
	_ context.Context, in *debtcounsellingv1.BatchCreateTrajectoriesRequest,
) (*debtcounsellingv1.BatchCreateTrajectoriesResponse, error) {
	list, err := many[*debtcounsellingv1.Trajectory](s.store, "BatchCreateTrajectories", "trajectory", in.GetRequests(),
		func(r *debtcounsellingv1.CreateTrajectoryRequest) record {
			return func(id string) (proto.Message, []string) {
				return &debtcounsellingv1.Trajectory{Id: id}, r.GetTrajectory().GetClientIds()
			}
		})
	return &debtcounsellingv1.BatchCreateTrajectoriesResponse{Trajectories: list}, err
}
