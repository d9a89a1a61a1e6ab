package local_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	testv1 "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/grpcx/local"
)

func TestCallIsAnsweredThroughTheInterceptorsOfBothSides(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		var went []string
		c := open(t, opening{
			service: service{unary: echo},
			client: func(
				ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption,
			) error {
				went = append(went, "client "+method)
				return invoke(ctx, method, req, reply, conn, opts...)
			},
			server: func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
				method, _ := grpc.Method(ctx)
				went = append(went, "server "+info.FullMethod, "in its context "+method)
				return handler(ctx, req)
			},
		})
		answer, err := c.UnaryCall(t.Context(), request("hello"))
		require.NoError(t, err)
		require.Equal(t, "hello", string(answer.GetPayload().GetBody()))
		const name = "/grpc.testing.TestService/UnaryCall"
		require.Equal(t, []string{"client " + name, "server " + name, "in its context " + name}, went)
	})
}

func TestErrorArrivesAsItsStatusAlone(t *testing.T) {
	detailed, err := status.New(codes.NotFound, "gone").WithDetails(&errdetails.ErrorInfo{Reason: "CAKE_GONE"})
	require.NoError(t, err)
	cause := errors.New("row 7")
	for name, c := range map[string]struct {
		err     error
		code    codes.Code
		message string
	}{
		"status":            {detailed.Err(), codes.NotFound, "gone"},
		"wrapped status":    {fmt.Errorf("get: %w", detailed.Err()), codes.NotFound, "get: rpc error: code = NotFound desc = gone"},
		"any other":         {cause, codes.Unknown, "row 7"},
		"end of a context":  {fmt.Errorf("%w: %w", context.DeadlineExceeded, cause), codes.DeadlineExceeded, "context deadline exceeded: row 7"},
		"text with % and é": {status.Error(codes.Aborted, "50 % é\n"), codes.Aborted, "50 % é\n"},
	} {
		t.Run(name, func(t *testing.T) {
			onEveryWay(t, func(t *testing.T, open way) {
				client := open.serving(t, service{unary: func(context.Context, *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
					return nil, c.err
				}})
				_, err := client.UnaryCall(t.Context(), request(""))
				s, is := status.FromError(err)
				require.True(t, is)
				require.Equal(t, c.code, s.Code())
				require.Equal(t, c.message, s.Message())
				require.NotErrorIs(t, err, cause)
				require.NotSame(t, c.err, err)
				if errors.Is(c.err, detailed.Err()) {
					require.Len(t, s.Details(), 1)
					require.Equal(t, "CAKE_GONE", s.Details()[0].(*errdetails.ErrorInfo).GetReason())
				}
			})
		})
	}
}

func TestCallerThatLeavesDoesNotWaitAndItsHandlerIsTold(t *testing.T) {
	leave := map[codes.Code]func(context.Context) (context.Context, context.CancelFunc){
		codes.Canceled: context.WithCancel,
		codes.DeadlineExceeded: func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 20*time.Millisecond)
		},
	}
	for code, leaving := range leave {
		t.Run(code.String(), func(t *testing.T) {
			onEveryWay(t, func(t *testing.T, open way) {
				entered, told, release := make(chan bool, 1), make(chan error, 1), make(chan struct{})
				c := open.serving(t, service{unary: func(ctx context.Context, _ *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
					_, has := ctx.Deadline()
					entered <- has
					<-ctx.Done()
					told <- ctx.Err()
					<-release
					return response("too late"), nil
				}})
				ctx, cancel := leaving(t.Context())
				defer cancel()
				answered := make(chan error, 1)
				go func() {
					_, err := c.UnaryCall(ctx, request(""))
					answered <- err
				}()
				require.Equal(t, code == codes.DeadlineExceeded, <-entered)
				if code == codes.Canceled {
					cancel()
				}
				require.Equal(t, code, status.Code(<-answered), "the handler has not returned yet")
				require.Error(t, <-told)
				close(release)
			})
		})
	}
}

// endless hides the deadline of a context, so that nobody is told of it before it has passed.
type endless struct{ context.Context }

func (endless) Deadline() (time.Time, bool) { return time.Time{}, false }

func TestHandlerIsToldOfADeadlineItDidNotKnow(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		told := make(chan error, 1)
		c := open.serving(t, service{unary: func(ctx context.Context, _ *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
			<-ctx.Done()
			told <- ctx.Err()
			return response(""), nil
		}})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := c.UnaryCall(endless{ctx}, request(""))
		require.Equal(t, codes.DeadlineExceeded, status.Code(err))
		require.ErrorIs(t, <-told, context.Canceled)
	})
}

func TestCallThatIsOverBeforeItBeginsReachesNobody(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{unary: func(context.Context, *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
			t.Error("it was reached")
			return response(""), nil
		}})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.UnaryCall(ctx, request(""))
		require.Equal(t, codes.Canceled, status.Code(err))
	})
}

func TestCallerAndHandlerShareNoMessage(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		var kept *testv1.SimpleRequest
		answer := response("answer")
		c := open.serving(t, service{unary: func(_ context.Context, r *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
			kept = r
			return answer, nil
		}})
		asked := request("question")
		got, err := c.UnaryCall(t.Context(), asked)
		require.NoError(t, err)

		asked.Payload.Body[0] = 'Q'
		got.Payload.Body[0] = 'A'
		require.Equal(t, "question", string(kept.GetPayload().GetBody()))
		require.Equal(t, "answer", string(answer.GetPayload().GetBody()))
		require.NotSame(t, got.GetPayload(), answer.GetPayload())
	})
}

// TestCallerThatLeftMayChangeItsRequest: the race detector looks at it.
func TestCallerThatLeftMayChangeItsRequest(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		entered, read := make(chan struct{}, 1), make(chan string, 1)
		c := open.serving(t, service{unary: func(ctx context.Context, r *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
			entered <- struct{}{}
			<-ctx.Done()
			read <- string(r.GetPayload().GetBody())
			return response(""), nil
		}})
		ctx, cancel := context.WithCancel(t.Context())
		asked := request("question")
		go func() { <-entered; cancel() }()
		_, err := c.UnaryCall(ctx, asked)
		require.Error(t, err)
		asked.Payload.Body[0] = 'Q'
		require.Equal(t, "question", <-read)
	})
}

func TestAnswerReplacesWhatWasThere(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{unary: echo})
		reply := &testv1.SimpleResponse{Username: "of the call before", Payload: &testv1.Payload{Body: []byte("longer than that")}}
		require.NoError(t, c.conn.Invoke(t.Context(), testv1.TestService_UnaryCall_FullMethodName, request("new"), reply))
		require.True(t, proto.Equal(response("new"), reply), "%v", reply)
	})
}

func TestMessagesOfOtherTypesAreReadAsTheirBytesSay(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{unary: func(context.Context, *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
			return &testv1.SimpleResponse{Username: "anna"}, nil
		}})
		// SimpleResponse has its username where BytesValue has nothing.
		var reply wrapperspb.BytesValue
		require.NoError(t, c.conn.Invoke(t.Context(), testv1.TestService_UnaryCall_FullMethodName, &emptypb.Empty{}, &reply))
		require.NotEmpty(t, reply.ProtoReflect().GetUnknown())
	})
}

func TestNilAnswerIsAnEmptyOne(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{unary: func(context.Context, *testv1.SimpleRequest) (*testv1.SimpleResponse, error) { return nil, nil }})
		answer, err := c.UnaryCall(t.Context(), request(""))
		require.NoError(t, err)
		require.True(t, proto.Equal(&testv1.SimpleResponse{}, answer))
	})
}

func TestTextsThatAreNotUTF8DoNotTravel(t *testing.T) {
	const broken = "caf\xe9"
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{unary: func(_ context.Context, r *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
			if r.GetFillUsername() {
				return &testv1.SimpleResponse{Username: broken}, nil
			}
			t.Error("it was reached")
			return response(""), nil
		}})
		_, err := c.UnaryCall(t.Context(), &testv1.SimpleRequest{ResponseStatus: &testv1.EchoStatus{Message: broken}})
		require.Equal(t, codes.Internal, status.Code(err), "%v", err)
		_, err = c.UnaryCall(t.Context(), &testv1.SimpleRequest{FillUsername: true})
		require.Equal(t, codes.Internal, status.Code(err), "%v", err)
	})
}

func TestMessagesMayBeOnlySoLarge(t *testing.T) {
	large := strings.Repeat("x", maxMessage)
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{unary: func(_ context.Context, r *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
			return response(strings.Repeat("x", int(r.GetResponseSize()))), nil
		}})
		tests := map[string]struct {
			request *testv1.SimpleRequest
			option  grpc.CallOption
			code    codes.Code
		}{
			"request that the server does not take":  {request(large), grpc.EmptyCallOption{}, codes.ResourceExhausted},
			"request that fits":                      {request(large[:maxMessage-20]), grpc.EmptyCallOption{}, codes.OK},
			"request that the caller does not send":  {request(large[:200]), grpc.MaxCallSendMsgSize(100), codes.ResourceExhausted},
			"answer that the caller does not take":   {&testv1.SimpleRequest{ResponseSize: 200}, grpc.MaxCallRecvMsgSize(100), codes.ResourceExhausted},
			"answer larger than callers take":        {&testv1.SimpleRequest{ResponseSize: 4<<20 + 1}, grpc.EmptyCallOption{}, codes.ResourceExhausted},
			"answer that the caller takes all right": {&testv1.SimpleRequest{ResponseSize: 4<<20 + 1}, grpc.MaxCallRecvMsgSize(5 << 20), codes.OK},
		}
		for name, tt := range tests {
			_, err := c.UnaryCall(t.Context(), tt.request, tt.option)
			require.Equal(t, tt.code, status.Code(err), "%s: %v", name, err)
		}
	})
}

func TestMethodThatIsNotThereIsUnimplemented(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{})
		for _, method := range []string{"/grpc.testing.TestService/Nothing", "/kitchen.v1.Oven/Bake"} {
			err := c.conn.Invoke(t.Context(), method, request(""), response(""))
			require.Equal(t, codes.Unimplemented, status.Code(err), "%v", err)
			stream, err := c.conn.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true}, method)
			require.NoError(t, err)
			require.Equal(t, codes.Unimplemented, status.Code(stream.RecvMsg(response(""))))
		}
		_, err := c.UnimplementedCall(t.Context(), &testv1.Empty{})
		require.Equal(t, codes.Unimplemented, status.Code(err))
	})
}

// spoilt is a message that cannot even be looked at.
type spoilt struct{ proto.Message }

func (spoilt) ProtoReflect() protoreflect.Message { panic("spoilt") }

func TestRequestThatPanicsLeavesNothingBehind(t *testing.T) {
	server, e := &local.Server{}, local.NewEndpoint()
	testv1.RegisterTestServiceServer(server, service{unary: echo})
	e.Answer(server, true)
	conn := e.Connect(local.Client{MaxCalls: 1})
	require.PanicsWithValue(t, "spoilt", func() {
		_ = conn.Invoke(t.Context(), testv1.TestService_UnaryCall_FullMethodName, spoilt{}, response(""))
	})
	select {
	case <-e.Stop():
	default:
		require.Fail(t, "the call is still under way")
	}
	require.NoError(t, conn.Close())
}

func TestManyCallAtOnce(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{unary: echo, both: sendBack})
		var callers sync.WaitGroup
		for i := range 32 {
			callers.Go(func() {
				for j := range 50 {
					text := fmt.Sprint(i, " ", j)
					answer, err := c.UnaryCall(t.Context(), request(text))
					if err != nil || string(answer.GetPayload().GetBody()) != text {
						t.Errorf("%s: %v, %v", text, answer, err)
						return
					}
				}
			})
		}
		callers.Wait()
	})
}

func TestCallsBeyondWhatAConnectionMayHaveWaitTheirTurn(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		entered, release := make(chan struct{}, 10), make(chan struct{})
		c := open.serving(t, service{unary: func(context.Context, *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
			entered <- struct{}{}
			<-release
			return response(""), nil
		}})
		answers := make(chan error, maxCalls+1)
		for range maxCalls + 1 {
			go func() {
				_, err := c.UnaryCall(t.Context(), request(""))
				answers <- err
			}()
		}
		for range maxCalls {
			<-entered
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := c.UnaryCall(ctx, request(""))
		require.Equal(t, codes.DeadlineExceeded, status.Code(err), "%v", err)
		require.Empty(t, entered)
		close(release)
		for range maxCalls + 1 {
			require.NoError(t, <-answers)
		}
	})
}
