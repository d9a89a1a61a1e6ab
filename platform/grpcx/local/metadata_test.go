package local_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	testv1 "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type secret struct{}

// hears answers a service that notes its context.
func hears(heard *context.Context) service {
	return service{unary: func(ctx context.Context, _ *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
		*heard = ctx
		return response(""), nil
	}}
}

func TestOnlyMetadataTravels(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		var heard context.Context
		c := open.serving(t, hears(&heard))
		ctx := context.WithValue(t.Context(), secret{}, "of the caller")
		ctx = metadata.NewIncomingContext(ctx, metadata.Pairs("of", "the call that is being answered"))
		ctx = metadata.AppendToOutgoingContext(ctx, "Cake", "apple", "cake", "pear", "raw-bin", "\x00\xff",
			"grpc-timeout", "1n", "content-type", "text/plain", "te", "x")

		_, err := c.UnaryCall(ctx, request(""))
		require.NoError(t, err)

		md, _ := metadata.FromIncomingContext(heard)
		require.Equal(t, []string{"apple", "pear"}, md.Get("cake"))
		require.Equal(t, []string{"\x00\xff"}, md.Get("raw-bin"))
		require.Empty(t, md.Get("of"))
		require.Empty(t, md.Get("grpc-timeout"))
		require.NotContains(t, md.Get("content-type"), "text/plain")
		require.NotContains(t, md.Get("te"), "x")
		require.Nil(t, heard.Value(secret{}))
		_, has := metadata.FromOutgoingContext(heard)
		require.False(t, has)
		_, has = peer.FromContext(heard)
		require.True(t, has)
	})
}

func TestMetadataThatCannotTravelIsRefused(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		var heard context.Context
		c := open.serving(t, hears(&heard))
		for name, pair := range map[string][2]string{
			"value": {"cake", "caf\xe9"}, "line": {"cake", "a\nb"}, "name": {"ca ke", "a"}, "no name": {"", "a"},
			"too much": {"cake", strings.Repeat("x", maxHeader)},
		} {
			_, err := c.UnaryCall(metadata.AppendToOutgoingContext(t.Context(), pair[0], pair[1]), request(""))
			require.Equal(t, codes.Internal, status.Code(err), "%s: %v", name, err)
		}
		require.Nil(t, heard)
	})
}

func TestHandlerSendsMetadataBeforeAndAfterItsAnswer(t *testing.T) {
	for _, fails := range []bool{false, true} {
		onEveryWay(t, func(t *testing.T, open way) {
			c := open.serving(t, service{unary: func(ctx context.Context, _ *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
				md := metadata.Pairs("a", "1")
				require.NoError(t, grpc.SetHeader(ctx, md))
				md.Set("a", "changed after it was set")
				require.NoError(t, grpc.SendHeader(ctx, metadata.Pairs("a", "2")))
				require.Error(t, grpc.SendHeader(ctx, metadata.Pairs("a", "3")), "it was sent")
				require.Error(t, grpc.SetHeader(ctx, metadata.Pairs("a", "4")))
				require.NoError(t, grpc.SetTrailer(ctx, metadata.Pairs("b", "1")))
				require.NoError(t, grpc.SetTrailer(ctx, metadata.Pairs("b", "2", "c-bin", "\x00")))
				if fails {
					return nil, status.Error(codes.Aborted, "")
				}
				return response(""), nil
			}})
			var header, trailer metadata.MD
			var from peer.Peer
			finished := 0
			_, err := c.UnaryCall(t.Context(), request(""), grpc.Header(&header), grpc.Trailer(&trailer), grpc.Peer(&from),
				grpc.OnFinish(func(end error) {
					finished++
					require.Equal(t, fails, end != nil)
				}))
			require.Equal(t, fails, err != nil)
			require.Equal(t, []string{"1", "2"}, header.Get("a"))
			require.Equal(t, []string{"1", "2"}, trailer.Get("b"))
			require.Equal(t, []string{"\x00"}, trailer.Get("c-bin"))
			require.NotNil(t, from.Addr)
			require.Equal(t, 1, finished)
		})
	}
}

// proof is what a test says who calls.
type proof struct {
	md       map[string]string
	err      error
	audience *string
}

func (p proof) GetRequestMetadata(_ context.Context, audience ...string) (map[string]string, error) {
	if p.audience != nil {
		*p.audience = audience[0]
	}
	return p.md, p.err
}

func (proof) RequireTransportSecurity() bool { return false }

func TestCredentialsAreOnEveryCall(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		var heard context.Context
		var audience string
		c := open(t, opening{service: hears(&heard), credentials: proof{md: map[string]string{"Of-Conn": "1"}, audience: &audience}})
		_, err := c.UnaryCall(t.Context(), request(""), grpc.PerRPCCredentials(proof{md: map[string]string{"of-call": "2"}}))
		require.NoError(t, err)
		md, _ := metadata.FromIncomingContext(heard)
		require.Equal(t, []string{"1"}, md.Get("of-conn"))
		require.Equal(t, []string{"2"}, md.Get("of-call"))
		require.Regexp(t, `^https://[^/]+/grpc.testing.TestService$`, audience)
	})
}

func TestCallWithoutItsCredentialsIsNotMade(t *testing.T) {
	for name, c := range map[string]struct {
		proof proof
		code  codes.Code
	}{
		"a status":                      {proof{err: status.Error(codes.Unavailable, "no token")}, codes.Unavailable},
		"a status that is of a handler": {proof{err: status.Error(codes.NotFound, "no token")}, codes.Internal},
		"another error":                 {proof{err: errors.New("no token")}, codes.Unauthenticated},
		"a header that cannot travel":   {proof{md: map[string]string{"a": "\n"}}, codes.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			onEveryWay(t, func(t *testing.T, open way) {
				var heard context.Context
				client := open(t, opening{service: hears(&heard), credentials: c.proof})
				_, err := client.UnaryCall(t.Context(), request(""))
				require.Equal(t, c.code, status.Code(err), "%v", err)
				require.Nil(t, heard)
			})
		})
	}
}
