package inbox_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestWaitEndsWithItsContext(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err := inbox.Wait(ctx, db, []string{service}, []string{service + ":1"})
		require.True(t, fault.Is(err, "POSITION_NOT_REACHED"), "%v", err)
		require.NoError(t, inbox.Wait(t.Context(), db, []string{service}, []string{"elsewhere:9", service + ":0"}))
		for _, wrong := range []string{"", "x", ":1", service + ":-1", service + ":one"} {
			require.True(t, fault.Is(inbox.Wait(t.Context(), db, []string{service}, []string{wrong}), "REQUEST_INVALID"), wrong)
		}
	})
}
