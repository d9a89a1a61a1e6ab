package local

import (
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Server is what answers calls: services, and what each call to them runs through. Make it with its options, register services,
// and give it to an Endpoint.
type Server struct {
	// Unary and Stream are what calls run through; nil: they reach the handlers as they are.
	Unary  grpc.UnaryServerInterceptor
	Stream grpc.StreamServerInterceptor
	// MaxMessage is the size of the largest request, in bytes; 0: no limit.
	MaxMessage int
	// MaxHeader is how many bytes the metadata of a call may have, as HTTP/2 counts them; 0: no limit.
	MaxHeader int

	services map[string]bool
	unary    map[string]method
	streams  map[string]stream
}

// method is one of a service that takes one message and answers one.
type method struct {
	service any
	handle  grpc.MethodHandler
}

// stream is any other method.
type stream struct {
	service any
	desc    grpc.StreamDesc
}

// RegisterService adds a service. It satisfies grpc.ServiceRegistrar.
func (s *Server) RegisterService(desc *grpc.ServiceDesc, implementation any) {
	if s.services == nil {
		s.services, s.unary, s.streams = map[string]bool{}, map[string]method{}, map[string]stream{}
	}
	s.services[desc.ServiceName] = true
	name := func(method string) string { return "/" + desc.ServiceName + "/" + method }
	for _, m := range desc.Methods {
		s.unary[name(m.MethodName)] = method{implementation, m.Handler}
	}
	for _, m := range desc.Streams {
		s.streams[name(m.StreamName)] = stream{implementation, m}
	}
}

// unknown says that there is no method of a name, in the words of gRPC.
func (s *Server) unknown(name string) error {
	service, method, found := strings.Cut(strings.TrimPrefix(name, "/"), "/")
	switch {
	case !found || !strings.HasPrefix(name, "/"):
		return status.Error(codes.Unimplemented, fmt.Sprintf("malformed method name: %q", name))
	case !s.services[service]:
		return status.Error(codes.Unimplemented, "unknown service "+service)
	}
	return status.Error(codes.Unimplemented, fmt.Sprintf("unknown method %s for service %s", method, service))
}
