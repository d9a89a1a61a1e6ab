package store_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func TestYearsBeforeAreReadAsAWholeAndOfWhatIsLive(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		begin(t, db, domain.Building, "built")
		whole := func(counting string, year int) domain.Cell {
			return domain.Cell{
				Key: domain.Key{Counting: counting, Year: year, Level: domain.Whole}, Value: int64(year), Records: 1,
			}
		}
		all := []domain.Cell{whole("built", 2024)}
		for year := 2020; year <= 2026; year++ {
			all = append(all, whole("visits", year), visits(year, "haven", 7, 1))
		}
		add(t, db, all...)
		counted, err := store.Counted(t.Context(), db.Read(), 2025)
		require.NoError(t, err)
		slices.SortFunc(counted.Earlier, func(a, b domain.Cell) int { return a.Compare(b.Key) })
		require.Equal(t, []domain.Cell{whole("visits", 2022), whole("visits", 2023), whole("visits", 2024)}, counted.Earlier)
	})
}
