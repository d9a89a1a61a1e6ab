package store_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestFactsOfManyIDsAreThoseThereAre(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		ids := func(from, to int) (list []string) {
			for n := from; n < to; n++ {
				list = append(list, fmt.Sprintf("%06d", n))
			}
			return list
		}
		require.Empty(t, byID(t, db, ids(0, 200)...), "where there are none")
		var kept []fact
		for n := 0; n <= 100; n += 2 {
			kept = append(kept, headCount(n))
		}
		put(t, db, kept...)
		found := byID(t, db, ids(40, 160)...) // up to the last, and beyond it
		require.Len(t, found, 31)
		for n := 40; n <= 100; n += 2 {
			require.Equal(t, headCount(n), found[fmt.Sprintf("%06d", n)])
		}
		require.Empty(t, byID(t, db, ids(101, 200)...), "all beyond the last")
		require.Len(t, byID(t, db, ids(0, 101)...), 51, "none beyond the last")
	})
}

func TestFactsOfSeveralKindsAreKeptWithWhatEachHas(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		hours, attendance := headCount(2), headCount(3)
		hours.Value.Kind, hours.Value.Engagement, hours.Value.Role, hours.Value.Person = domain.Hours, "intern", "docent", "anna"
		attendance.Value.Kind, attendance.Value.Person, attendance.Value.AgeBand = domain.Attendance, "bram", "0_to_3"
		put(t, db, headCount(1), hours, attendance, headCount(4))
		require.Equal(t, map[string]fact{
			"000001": headCount(1), "000002": hours, "000003": attendance, "000004": headCount(4),
		}, byID(t, db, "000001", "000002", "000003", "000004"))

		// What a fact had and has no more is gone.
		less := headCount(2)
		less.Version, less.Value.Kind = 2, domain.Hours
		put(t, db, less)
		require.Equal(t, less, byID(t, db, "000002")["000002"])
	})
}
