package handover_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCrashBeforeTheKeyIsDestroyedIsMadeGoodByTheNextStart(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		waits, decided := r.arrives(t, "q1").GetId(), r.arrives(t, "q2").GetId()
		require.NoError(t, r.accept(t, decided))
		require.True(t, r.hasKey(t, decided), "it ended between the commit and the destroying")
		require.NoError(t, r.FinishErasures(t.Context()))
		require.False(t, r.hasKey(t, decided))
		require.True(t, r.hasKey(t, waits))
		require.NotNil(t, r.get(t, waits).GetPerson())
		require.NoError(t, r.FinishErasures(t.Context()), "nothing is left to do")
	})
}

func TestOlderCopyOfTheDatabaseDoesNotOpen(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		m := r.arrives(t, "q1")
		var sealed []byte
		require.NoError(t, r.DB.Read().QueryRowContext(t.Context(), "SELECT sealed FROM handover").Scan(&sealed))
		require.NoError(t, r.accept(t, m.GetId()))
		require.NoError(t, r.Destroy(t.Context(), m.GetId()))
		// The copy is from before the decision.
		require.NoError(t, r.DB.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE handover SET sealed = $1, state = 'waiting', decided_date = '', result_id = '',
				decider = '', version = 1`, sealed)
			return err
		}))
		got := r.get(t, m.GetId())
		require.Equal(t, waiting, got.GetState())
		require.Nil(t, got.GetPerson())
		require.Empty(t, got.GetPurpose())
		require.NoError(t, r.FinishErasures(t.Context()))
		require.NoError(t, r.DB.Read().QueryRowContext(t.Context(), "SELECT sealed FROM handover").Scan(&sealed))
		require.Empty(t, sealed)
		require.NoError(t, r.decline(t, m.GetId()), "it waits again, of nobody")
	})
}
