package sample

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSharesAddUpAndStayNearTheirPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(0, 1_000_000).Draw(t, "total")
		weights := rapid.SliceOfN(rapid.Int64Range(0, 20_000_000), 1, 50).Draw(t, "weights")
		var weight, sum int64
		for _, w := range weights {
			weight += w
		}
		for i, s := range share(total, weights) {
			sum += s
			if weight == 0 {
				require.Zero(t, s)
				continue
			}
			part := float64(total) * float64(weights[i]) / float64(weight)
			require.InDelta(t, part, float64(s), 1)
			require.GreaterOrEqual(t, s, int64(0))
		}
		if weight > 0 {
			require.Equal(t, total, sum)
		}
	})
}

func TestLargestRemaindersGetWhatIsLeft(t *testing.T) {
	require.Equal(t, []int64{2, 3, 5}, share(10, []int64{16, 32, 52}))
	require.Equal(t, []int64{1, 0, 0}, share(1, []int64{1, 1, 1}), "the first of equals goes first")
	require.Equal(t, []int64{0, 7}, share(7, []int64{0, 3}))
}
