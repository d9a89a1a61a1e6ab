package reporting

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/gauge"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// watchEvery is how long it holds what is being counted anew.
const watchEvery = 10 * time.Second

// watch publishes how many figures are counted anew and since when, and how many editions there are. How old the figures are is
// how far the consumers are behind, which they publish themselves.
func watch(deps app.Deps, db *sqldb.DB) error {
	_, err := gauge.Set{
		Meter: deps.Telemetry.Meter, Scope: "meedoen/reporting", Clock: deps.Clock, Every: watchEvery,
		Gauges: []gauge.Gauge{
			{Name: "meedoen.figures.recounting", Unit: "{figure}", Description: "Figures that are being counted anew."},
			{Name: "meedoen.figures.recounting.age", Unit: "s", Description: "How long ago the oldest of these countings began."},
			{Name: "meedoen.figures.recounting.left", Unit: "{record}", Description: "Records that these countings have yet to count."},
			{Name: "meedoen.editions", Unit: "{edition}", Description: "Editions of accounts that were published."},
		},
		Look: func(ctx context.Context, put gauge.Put) error {
			w, err := store.Watched(ctx, db.Read())
			if err != nil {
				return err
			}
			age := 0.0
			if w.Building > 0 {
				age = max(0, deps.Clock.Now().Sub(w.Oldest).Seconds())
			}
			put("meedoen.figures.recounting", float64(w.Building))
			put("meedoen.figures.recounting.age", age)
			put("meedoen.figures.recounting.left", float64(w.Left))
			put("meedoen.editions", float64(w.Editions))
			return nil
		},
	}.Observe()
	return err
}
