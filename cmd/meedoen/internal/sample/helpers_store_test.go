package sample_test

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func registerHelpers(server *grpc.Server, s *store) {
	volunteersv1.RegisterPersonServiceServer(server, personServer{store: s})
	volunteersv1.RegisterEngagementServiceServer(server, engagementServer{store: s})
	volunteersv1.RegisterRoleServiceServer(server, roleServer{store: s})
	volunteersv1.RegisterAssignmentServiceServer(server, assignmentServer{store: s})
	volunteersv1.RegisterHoursServiceServer(server, hoursServer{store: s})
}

type personServer struct {
	volunteersv1.UnimplementedPersonServiceServer
	*store
}

func (s personServer) BatchCreatePeople(
	_ context.Context, in *volunteersv1.BatchCreatePeopleRequest,
) (*volunteersv1.BatchCreatePeopleResponse, error) {
	list, err := many[*volunteersv1.Person](s.store, "BatchCreatePeople", "person", in.GetRequests(),
		func(*volunteersv1.CreatePersonRequest) record {
			return func(id string) (proto.Message, []string) { return &volunteersv1.Person{Id: id}, nil }
		})
	return &volunteersv1.BatchCreatePeopleResponse{People: list}, err
}

type engagementServer struct {
	volunteersv1.UnimplementedEngagementServiceServer
	*store
}

func (s engagementServer) BatchCreateEngagements(
	_ context.Context, in *volunteersv1.BatchCreateEngagementsRequest,
) (*volunteersv1.BatchCreateEngagementsResponse, error) {
	list, err := many[*volunteersv1.Engagement](s.store, "BatchCreateEngagements", "engagement", in.GetRequests(),
		func(r *volunteersv1.CreateEngagementRequest) record {
			return func(id string) (proto.Message, []string) {
				return &volunteersv1.Engagement{Id: id}, []string{r.GetEngagement().GetPersonId()}
			}
		})
	return &volunteersv1.BatchCreateEngagementsResponse{Engagements: list}, err
}

type roleServer struct {
	volunteersv1.UnimplementedRoleServiceServer
	*store
}

// CreateRole takes the role alone for the content of a request: what is waited for is another the next time.
func (s roleServer) CreateRole(
	_ context.Context, in *volunteersv1.CreateRoleRequest,
) (*volunteersv1.Role, error) {
	return one[*volunteersv1.Role](s.store, "CreateRole", "role", in.GetRequestId(), in.GetRole(),
		func(id string) (proto.Message, []string) {
			return &volunteersv1.Role{Id: id}, []string{in.GetRole().GetProgrammeId()}
		})
}

type assignmentServer struct {
	volunteersv1.UnimplementedAssignmentServiceServer
	*store
}

func (s assignmentServer) BatchCreateAssignments(
	_ context.Context, in *volunteersv1.BatchCreateAssignmentsRequest,
) (*volunteersv1.BatchCreateAssignmentsResponse, error) {
	list, err := many[*volunteersv1.Assignment](s.store, "BatchCreateAssignments", "assignment", in.GetRequests(),
		func(r *volunteersv1.CreateAssignmentRequest) record {
			return func(id string) (proto.Message, []string) {
				return &volunteersv1.Assignment{Id: id}, []string{r.GetAssignment().GetEngagementId(), r.GetAssignment().GetRoleId()}
			}
		})
	return &volunteersv1.BatchCreateAssignmentsResponse{Assignments: list}, err
}

type hoursServer struct {
	volunteersv1.UnimplementedHoursServiceServer
	*store
}

func (s hoursServer) BatchCreateHours(
	_ context.Context, in *volunteersv1.BatchCreateHoursRequest,
) (*volunteersv1.BatchCreateHoursResponse, error) {
	list, err := many[*volunteersv1.Hours](s.store, "BatchCreateHours", "hours", in.GetRequests(),
		func(r *volunteersv1.CreateHoursRequest) record {
			return func(id string) (proto.Message, []string) {
				return &volunteersv1.Hours{Id: id}, []string{r.GetHours().GetAssignmentId()}
			}
		})
	return &volunteersv1.BatchCreateHoursResponse{Hours: list}, err
}
