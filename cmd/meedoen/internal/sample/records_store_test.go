package sample_test

import (
	"context"
	"fmt"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

// record answers what a request makes, with the id it gets, and the ids of other records that it names.
type record func(id string) (made proto.Message, named []string)

// keep stores what one request makes, once. Other records it names must be there.
func (s *store) keep(noun, requestID string, in proto.Message, r record) (proto.Message, error) {
	i, err := s.once(requestID, in)
	if err != nil {
		return nil, err
	}
	if i >= 0 {
		return s.records[noun][i], nil
	}
	id := fmt.Sprintf("%s-%d", noun, len(s.records[noun]))
	made, named := r(id)
	for _, other := range named {
		if s.given[other] == "" && s.location(other) == nil && s.programme(other) == nil {
			return nil, fault.Violation(noun, "UNKNOWN", "It names %s, which there is not.", other)
		}
	}
	s.remember(requestID, in, len(s.records[noun]))
	s.records[noun], s.given[id] = append(s.records[noun], made), requestID
	return made, nil
}

// one answers a call that makes one record.
func one[Out proto.Message](s *store, method, noun, requestID string, in proto.Message, r record) (Out, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var none Out
	if err := s.enter(method); err != nil {
		return none, err
	}
	made, err := s.keep(noun, requestID, in, r)
	if err != nil {
		return none, err
	}
	return proto.CloneOf(made.(Out)), nil
}

// many answers a call that makes records in a batch.
func many[Out proto.Message, In interface {
	proto.Message
	GetRequestId() string
}](s *store, method, noun string, list []In, r func(In) record) ([]Out, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.enter(method); err != nil {
		return nil, err
	}
	if n := len(list); n < 1 || n > 1000 {
		return nil, fault.Violation("requests", "BATCH_SIZE", "A batch has 1 to 1,000 records.")
	}
	var out []Out
	for _, in := range list {
		made, err := s.keep(noun, in.GetRequestId(), in, r(in))
		if err != nil {
			return nil, err
		}
		out = append(out, proto.CloneOf(made.(Out)))
	}
	return out, nil
}

// filled leaves out what a record does not name.
func filled(ids ...string) []string {
	var named []string
	for _, id := range ids {
		if id != "" {
			named = append(named, id)
		}
	}
	return named
}

func register(server *grpc.Server, s *store) {
	activitiesv1.RegisterRoomServiceServer(server, roomServer{store: s})
	activitiesv1.RegisterActivityServiceServer(server, activityServer{store: s})
	activitiesv1.RegisterSessionServiceServer(server, sessionServer{store: s})
	activitiesv1.RegisterParticipantServiceServer(server, participantServer{store: s})
	activitiesv1.RegisterAttendanceServiceServer(server, attendanceServer{store: s})
	activitiesv1.RegisterContactServiceServer(server, contactServer{store: s})
	activitiesv1.RegisterInitiativeServiceServer(server, initiativeServer{store: s})
	activitiesv1.RegisterOutputServiceServer(server, outputServer{store: s})
}

type roomServer struct {
	activitiesv1.UnimplementedRoomServiceServer
	*store
}

func (s roomServer) CreateRoom(_ context.Context, in *activitiesv1.CreateRoomRequest) (*activitiesv1.Room, error) {
	return one[*activitiesv1.Room](s.store, "CreateRoom", "room", in.GetRequestId(), in,
		func(id string) (proto.Message, []string) {
			return &activitiesv1.Room{Id: id}, []string{in.GetRoom().GetLocationId()}
		})
}

type activityServer struct {
	activitiesv1.UnimplementedActivityServiceServer
	*store
}

func (s activityServer) CreateActivity(
	_ context.Context, in *activitiesv1.CreateActivityRequest,
) (*activitiesv1.Activity, error) {
	a := in.GetActivity()
	return one[*activitiesv1.Activity](s.store, "CreateActivity", "activity", in.GetRequestId(), in,
		func(id string) (proto.Message, []string) {
			return &activitiesv1.Activity{Id: id}, []string{a.GetLocationId(), a.GetProgrammeId()}
		})
}

func (s activityServer) CreateActivityPublication(
	_ context.Context, in *activitiesv1.CreateActivityPublicationRequest,
) (*activitiesv1.Activity, error) {
	return one[*activitiesv1.Activity](s.store, "CreateActivityPublication", "activity-publication", in.GetRequestId(), in,
		func(string) (proto.Message, []string) {
			return &activitiesv1.Activity{Id: in.GetActivityId()}, []string{in.GetActivityId()}
		})
}

type sessionServer struct {
	activitiesv1.UnimplementedSessionServiceServer
	*store
}

func (s sessionServer) BatchCreateSessions(
	_ context.Context, in *activitiesv1.BatchCreateSessionsRequest,
) (*activitiesv1.BatchCreateSessionsResponse, error) {
	list, err := many[*activitiesv1.Session](s.store, "BatchCreateSessions", "session", in.GetRequests(),
		func(r *activitiesv1.CreateSessionRequest) record {
			return func(id string) (proto.Message, []string) {
				return &activitiesv1.Session{Id: id}, []string{r.GetSession().GetActivityId()}
			}
		})
	return &activitiesv1.BatchCreateSessionsResponse{Sessions: list}, err
}

func (s sessionServer) CreateSessionCancellation(
	_ context.Context, in *activitiesv1.CreateSessionCancellationRequest,
) (*activitiesv1.Session, error) {
	return one[*activitiesv1.Session](s.store, "CreateSessionCancellation", "cancellation", in.GetRequestId(), in,
		func(string) (proto.Message, []string) {
			return &activitiesv1.Session{Id: in.GetSessionId()}, []string{in.GetSessionId()}
		})
}

type contactServer struct {
	activitiesv1.UnimplementedContactServiceServer
	*store
}

func (s contactServer) BatchCreateContacts(
	_ context.Context, in *activitiesv1.BatchCreateContactsRequest,
) (*activitiesv1.BatchCreateContactsResponse, error) {
	list, err := many[*activitiesv1.Contact](s.store, "BatchCreateContacts", "contact", in.GetRequests(),
		func(r *activitiesv1.CreateContactRequest) record {
			c := r.GetContact()
			return func(id string) (proto.Message, []string) {
				return &activitiesv1.Contact{Id: id}, filled(c.GetProgrammeId(), c.GetLocationId())
			}
		})
	return &activitiesv1.BatchCreateContactsResponse{Contacts: list}, err
}

func (s contactServer) CreateContactCorrection(
	_ context.Context, in *activitiesv1.CreateContactCorrectionRequest,
) (*activitiesv1.ContactCorrection, error) {
	return one[*activitiesv1.ContactCorrection](s.store, "CreateContactCorrection", "contact-correction",
		in.GetRequestId(), in, func(id string) (proto.Message, []string) {
			return &activitiesv1.ContactCorrection{Id: id}, []string{in.GetContactId()}
		})
}
