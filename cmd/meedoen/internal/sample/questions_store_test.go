package sample_test

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func registerQuestions(server *grpc.Server, s *store) {
	supportv1.RegisterResidentServiceServer(server, residentServer{store: s})
	supportv1.RegisterQuestionServiceServer(server, questionServer{store: s})
	supportv1.RegisterMediationServiceServer(server, mediationServer{store: s})
}

type residentServer struct {
	supportv1.UnimplementedResidentServiceServer
	*store
}

func (s residentServer) BatchCreateResidents(
	_ context.Context, in *supportv1.BatchCreateResidentsRequest,
) (*supportv1.BatchCreateResidentsResponse, error) {
	list, err := many[*supportv1.Resident](s.store, "BatchCreateResidents", "resident", in.GetRequests(),
		func(*supportv1.CreateResidentRequest) record {
			return func(id string) (proto.Message, []string) { return &supportv1.Resident{Id: id}, nil }
		})
	return &supportv1.BatchCreateResidentsResponse{Residents: list}, err
}

type questionServer struct {
	supportv1.UnimplementedQuestionServiceServer
	*store
}

func (s questionServer) BatchCreateQuestions(
	_ context.Context, in *supportv1.BatchCreateQuestionsRequest,
) (*supportv1.BatchCreateQuestionsResponse, error) {
	list, err := many[*supportv1.Question](s.store, "BatchCreateQuestions", "question", in.GetRequests(),
		func(r *supportv1.CreateQuestionRequest) record {
			return func(id string) (proto.Message, []string) {
				return &supportv1.Question{Id: id}, filled(r.GetQuestion().GetResidentId())
			}
		})
	return &supportv1.BatchCreateQuestionsResponse{Questions: list}, err
}
