package sample_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/proto"
)

// store is the part of the services that a load needs, in memory, with the rules it must keep: request ids, parents and
// places that exist, dates within their bounds, all or nothing.
type store struct {
	activitiesv1.UnimplementedHeadCountServiceServer

	mu sync.Mutex
	// interrupted is the method that is refused from a number of calls on, before anything is stored.
	interrupted string
	after       int
	calls       map[string]int

	requests    map[string]request // by request id
	programmes  []*activitiesv1.Programme
	locations   []*activitiesv1.Location
	headCounts  []*activitiesv1.HeadCount
	corrections []*activitiesv1.HeadCountCorrection
	records     map[string][]proto.Message // all others, by what they are
	given       map[string]string          // the request ids of those, by id
	emptied     map[string]bool            // the ids of participants who were merged or erased
	published   bool
	catalogue   string
}

// request is what is kept of a request: its content, and the place of what it made.
type request struct {
	content proto.Message
	index   int
}

func newStore() *store {
	return &store{
		calls: map[string]int{}, requests: map[string]request{}, records: map[string][]proto.Message{},
		given: map[string]string{}, emptied: map[string]bool{},
	}
}

// interruptAt lets calls of a method succeed n times, and refuses it from then on. No method, no refusals.
func (s *store) interruptAt(method string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.interrupted, s.after = method, n
}

// enter notes a call and answers whether it is refused.
func (s *store) enter(method string) error {
	s.calls[method]++
	if method == s.interrupted && s.calls[method] > s.after {
		return fault.New(fault.PermissionDenied, "INTERRUPTED", "Not now.")
	}
	return nil
}

// once answers the index that a request made before, or -1 for a new one.
func (s *store) once(id string, in proto.Message) (int, error) {
	r, known := s.requests[id]
	if !known {
		return -1, nil
	}
	if !proto.Equal(r.content, in) {
		return 0, fault.New(fault.AlreadyExists, "REQUEST_ID_REUSED", "The request id was used for something else.")
	}
	return r.index, nil
}

func (s *store) remember(id string, in proto.Message, index int) {
	s.requests[id] = request{in, index}
}

type programmeServer struct {
	activitiesv1.UnimplementedProgrammeServiceServer
	*store
}

func (s programmeServer) CreateProgramme(
	_ context.Context, in *activitiesv1.CreateProgrammeRequest,
) (*activitiesv1.Programme, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.enter("CreateProgramme"); err != nil {
		return nil, err
	}
	if i, err := s.once(in.GetRequestId(), in); err != nil || i >= 0 {
		return s.programmes[max(i, 0)], err
	}
	parentKnown := in.GetProgramme().GetParentId() == ""
	for _, p := range s.programmes {
		if p.GetCode() == in.GetProgramme().GetCode() {
			return nil, fault.New(fault.AlreadyExists, "PROGRAMME_CODE_TAKEN", "The code is taken.")
		}
		parentKnown = parentKnown || p.GetId() == in.GetProgramme().GetParentId()
	}
	if !parentKnown {
		return nil, fault.Violation("programme.parent_id", "PROGRAMME_UNKNOWN", "There is no such programme.")
	}
	p := proto.CloneOf(in.GetProgramme())
	p.Id = fmt.Sprintf("programme-%d", len(s.programmes))
	s.remember(in.GetRequestId(), in, len(s.programmes))
	s.programmes = append(s.programmes, p)
	return p, nil
}

func (s programmeServer) ListProgrammes(
	context.Context, *activitiesv1.ListProgrammesRequest,
) (*activitiesv1.ListProgrammesResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &activitiesv1.ListProgrammesResponse{Programmes: s.programmes}, s.enter("ListProgrammes")
}

type locationServer struct {
	activitiesv1.UnimplementedLocationServiceServer
	*store
}

func (s locationServer) CreateLocation(
	_ context.Context, in *activitiesv1.CreateLocationRequest,
) (*activitiesv1.Location, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.enter("CreateLocation"); err != nil {
		return nil, err
	}
	if i, err := s.once(in.GetRequestId(), in); err != nil || i >= 0 {
		return s.locations[max(i, 0)], err
	}
	l := proto.CloneOf(in.GetLocation())
	l.Id = fmt.Sprintf("location-%d", len(s.locations))
	s.remember(in.GetRequestId(), in, len(s.locations))
	s.locations = append(s.locations, l)
	return l, nil
}

type accountServer struct {
	reportingv1.UnimplementedAccountServiceServer
	*store
}

func (s accountServer) CreateAccountPublication(
	_ context.Context, in *reportingv1.CreateAccountPublicationRequest,
) (*reportingv1.AccountPublication, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.enter("CreateAccountPublication"); err != nil {
		return nil, err
	}
	s.published = true
	return &reportingv1.AccountPublication{Year: in.GetYear()}, nil
}

type catalogueServer struct {
	reportingv1.UnimplementedCatalogueServiceServer
	*store
}

func (s catalogueServer) CreateCatalogue(
	_ context.Context, in *reportingv1.CreateCatalogueRequest,
) (*reportingv1.Catalogue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.enter("CreateCatalogue"); err != nil {
		return nil, err
	}
	s.catalogue = in.GetContent()
	return &reportingv1.Catalogue{}, nil
}

type positionServer struct {
	eventsv1.UnimplementedPositionServiceServer
	*store
}

func (s positionServer) GetPositions(
	context.Context, *eventsv1.GetPositionsRequest,
) (*eventsv1.GetPositionsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := len(s.programmes) + len(s.locations) + len(s.headCounts) + len(s.corrections)
	for _, list := range s.records {
		events += len(list)
	}
	positions := []string{fmt.Sprintf("activities:%d", events)}
	return &eventsv1.GetPositionsResponse{Positions: positions}, s.enter("GetPositions")
}

// serve answers clients of s over a connection in memory.
func serve(t *testing.T, s *store) sample.Clients {
	t.Helper()
	server := grpc.NewServer(grpc.UnaryInterceptor(asStatus))
	activitiesv1.RegisterProgrammeServiceServer(server, programmeServer{store: s})
	activitiesv1.RegisterLocationServiceServer(server, locationServer{store: s})
	activitiesv1.RegisterHeadCountServiceServer(server, s)
	register(server, s)
	registerHelpers(server, s)
	registerDebts(server, s)
	registerQuestions(server, s)
	registerGuidance(server, s)
	reportingv1.RegisterAccountServiceServer(server, accountServer{store: s})
	reportingv1.RegisterCatalogueServiceServer(server, catalogueServer{store: s})
	eventsv1.RegisterPositionServiceServer(server, positionServer{store: s})
	listener := bufconn.Listen(1 << 20)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		require.NoError(t, <-served)
	})
	dial := func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }
	conn, err := grpc.NewClient("passthrough:///store",
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithContextDialer(dial))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return sample.NewClients(conn)
}

func asStatus(ctx context.Context, in any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	out, err := handle(ctx, in)
	if err != nil {
		return nil, fault.Status(err, "").Err()
	}
	return out, nil
}
