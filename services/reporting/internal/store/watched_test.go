package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func TestWhatIsCountedAnewIsWatched(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		watched := func() store.Watch {
			w, err := store.Watched(t.Context(), db.Read())
			require.NoError(t, err)
			w.Oldest = w.Oldest.UTC()
			return w
		}
		require.Equal(t, store.Watch{Oldest: time.Time{}}, watched())
		begin(t, db, domain.Live, "live")
		begin(t, db, domain.Building, "a", "b")
		write(t, db, func(ctx context.Context, s store.Store) error { return s.MoveCursor(ctx, "a", "fact", 9) })
		write(t, db, func(ctx context.Context, s store.Store) error { return s.MoveCursor(ctx, "b", "fact", 2) })
		require.Equal(t, store.Watch{Building: 2, Oldest: began, Left: 5}, watched(), "of seven facts each")
	})
}
