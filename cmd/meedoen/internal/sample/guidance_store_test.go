package sample_test

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func registerGuidance(server *grpc.Server, s *store) {
	supportv1.RegisterGuidanceTrajectoryServiceServer(server, guidanceServer{store: s})
	supportv1.RegisterGuidanceContactServiceServer(server, guidanceContactServer{store: s})
}

type guidanceServer struct {
	supportv1.UnimplementedGuidanceTrajectoryServiceServer
	*store
}

func (s guidanceServer) BatchCreateGuidanceTrajectories(
	_ context.Context, in *supportv1.BatchCreateGuidanceTrajectoriesRequest,
) (*supportv1.BatchCreateGuidanceTrajectoriesResponse, error) {
	list, err := many[*supportv1.GuidanceTrajectory](s.store, "BatchCreateGuidanceTrajectories", "guidance", in.GetRequests(),
		func(r *supportv1.CreateGuidanceTrajectoryRequest) record {
			return func(id string) (proto.Message, []string) {
				return &supportv1.GuidanceTrajectory{Id: id}, []string{r.GetGuidanceTrajectory().GetResidentId()}
			}
		})
	return &supportv1.BatchCreateGuidanceTrajectoriesResponse{GuidanceTrajectories: list}, err
}

type guidanceContactServer struct {
	supportv1.UnimplementedGuidanceContactServiceServer
	*store
}

func (s guidanceContactServer) BatchCreateGuidanceContacts(
	_ context.Context, in *supportv1.BatchCreateGuidanceContactsRequest,
) (*supportv1.BatchCreateGuidanceContactsResponse, error) {
	list, err := many[*supportv1.GuidanceContact](s.store, "BatchCreateGuidanceContacts", "guidance-contact", in.GetRequests(),
		func(r *supportv1.CreateGuidanceContactRequest) record {
			return func(id string) (proto.Message, []string) {
				return &supportv1.GuidanceContact{Id: id}, []string{r.GetGuidanceTrajectoryId()}
			}
		})
	return &supportv1.BatchCreateGuidanceContactsResponse{Contacts: list}, err
}
