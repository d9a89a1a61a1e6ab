package reporting_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

// Instances that share the streams count everything once, while a place moves and one of them ends.
func TestInstancesThatShareTheStreamsCountEverythingOnce(t *testing.T) {
	const rounds, counts = 4, 50
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		cfg := at(engine.URL(t, nil))
		cfg.Shares = 4
		first, second := r.start(cfg), r.start(cfg)
		r.publish(programme("buurtcentra"))
		for round := range rounds {
			place := centre()
			place.Version, place.Stadsdeel = int64(1+round), []string{"haven", "stad"}[round%2]
			r.publish(place)
			for n := range counts {
				r.publish(count(fmt.Sprint(round, "-", n), 1, 3))
				if round > 0 {
					r.publish(count(fmt.Sprint(round-1, "-", n), 2, 5))
				}
			}
			if round == rounds/2 {
				first.stop()
			}
		}
		f := second.figure("centre-visits")
		require.EqualValues(t, (rounds-1)*counts*5+counts*3, f.GetValue())
		require.Len(t, f.GetStadsdelen(), 1)
		require.Equal(t, "stad", f.GetStadsdelen()[0].GetKey())
		require.Equal(t, f.GetValue(), f.GetStadsdelen()[0].GetValue())
	})
}
