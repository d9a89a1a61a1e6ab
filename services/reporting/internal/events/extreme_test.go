package events_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// text answers the longest text an event may hold, of characters that no database compresses.
func text(random *rand.Rand) string {
	letters := make([]rune, 50)
	for i := range letters {
		letters[i] = 0x1F300 + random.Int32N(0x300)
	}
	return string(letters)
}

func TestWhatIsReadAtItsExtremesIsKeptAndCounted(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	place, line, a, b, district := text(random), text(random), text(random), text(random), text(random)
	require.Len(t, place, 200)
	largest := func(m *activitiesv1.HeadCountSaved) {
		m.Version, m.LocationId, m.ProgrammeId = math.MaxInt64, place, line
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t,
			location(place, func(m *activitiesv1.LocationSaved) {
				m.Version, m.Stadsdeel, m.WijkCode, m.WijkYear = math.MaxInt64, district, text(random), math.MinInt32
				m.OpeningDate, m.ClosingDate = "0001-01-01", "9999-12-31"
			}),
			programme(line, func(m *activitiesv1.ProgrammeSaved) {
				m.Version, m.Code, m.StartDate, m.EndDate = math.MaxInt64, "oki", "0000-01-01", "9999-12-31"
			}),
			count(a, math.MaxInt32, largest), count(b, math.MaxInt32, largest),
		)
		r.requireValue(t, "oki-locations", 1)
		require.Equal(t, []domain.Part{{Key: district, Value: 1}}, r.figure(t, "oki-locations").Stadsdelen)

		r.Catalogue = account(t, "'almereplusbeurs' in programme.path", "'oki' in programme.path")
		r.prepare(t)
		r.countAnew(t)
		r.requireValue(t, "seniors-fair", 2*math.MaxInt32)
	})
}
