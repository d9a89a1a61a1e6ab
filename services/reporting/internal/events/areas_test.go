package events_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

const cityMap = `code,name,stadsdeel,first_edition,last_edition
WK003401,Centrum,haven,2022,2024
WK003402,De Werven,haven,2022,2024
`

// register answers a register of wijken, with a table of translations.
func register(t *testing.T, translations string) areas.Register {
	t.Helper()
	register, err := areas.Parse([]byte(cityMap))
	require.NoError(t, err)
	register, err = register.WithTranslations([]byte("from_edition,from_code,to_edition,to_code\n" + translations))
	require.NoError(t, err)
	return register
}

// Another table of translations is another way to count: everything is counted anew, and nothing is mixed meanwhile.
func TestAnotherTableOfWijkenCountsEverythingAnew(t *testing.T) {
	in2020 := func(m *activitiesv1.LocationSaved) { m.WijkCode, m.WijkYear = "WK34", 2020 }
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre", in2020), programme("buurtcentra"), count("a", 100))
		require.Equal(t, []domain.Part{{Key: "2020:WK34", Value: 100}}, r.figure(t, "centre-visits").Wijken)

		on := r.instance(r.Catalogue.On(register(t, "")))
		on.prepare(t)
		require.Error(t, on.try(count("b", 20)), "what stands was counted by no register")
		require.True(t, on.figure(t, "centre-visits").Recounting)
		on.countAnew(t)
		on.tell(t, count("b", 20))
		require.Equal(t, []domain.Part{{Key: "2020:WK34", Value: 120}}, on.figure(t, "centre-visits").Wijken, "nothing tells what it became")
		on.prepare(t)
		require.False(t, on.figure(t, "centre-visits").Recounting, "the same register")

		translating := r.instance(r.Catalogue.On(register(t, "2020,WK34,2022,WK003402\n")))
		translating.prepare(t)
		translating.countAnew(t)
		translating.tell(t, count("c", 3))
		f := translating.figure(t, "centre-visits")
		require.Equal(t, []domain.Part{{Key: "2022:WK003402", Value: 123}}, f.Wijken)
		require.Equal(t, []domain.Part{{Key: "haven", Value: 123}}, f.Stadsdelen, "the city district stays that of the record")
		require.EqualValues(t, 123, f.Value)
		translating.rebuild(t)
		translating.countAnew(t)
		require.Equal(t, f.Wijken, translating.figure(t, "centre-visits").Wijken)
		require.ErrorContains(t, on.try(count("d", 1)), "by another register of wijken", "an instance of before waits")
	})
}
