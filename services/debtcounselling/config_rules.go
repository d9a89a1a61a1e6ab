package debtcounselling

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/api"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/workday"
)

// rules answers what every method works with, but for what is opened: all that the law, the policy and the organisation set.
func (c Config) rules() (d api.Deps, err error) {
	d = api.Deps{
		Days: workday.New(), Municipality: c.Municipality, Refusals: c.RefusalGrounds, BSN: c.BSNBasis != "",
		DueBefore: c.DueBefore, Breach: domain.BreachRule(c.JPF.Breach),
	}
	for _, read := range []func() error{
		func() error { d.Zone, err = time.LoadLocation(c.Zone); return err },
		func() error { d.Areas, err = areas.Load(c.Areas); return err },
		func() error { d.Terms, err = c.terms(); return err },
		func() error { d.Limits, err = c.limits(); return err },
		func() error { d.Norms, err = c.norms(); return err },
		func() error { d.Early, err = c.early(); return err },
		func() error { d.Activities, err = c.activities(); return err },
		func() error { d.Retention, err = c.Retention.policy(); return err },
	} {
		if err := read(); err != nil {
			return d, err
		}
	}
	return d, nil
}
