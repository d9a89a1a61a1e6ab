package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// places is a register of two wijken.
func places(t require.TestingT) areas.Register {
	areas, err := areas.Parse([]byte("code,name,stadsdeel,first_edition,last_edition\nWK1,Een,haven,2022,2023\nWK2,Twee,stad,2022,2022\n"))
	require.NoError(t, err)
	return areas
}

// register answers one in which an occasion of June 2022 is good: at the location here, in WK1, or anywhere else.
func register(t require.TestingT) domain.Register {
	s := around(t)
	s.Location.Wijk, s.Location.Stadsdeel = areas.Wijk{Code: "WK1", Edition: 2022}, "haven"
	return domain.Register{Today: s.Today, Areas: places(t), Location: s.Location, Programme: s.Programme}
}

func TestOccasionIsSomewhere(t *testing.T) {
	haven, stad := areas.Wijk{Code: "WK1", Edition: 2022}, areas.Wijk{Code: "WK2", Edition: 2022}
	tests := map[string]struct {
		location  string
		wijk      areas.Wijk
		unknown   bool // the location
		want      []string
		stadsdeel string
	}{
		"in a wijk":                       {"", stad, false, nil, "stad"},
		"at a location":                   {"here", areas.Wijk{}, false, nil, "haven"},
		"at a location, with its wijk":    {"here", haven, false, nil, "haven"},
		"at a location of another wijk":   {"here", stad, false, []string{"wijk_code WIJK_NOT_OF_LOCATION"}, "haven"},
		"of another edition":              {"here", areas.Wijk{Code: "WK1", Edition: 2023}, false, []string{"wijk_code WIJK_NOT_OF_LOCATION"}, "haven"},
		"nowhere":                         {"", areas.Wijk{}, false, []string{"wijk_code PLACE_MISSING"}, ""},
		"in a year":                       {"", areas.Wijk{Edition: 2022}, false, []string{"wijk_code PLACE_MISSING"}, ""},
		"in a wijk that is not there":     {"", areas.Wijk{Code: "WK3", Edition: 2022}, false, []string{"wijk_code WIJK_UNKNOWN"}, ""},
		"in a wijk that is there no more": {"", areas.Wijk{Code: "WK2", Edition: 2023}, false, []string{"wijk_code WIJK_UNKNOWN"}, ""},
		"at no known location":            {"x", stad, true, []string{"location_id LOCATION_UNKNOWN"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := domain.Occasion{Date: date(t, "2022-06-01"), LocationID: tt.location, Wijk: tt.wijk}
			r := register(t)
			if tt.unknown {
				r.Location = nil
			}
			requireBroken(t, tt.want, o.Settle(r))
			require.Equal(t, tt.stadsdeel, o.Stadsdeel)
		})
	}
}

// Settling again changes nothing: a command may run more than once.
func TestSettledOccasionStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := domain.Occasion{
			Date:       rapid.OneOf(anyDate(), rapid.Just(civil.Date{})).Draw(t, "date"),
			LocationID: rapid.SampledFrom([]string{"", "here"}).Draw(t, "location"),
			Wijk: areas.Wijk{
				Code:    rapid.SampledFrom([]string{"", "WK1", "WK2"}).Draw(t, "wijk"),
				Edition: rapid.SampledFrom([]int{0, 2022, 2023}).Draw(t, "edition"),
			},
		}
		broken := o.Settle(register(t))
		if len(broken) > 0 {
			return
		}
		require.NotEmpty(t, o.Stadsdeel)
		again := o
		require.Empty(t, again.Settle(register(t)))
		require.Equal(t, o, again)
	})
}
