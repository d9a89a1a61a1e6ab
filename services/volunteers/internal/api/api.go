// Package api answers the RPCs of the service. A method is a short script: decode, load, rule, save and event, encode.
package api

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/activities"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/sepa"
)

// Deps are what every method works with.
type Deps struct {
	DB      *sqldb.DB
	Clock   clock.Clock
	Zone    *time.Location // whose calendar the organisation lives by
	Areas   areas.Register
	Privacy *privacy.Privacy
	Timers  *schedule.Scheduler
	Issuers []string // of tokens that count; empty where that is not known

	Certificates domain.CertificatePolicy // how long they count where a role does not say
	Limits       domain.AllowanceLimits   // of what volunteers are paid untaxed
	Debtor       sepa.Party               // from whose account is paid
	Organisation Organisation             // in whose name documents are written
	Activities   *activities.Client       // who is asked when sessions are; nil: nobody
}

// now answers the present instant as it is stored, so that the answer to a call equals what is read later.
func (d Deps) now() time.Time { return sqldb.At(d.Clock.Now()).Time }

// today answers the present date of the organisation.
func (d Deps) today() civil.Date { return civil.Today(d.Clock.Now(), d.Zone) }
