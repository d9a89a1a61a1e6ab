package local_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	testv1 "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// sendBack sends back what it gets.
func sendBack(stream testv1.TestService_FullDuplexCallServer) error {
	for {
		r, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = stream.Send(&testv1.StreamingOutputCallResponse{Payload: r.GetPayload()})
		}
		if err != nil {
			return err
		}
	}
}

func part(text string) *testv1.StreamingOutputCallRequest {
	return &testv1.StreamingOutputCallRequest{Payload: &testv1.Payload{Body: []byte(text)}}
}

func TestStreamGoesThroughTheInterceptorsOfItsServer(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		var went []grpc.StreamServerInfo
		c := open(t, opening{
			service: service{both: sendBack},
			server: func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
				return handler(ctx, req)
			},
			streams: func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
				went = append(went, *info)
				return handler(srv, stream)
			},
		})
		stream, err := c.FullDuplexCall(t.Context())
		require.NoError(t, err)
		require.NoError(t, stream.CloseSend())
		_, err = stream.Recv()
		require.ErrorIs(t, err, io.EOF)
		require.Equal(t, []grpc.StreamServerInfo{
			{FullMethod: testv1.TestService_FullDuplexCall_FullMethodName, IsClientStream: true, IsServerStream: true},
		}, went)
	})
}

func TestBothSidesSpeakInTurn(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{both: sendBack})
		stream, err := c.FullDuplexCall(t.Context())
		require.NoError(t, err)
		for i := range 20 {
			sent := part(fmt.Sprint(i))
			require.NoError(t, stream.Send(sent))
			sent.Payload.Body[0] = '?'
			answer, err := stream.Recv()
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(i), string(answer.GetPayload().GetBody()))
		}
		require.NoError(t, stream.CloseSend())
		require.NoError(t, stream.CloseSend())
		_, err = stream.Recv()
		require.ErrorIs(t, err, io.EOF)
		require.Equal(t, codes.Internal, status.Code(stream.Send(part("after the end"))))
	})
}

func TestAnswersComeInOrderBetweenHeaderAndTrailer(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		gone := status.Error(codes.Aborted, "and no more")
		c := open.serving(t, service{down: func(r *testv1.StreamingOutputCallRequest, stream testv1.TestService_StreamingOutputCallServer) error {
			require.NoError(t, stream.SetHeader(metadata.Pairs("a", "1")))
			require.NoError(t, grpc.SetHeader(stream.Context(), metadata.Pairs("a", "2")))
			for i := range 3 {
				if err := stream.Send(message(i)); err != nil {
					return err
				}
			}
			require.Error(t, stream.SetHeader(metadata.Pairs("a", "3")), "it was sent with the first message")
			stream.SetTrailer(metadata.Pairs("b", "1"))
			if string(r.GetPayload().GetBody()) == "badly" {
				return gone
			}
			return nil
		}})
		for _, end := range []string{"well", "badly"} {
			var late metadata.MD
			var ends []error
			stream, err := c.StreamingOutputCall(t.Context(), part(end), grpc.Trailer(&late), grpc.OnFinish(func(err error) { ends = append(ends, err) }))
			require.NoError(t, err)
			header, err := stream.Header()
			require.NoError(t, err)
			require.Equal(t, []string{"1", "2"}, header.Get("a"))
			for i := range 3 {
				m, err := stream.Recv()
				require.NoError(t, err)
				require.Len(t, m.GetPayload().GetBody(), i)
			}
			_, err = stream.Recv()
			require.Equal(t, []string{"1"}, stream.Trailer().Get("b"))
			require.Equal(t, []string{"1"}, late.Get("b"))
			require.Len(t, ends, 1)
			if end == "well" {
				require.ErrorIs(t, err, io.EOF)
				require.NoError(t, ends[0])
				continue
			}
			require.Equal(t, codes.Aborted, status.Code(err))
			require.Equal(t, codes.Aborted, status.Code(ends[0]))
		}
	})
}

func TestStreamThatEndsAtOnceHasNoHeader(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{down: func(*testv1.StreamingOutputCallRequest, testv1.TestService_StreamingOutputCallServer) error {
			return status.Error(codes.NotFound, "nothing")
		}})
		stream, err := c.StreamingOutputCall(t.Context(), part(""))
		require.NoError(t, err)
		header, err := stream.Header()
		require.NoError(t, err)
		require.Empty(t, header.Get("a"))
		_, err = stream.Recv()
		require.Equal(t, codes.NotFound, status.Code(err))
	})
}

func TestManyMessagesHaveOneAnswer(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{up: func(stream testv1.TestService_StreamingInputCallServer) error {
			sum := 0
			for {
				r, err := stream.Recv()
				if errors.Is(err, io.EOF) {
					stream.SetTrailer(metadata.Pairs("b", "1"))
					return stream.SendAndClose(&testv1.StreamingInputCallResponse{AggregatedPayloadSize: int32(sum)})
				}
				if err != nil {
					return err
				}
				sum += len(r.GetPayload().GetBody())
			}
		}})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var from peer.Peer
		var late metadata.MD
		ends := make(chan error, 2)
		stream, err := c.StreamingInputCall(ctx, grpc.Peer(&from), grpc.Trailer(&late), grpc.OnFinish(func(err error) { ends <- err }))
		require.NoError(t, err)
		for range 1000 {
			require.NoError(t, stream.Send(&testv1.StreamingInputCallRequest{Payload: &testv1.Payload{Body: make([]byte, 500)}}))
		}
		answer, err := stream.CloseAndRecv()
		require.NoError(t, err)
		require.EqualValues(t, 500_000, answer.GetAggregatedPayloadSize())
		require.Len(t, ends, 1, "with its answer the call has ended")
		require.NoError(t, <-ends)
		require.Equal(t, []string{"1"}, late.Get("b"))
		require.NotNil(t, from.Addr)
		at, known := peer.FromContext(stream.Context())
		require.True(t, known)
		require.Equal(t, from.Addr, at.Addr)
		cancel()
		require.Error(t, stream.RecvMsg(&testv1.StreamingInputCallResponse{}))
		require.Empty(t, ends)
	})
}

func TestWhoSendsIsToldThatTheHandlerEnded(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{up: func(stream testv1.TestService_StreamingInputCallServer) error {
			_, err := stream.Recv()
			require.NoError(t, err)
			return status.Error(codes.Aborted, "enough")
		}})
		stream, err := c.StreamingInputCall(t.Context())
		require.NoError(t, err)
		for err == nil {
			err = stream.Send(&testv1.StreamingInputCallRequest{Payload: &testv1.Payload{Body: make([]byte, 5000)}})
		}
		require.ErrorIs(t, err, io.EOF)
		_, err = stream.CloseAndRecv()
		require.Equal(t, codes.Aborted, status.Code(err))
	})
}

func TestAnswerThatIsMissingOrTooManyIsAnError(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		answers := 0
		c := open.serving(t, service{up: func(stream testv1.TestService_StreamingInputCallServer) error {
			for range answers {
				if err := stream.SendMsg(&testv1.StreamingInputCallResponse{}); err != nil {
					return err
				}
			}
			return nil
		}})
		for _, answers = range []int{0, 2} {
			stream, err := c.StreamingInputCall(t.Context())
			require.NoError(t, err)
			_, err = stream.CloseAndRecv()
			require.Equal(t, codes.Internal, status.Code(err), "%d: %v", answers, err)
		}
	})
}

func TestRequestOfAStreamMayBeOnlySoLarge(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c := open.serving(t, service{both: sendBack})
		stream, err := c.FullDuplexCall(t.Context())
		require.NoError(t, err)
		require.NoError(t, stream.Send(part(string(make([]byte, maxMessage)))))
		_, err = stream.Recv()
		require.Equal(t, codes.ResourceExhausted, status.Code(err), "%v", err)

		stream, err = c.FullDuplexCall(t.Context(), grpc.MaxCallRecvMsgSize(10))
		require.NoError(t, err)
		require.NoError(t, stream.Send(part("longer than ten")))
		_, err = stream.Recv()
		require.Equal(t, codes.ResourceExhausted, status.Code(err), "%v", err)
	})
}

// TestCallerThatLeavesEndsTheStream on both sides, also where both wait for each other.
func TestCallerThatLeavesEndsTheStream(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		for _, sends := range []bool{false, true} {
			entered, ended := make(chan struct{}), make(chan error, 1)
			c := open.serving(t, service{both: func(stream testv1.TestService_FullDuplexCallServer) (err error) {
				close(entered)
				for err == nil {
					if sends {
						err = stream.Send(message(5000))
					} else {
						_, err = stream.Recv()
					}
				}
				<-stream.Context().Done()
				ended <- err
				return err
			}})
			ctx, cancel := context.WithCancel(t.Context())
			finished := make(chan error, 2)
			stream, err := c.FullDuplexCall(ctx, grpc.OnFinish(func(err error) { finished <- err }))
			require.NoError(t, err)
			require.NoError(t, stream.Send(part("first")))
			<-entered
			cancel()
			require.Equal(t, codes.Canceled, status.Code(<-ended))
			require.Equal(t, codes.Canceled, status.Code(<-finished), "also where nobody reads it to its end")
			for err == nil {
				_, err = stream.Recv()
			}
			require.Equal(t, codes.Canceled, status.Code(err))
			require.Empty(t, finished)
		}
	})
}

func TestStreamEndsAtTheDeadlineOfItsCaller(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		told := make(chan error, 1)
		c := open.serving(t, service{both: func(stream testv1.TestService_FullDuplexCallServer) error {
			_, err := stream.Recv()
			told <- stream.Context().Err()
			return err
		}})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		stream, err := c.FullDuplexCall(ctx)
		require.NoError(t, err)
		_, err = stream.Recv()
		require.Equal(t, codes.DeadlineExceeded, status.Code(err))
		require.Error(t, <-told)
	})
}

// TestWhoIsNotReadIsMadeToWait: what waits for a slow reader is bounded, and nothing of it is lost.
func TestWhoIsNotReadIsMadeToWait(t *testing.T) {
	const size, all = 5000, 4000
	onEveryWay(t, func(t *testing.T, open way) {
		var sent atomic.Int64
		c := open.serving(t, service{down: func(_ *testv1.StreamingOutputCallRequest, stream testv1.TestService_StreamingOutputCallServer) error {
			for range all {
				if err := stream.Send(message(size)); err != nil {
					return err
				}
				sent.Add(1)
			}
			return nil
		}})
		stream, err := c.StreamingOutputCall(t.Context(), part(""))
		require.NoError(t, err)
		var before int64
		quiet := 0
		require.Eventually(t, func() bool {
			now := sent.Load()
			if now == before {
				quiet++
			} else {
				before, quiet = now, 0
			}
			return now > 0 && quiet > 200
		}, time.Minute, time.Millisecond)
		require.Less(t, before, int64(all/2), "it sends on though nobody reads")
		for range all {
			m, err := stream.Recv()
			require.NoError(t, err)
			require.Len(t, m.GetPayload().GetBody(), size)
		}
		_, err = stream.Recv()
		require.ErrorIs(t, err, io.EOF)
	})
}

func TestMethodOfStreamsMayBeCalledWithOneMessage(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		refused := status.Error(codes.PermissionDenied, "not you")
		s := open(t, opening{service: service{
			up: func(stream testv1.TestService_StreamingInputCallServer) error {
				size := 0
				for {
					m, err := stream.Recv()
					if errors.Is(err, io.EOF) {
						return stream.SendAndClose(&testv1.StreamingInputCallResponse{AggregatedPayloadSize: int32(size)})
					}
					if err != nil {
						return err
					}
					size += len(m.GetPayload().GetBody())
				}
			},
			both: func(testv1.TestService_FullDuplexCallServer) error { return refused },
		}})
		var finished []error
		sent := &testv1.StreamingInputCallRequest{Payload: &testv1.Payload{Body: []byte("four")}}
		var got testv1.StreamingInputCallResponse
		require.NoError(t, s.conn.Invoke(t.Context(), testv1.TestService_StreamingInputCall_FullMethodName, sent, &got,
			grpc.OnFinish(func(err error) { finished = append(finished, err) })))
		require.EqualValues(t, 4, got.GetAggregatedPayloadSize())
		require.Equal(t, []error{nil}, finished)
		err := s.conn.Invoke(t.Context(), testv1.TestService_FullDuplexCall_FullMethodName, sent, &got)
		require.Equal(t, codes.PermissionDenied, status.Code(err))
	})
}
