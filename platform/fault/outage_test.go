package fault_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/fault"
)

func TestOutageLeavesAsItsFaultAndIsNoneInside(t *testing.T) {
	away := fault.New(fault.Unavailable, "OVEN_AWAY", "The oven is away.").After(3 * time.Second)
	broken := errors.New("secret host refused")
	err := fmt.Errorf("bake: %w", &fault.Outage{Fault: away, Err: broken})
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "bake: secret host refused", "for the log")
	var refused *fault.Error
	require.False(t, errors.As(err, &refused), "nobody knows what was done")

	s := fault.Status(err, "0af7")
	require.Equal(t, codes.Unavailable, s.Code())
	require.Equal(t, away, fault.FromStatus(s), "with how long to wait")
	require.NotContains(t, s.Proto().String(), "secret")
}

func TestFaultThatFollowsFromAnOutageSpeaksForItself(t *testing.T) {
	outage := &fault.Outage{Fault: fault.New(fault.Unavailable, "OVEN_AWAY", ""), Err: errors.New("refused")}
	s := fault.Status(fault.New(fault.Aborted, "TAKEN", "Others were first.").Because(outage), "")
	require.Equal(t, codes.Aborted, s.Code())
}
