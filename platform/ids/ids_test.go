package ids_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
)

func TestIDsAreUUIDsOfVersion7InTheOrderTheyWereMade(t *testing.T) {
	var made []string
	for range 1000 {
		made = append(made, ids.New())
	}
	require.True(t, slices.IsSorted(made))
	require.Len(t, slices.Compact(slices.Clone(made)), len(made), "no two are the same")
	for _, id := range made {
		parsed, err := uuid.Parse(id)
		require.NoError(t, err)
		require.EqualValues(t, 7, parsed.Version())
		require.Equal(t, id, parsed.String(), "as RFC 9562 writes it")
	}
}
