package privacy_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/testkit"
)

// shells is a service that keeps in memory who is whole and who was erased.
type shells struct {
	whole  map[string]bool
	erased []privacy.Erasure
}

func (s *shells) subjects(t *testing.T, v privacy.Vault) privacy.Subjects {
	return privacy.Subjects{
		Vault: v, DB: testkit.SQLite().Open(t, nil),
		Erasures: func(context.Context) ([]privacy.Erasure, error) { return s.erased, nil },
		Whole: func(_ context.Context, _ *sql.Tx, ids map[string]bool) (map[string]bool, error) {
			found := map[string]bool{}
			for id := range ids {
				found[id] = s.whole[id]
			}
			return found, nil
		},
		LeaveShell: func(_ context.Context, _ *sql.Tx, e privacy.Erasure) error {
			delete(s.whole, e.Subject)
			s.erased = append(s.erased, e)
			return nil
		},
	}
}

func TestErasureThatOneSideDoesNotKnowIsCarriedOutThere(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		v := open(t, cfg).Vault("one")
		list := sealEach(t, v, "anna", "ben", "cas")
		require.NoError(t, v.Erase(t.Context(), "anna")) // the service knows nothing of it
		ben := privacy.Erasure{Subject: "ben", Time: now()}
		s := &shells{whole: map[string]bool{"anna": true, "cas": true}, erased: []privacy.Erasure{ben}}

		for range 2 { // once is enough
			require.NoError(t, s.subjects(t, v).FinishErasures(t.Context()))

			require.Equal(t, map[string]bool{"cas": true}, s.whole)
			require.Equal(t, []privacy.Erasure{ben, {Subject: "anna", Time: now()}}, s.erased)
			require.Equal(t, []string{"I am cas"}, openEach(t, v, list))
		}
	})
}

func TestDestroyedKeysAreErased(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		v := open(t, cfg).Vault("one")
		list := sealEach(t, v, "anna", "ben")
		require.NoError(t, (&shells{}).subjects(t, v).DestroyKeys(t.Context(), "anna"))
		require.Equal(t, []string{"I am ben"}, openEach(t, v, list))
		_, err := v.MakeKeys(t.Context(), "anna")
		require.ErrorIs(t, err, privacy.ErrErased)
	})
}
