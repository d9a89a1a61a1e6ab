package fault_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
)

func TestEveryKindHasItsCodeAndComesBackFromTheStatus(t *testing.T) {
	kinds := map[fault.Kind]codes.Code{
		fault.Invalid:            codes.InvalidArgument,
		fault.Unauthenticated:    codes.Unauthenticated,
		fault.PermissionDenied:   codes.PermissionDenied,
		fault.NotFound:           codes.NotFound,
		fault.AlreadyExists:      codes.AlreadyExists,
		fault.Aborted:            codes.Aborted,
		fault.FailedPrecondition: codes.FailedPrecondition,
		fault.Exhausted:          codes.ResourceExhausted,
		fault.Unavailable:        codes.Unavailable,
		fault.DeadlineExceeded:   codes.DeadlineExceeded,
	}
	require.Len(t, kinds, int(fault.DeadlineExceeded), "all kinds are here")
	for kind, code := range kinds {
		f := fault.New(kind, "SOME_REASON", "Something about room 12.").With("room", "12")
		f.Fields = []fault.Field{{Path: "room", Reason: "LOCKED", Text: "It is locked."}, {Path: "key", Reason: "LOST", Text: "Gone."}}
		s := fault.Status(fmt.Errorf("open: %w", f.Because(errors.New("secret"))), "trace")
		require.Equal(t, code, s.Code())
		require.Equal(t, f, fault.FromStatus(s), "%s: all but the cause", code)
		require.NotContains(t, s.Proto().String(), "secret")
	}
}

func TestFaultOfNoKindIsInternalAndNotOK(t *testing.T) {
	for _, kind := range []fault.Kind{0, fault.DeadlineExceeded + 1} {
		requireInternal(t, fault.Status(fault.New(kind, "FORGOTTEN", "secret"), "0af7"))
	}
}

func TestInternalErrorLeaksNothingButTheTraceID(t *testing.T) {
	for name, err := range map[string]error{
		"an error":           errors.New("pq: duplicate key (secret)"),
		"another's status":   status.Error(codes.NotFound, "secret"),
		"a wrapped status":   fmt.Errorf("ask: %w", status.Error(codes.Unavailable, "secret")),
		"several at a time":  errors.Join(errors.New("secret"), errors.New("secret")),
		"a nil cause inside": fmt.Errorf("secret: %w", error(nil)),
	} {
		t.Run(name, func(t *testing.T) { requireInternal(t, fault.Status(err, "0af7")) })
	}
}

func requireInternal(t *testing.T, s *status.Status) {
	t.Helper()
	require.Equal(t, codes.Internal, s.Code())
	require.Equal(t, "Something went wrong on our side.", s.Message())
	require.Len(t, s.Details(), 1)
	info, is := s.Details()[0].(*errdetails.ErrorInfo)
	require.True(t, is)
	require.Equal(t, fault.InternalReason, info.GetReason())
	require.Equal(t, map[string]string{"trace_id": "0af7"}, info.GetMetadata())
	require.NotContains(t, s.Proto().String(), "secret")
}

func TestInternalErrorOutsideATraceHasNoMetadata(t *testing.T) {
	s := fault.Status(errors.New("disk full"), "")
	require.Len(t, s.Details(), 1)
	require.Empty(t, s.Details()[0].(*errdetails.ErrorInfo).GetMetadata())
}

func TestEndOfTheContextKeepsItsCodeWithoutItsWords(t *testing.T) {
	late := fault.Status(fmt.Errorf("secret: %w", context.DeadlineExceeded), "trace")
	require.Equal(t, codes.DeadlineExceeded, late.Code())
	require.Equal(t, "DEADLINE_EXCEEDED", fault.FromStatus(late).Reason)
	require.NotContains(t, late.Proto().String(), "secret")

	gone := fault.Status(fmt.Errorf("secret: %w", context.Canceled), "trace")
	require.Equal(t, codes.Canceled, gone.Code())
	require.NotContains(t, gone.Proto().String(), "secret")
}

func TestFaultOfAnEndedContextSpeaksForItself(t *testing.T) {
	f := fault.New(fault.Unavailable, "EVENTS_LATE", "Try again later.").Because(context.Canceled)
	require.Equal(t, codes.Unavailable, fault.Status(f, "").Code())
}

func TestStatusWithoutAReasonIsNoFault(t *testing.T) {
	for name, s := range map[string]*status.Status{
		"no details":    status.New(codes.NotFound, "no such service"),
		"of no kind":    fault.Status(errors.New("disk full"), ""),
		"of the caller": fault.Status(context.Canceled, ""),
		"all is well":   status.New(codes.OK, ""),
		"nil":           nil,
	} {
		require.Nil(t, fault.FromStatus(s), name)
	}
}
