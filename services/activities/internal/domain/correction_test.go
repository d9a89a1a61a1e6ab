package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func noon() time.Time { return time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC) }

// recorded answers a count as it was recorded yesterday.
func recorded(t require.TestingT) domain.HeadCount {
	c := good(t)
	c.ID, c.Method, c.Recorder, c.Version = "count", "tally", "anna", 1
	c.Created, c.Updated = noon().AddDate(0, 0, -1), noon().AddDate(0, 0, -1)
	return c
}

func TestCorrectionKeepsWhatWasBefore(t *testing.T) {
	c := recorded(t)
	by := domain.Correction{ID: "correction", Count: 21, Method: "counter", Reason: "typing_error", Recorder: "ben", Created: noon()}

	require.NoError(t, c.Correct(&by, 100))

	require.Equal(t, domain.Correction{
		ID: "correction", HeadCountID: "count", Version: 2, Count: 21, Method: "counter", Reason: "typing_error",
		PreviousCount: 12, PreviousMethod: "tally", Recorder: "ben", Created: noon(),
	}, by)
	want := recorded(t)
	want.Count, want.Method, want.Version, want.Updated = 21, "counter", 2, noon()
	require.Equal(t, want, c)
}

func TestMethodThatIsNotGivenStays(t *testing.T) {
	c := recorded(t)
	by := domain.Correction{Count: 21}
	require.NoError(t, c.Correct(&by, 100))
	require.Equal(t, "tally", c.Method)
	require.Equal(t, "tally", by.Method)
	require.Equal(t, "tally", by.PreviousMethod)
}

func TestWithdrawnCountHasNoVisits(t *testing.T) {
	c := recorded(t)
	by := domain.Correction{Withdrawn: true, Reason: "wrong_record", Created: noon()}
	require.NoError(t, c.Correct(&by, 100))
	require.True(t, c.Withdrawn)
	require.Zero(t, c.Count)
	require.EqualValues(t, 2, c.Version)
	require.EqualValues(t, 12, by.PreviousCount)
}

func TestCorrectionThatBreaksARuleChangesNothing(t *testing.T) {
	tests := map[string]struct {
		by   domain.Correction
		want []string
	}{
		"negative":           {domain.Correction{Count: -1}, []string{"count COUNT_NEGATIVE"}},
		"above the most":     {domain.Correction{Count: 101}, []string{"count COUNT_ABSURD"}},
		"withdrawn with one": {domain.Correction{Count: 1, Withdrawn: true}, []string{"count COUNT_OF_WITHDRAWN"}},
		"withdrawn and negative": {
			domain.Correction{Count: -1, Withdrawn: true}, []string{"count COUNT_NEGATIVE", "count COUNT_OF_WITHDRAWN"},
		},
		"withdrawn and absurd": {
			domain.Correction{Count: 101, Withdrawn: true}, []string{"count COUNT_ABSURD", "count COUNT_OF_WITHDRAWN"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, by := recorded(t), tt.by
			var f *fault.Error
			require.ErrorAs(t, c.Correct(&by, 100), &f)
			require.Equal(t, fault.Invalid, f.Kind)
			requireBroken(t, tt.want, f.Fields)
			require.Equal(t, recorded(t), c)
			require.Equal(t, tt.by, by)
		})
	}
}

func TestBoundariesOfACorrectedCount(t *testing.T) {
	for _, count := range []int64{0, 1, 99, 100} {
		c, by := recorded(t), domain.Correction{Count: count}
		require.NoError(t, c.Correct(&by, 100))
		require.Equal(t, count, c.Count)
		require.False(t, c.Withdrawn, "a count of 0 is not withdrawn")
	}
}

func TestWithdrawnCountCannotBeCorrected(t *testing.T) {
	for name, by := range map[string]domain.Correction{
		"corrected":       {Count: 5},
		"withdrawn again": {Withdrawn: true},
		"with a fault":    {Count: -1},
	} {
		t.Run(name, func(t *testing.T) {
			c := recorded(t)
			c.Count, c.Withdrawn, c.Version = 0, true, 2
			before, given := c, by
			var f *fault.Error
			require.ErrorAs(t, c.Correct(&by, 100), &f)
			require.Equal(t, fault.FailedPrecondition, f.Kind)
			require.Equal(t, "HEAD_COUNT_WITHDRAWN", f.Reason)
			require.Equal(t, before, c)
			require.Equal(t, given, by)
		})
	}
}

// Read backwards, the history leads from what stands now to what was recorded first.
func TestHistoryLeadsBackToTheFirstCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := recorded(t)
		var history []domain.Correction
		for range rapid.IntRange(1, 10).Draw(t, "corrections") {
			by := domain.Correction{
				Count:     rapid.Int64Range(-1, 101).Draw(t, "count"),
				Method:    rapid.SampledFrom([]string{"", "tally", "counter", "estimate"}).Draw(t, "method"),
				Withdrawn: rapid.IntRange(0, 5).Draw(t, "withdrawn") == 0,
			}
			before := c
			if c.Correct(&by, 100) != nil {
				require.Equal(t, before, c)
				continue
			}
			history = append(history, by)
		}
		count, method, version := c.Count, c.Method, c.Version
		for i := len(history) - 1; i >= 0; i-- {
			by := history[i]
			require.Equal(t, []any{count, method, version}, []any{by.Count, by.Method, by.Version})
			require.Equal(t, c.Withdrawn && i == len(history)-1, by.Withdrawn, "nothing follows a withdrawal")
			count, method, version = by.PreviousCount, by.PreviousMethod, version-1
		}
		require.Equal(t, []any{int64(12), "tally", int64(1)}, []any{count, method, version})
	})
}
