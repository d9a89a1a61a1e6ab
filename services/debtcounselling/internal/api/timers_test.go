package api_test

import (
	"testing"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
)

// runTimers has the timers that are due fire, until none of a kind is; every kind for "".
func (r *rig) runTimers(t testing.TB, kind string) {
	t.Helper()
	servicetest.RunTimers(t, r.db, r.clock, r.timers, kind)
}

// told answers the events of a noun that were told, in order.
func (r *rig) told(t testing.TB, noun string) []string {
	t.Helper()
	return servicetest.Told(t, r.db, outbox.Type("debtcounselling", noun))
}
