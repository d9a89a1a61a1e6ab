package local

import (
	"context"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// sent answers the metadata that a call carries: what its caller put into ctx, and what credentials add.
func sent(ctx context.Context, method string, by ...credentials.PerRPCCredentials) (metadata.MD, error) {
	md, given := metadata.FromOutgoingContext(ctx) // a copy
	if !given {
		md = metadata.MD{}
	}
	if err := valid(md); err != nil {
		return nil, err
	}
	for name := range md {
		if reserved(name) {
			delete(md, name)
		}
	}
	for _, c := range by {
		if c == nil {
			continue
		}
		if err := prove(ctx, c, method, md); err != nil {
			return nil, err
		}
	}
	return md, nil
}

// prove adds what c says of the caller. What is asked for is the service, as over TLS: nothing is safer than this process.
func prove(ctx context.Context, c credentials.PerRPCCredentials, method string, md metadata.MD) error {
	audience := "https://" + here.Addr.String() + method[:max(strings.LastIndexByte(method, '/'), 0)]
	said, err := c.GetRequestMetadata(ctx, audience)
	if err != nil {
		return unproven(err)
	}
	for name, value := range said {
		md.Append(name, value)
	}
	return valid(md)
}

// unproven answers why there are no credentials: the status that err has, where a client may give itself that (gRFC A54).
func unproven(err error) error {
	s, is := status.FromError(err)
	if !is {
		return status.Errorf(codes.Unauthenticated, "no credentials for the call: %v", err)
	}
	switch s.Code() {
	case codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.FailedPrecondition, codes.Aborted, codes.OutOfRange,
		codes.DataLoss:
		return status.Errorf(codes.Internal, "no credentials for the call: %v", err)
	}
	return s.Err()
}

// reserved says whether a name is of HTTP/2 or gRPC itself: metadata says nothing under it.
func reserved(name string) bool {
	switch name {
	case "content-type", "user-agent", "te", "grpc-message-type", "grpc-encoding", "grpc-message", "grpc-status", "grpc-timeout":
		return true
	}
	return strings.HasPrefix(name, ":")
}

// valid says what of md could not travel over HTTP/2.
func valid(md metadata.MD) error {
	for name, values := range md {
		if strings.HasPrefix(name, ":") {
			continue
		}
		if name == "" || strings.ContainsFunc(name, func(r rune) bool { return !inName(r) }) {
			return status.Errorf(codes.Internal, "header key %q contains illegal characters not in [0-9a-z-_.]", name)
		}
		if strings.HasSuffix(name, "-bin") {
			continue
		}
		for _, value := range values {
			if !printable(value) {
				return status.Errorf(codes.Internal, "header key %q contains value with non-printable ASCII characters", name)
			}
		}
	}
	return nil
}

func inName(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_'
}

func printable(text string) bool {
	for i := range len(text) {
		if text[i] < 0x20 || text[i] > 0x7E {
			return false
		}
	}
	return true
}

// fitsHeader says whether md takes no more than most of a list of headers (RFC 9113 section 6.5.2); 0: no limit.
func fitsHeader(md metadata.MD, most int) error {
	size := 0
	for name, values := range md {
		for _, value := range values {
			size += len(name) + len(value) + 32
		}
	}
	if most > 0 && size > most {
		return status.Errorf(codes.Internal, "header list size to send violates the maximum size (%d vs. %d)", size, most)
	}
	return nil
}
