package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
)

func TestViolationsAreOneInvalidFault(t *testing.T) {
	one := []fault.Field{{Path: "count", Reason: "TOO_LOW", Text: "Must be at least 1."}}
	two := append(one, fault.Field{Path: "date", Reason: "IN_FUTURE", Text: "Has not come yet."})
	require.Equal(t,
		&fault.Error{Kind: fault.Invalid, Reason: "REQUEST_INVALID", Text: "The request has 1 violation.", Fields: one},
		fault.Violations(one))
	require.Equal(t,
		&fault.Error{Kind: fault.Invalid, Reason: "REQUEST_INVALID", Text: "The request has 2 violations.", Fields: two},
		fault.Violations(two))
	require.Equal(t, fault.Violations(one), fault.Violation("count", "TOO_LOW", "Must be at least %d.", 1))
}

func TestNoViolationsAreNoError(t *testing.T) {
	err := fault.Violations(nil)
	require.True(t, err == nil, "not even a nil pointer of the type: %#v", err)
}

func TestCopiesLeaveTheFaultAsItWas(t *testing.T) {
	f := fault.New(fault.NotFound, "ROOM_NOT_FOUND", "There is no room %s.", "12")
	cause := errors.New("no rows")
	g := f.With("room", "12").With("floor", "1").Because(cause)
	require.Equal(t, "There is no room 12.", g.Text)
	require.Equal(t, map[string]string{"room": "12", "floor": "1"}, g.Meta)
	require.ErrorIs(t, g, cause)
	require.Nil(t, f.Meta)
	require.NoError(t, f.Cause)
}

func TestLogLineHoldsAllThatIsKnown(t *testing.T) {
	err := &fault.Error{
		Reason: "REQUEST_INVALID", Text: "The request has 1 violation.",
		Fields: []fault.Field{{Path: "count", Reason: "TOO_LOW", Text: "Must be at least 1."}}, Cause: errors.New("underneath"),
	}
	require.EqualError(t, err,
		"REQUEST_INVALID: The request has 1 violation.; count: TOO_LOW: Must be at least 1. (underneath)")
}

func TestFaultIsKnownByItsReason(t *testing.T) {
	err := fmt.Errorf("load: %w", fault.New(fault.NotFound, "ROOM_NOT_FOUND", "There is no such room."))
	require.True(t, fault.Is(err, "ROOM_NOT_FOUND"))
	require.False(t, fault.Is(err, "HALL_NOT_FOUND"))
	require.False(t, fault.Is(errors.New("ROOM_NOT_FOUND"), "ROOM_NOT_FOUND"))
	require.False(t, fault.Is(nil, ""))
}

func TestAtPutsEveryFieldUnderThePath(t *testing.T) {
	inner := fault.Violations([]fault.Field{{Path: "count"}, {Path: "area.postcode"}})
	outer := fault.At("requests[17].head_count", fmt.Errorf("check: %w", inner))
	var f *fault.Error
	require.ErrorAs(t, outer, &f)
	require.Equal(t, []fault.Field{
		{Path: "requests[17].head_count.count"}, {Path: "requests[17].head_count.area.postcode"},
	}, f.Fields)
	require.ErrorAs(t, inner, &f)
	require.Equal(t, []fault.Field{{Path: "count"}, {Path: "area.postcode"}}, f.Fields, "the inner fault is as it was")
}

func TestAtLeavesOtherErrorsAlone(t *testing.T) {
	for name, err := range map[string]error{
		"no error":               nil,
		"no fault":               errors.New("disk full"),
		"a fault without fields": fault.New(fault.NotFound, "ROOM_NOT_FOUND", "There is no such room."),
	} {
		require.Equal(t, err, fault.At("room", err), name)
	}
	fields := fault.Violation("count", "TOO_LOW", "Must be at least 1.")
	require.Equal(t, fields, fault.At("", fields))
}
