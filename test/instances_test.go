package test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOneMoreInstanceOfEverythingLosesAndDoublesNothing(t *testing.T) {
	d := deployApart(t)
	l := startHeldLoad(d)
	l.proceed(10)
	// A gateway is told of instances when it starts; they share the work in the background from the start.
	for _, service := range append(services(), "gateway") {
		d.add(service)
	}
	l.useGateways(d.gateways...)
	// Each first one dies at another moment, and never comes back.
	for i, service := range []string{"gateway", "activities", "volunteers", "debtcounselling", "support", "reporting"} {
		l.proceed(30 + 10*i)
		d.programs[service].kill()
	}
	d.http = d.gateways[1]
	d.gateways = d.gateways[1:]
	l.finish()
}

func TestInstancesThatStartAtOnceMakeOneSchema(t *testing.T) {
	d := newDeployment(t)
	d.config = d.writeConfig()
	var wg sync.WaitGroup
	for _, service := range append(services(), services()...) {
		p := d.prepare(service)
		wg.Go(p.start)
	}
	wg.Wait()
	d.add("gateway")
	d.http = d.gateways[0]
	startLoad(d).finish()
}

// TestRestartOfOneInstanceAfterTheOtherFailsNoCall is how a new version is rolled out.
func TestRestartOfOneInstanceAfterTheOtherFailsNoCall(t *testing.T) {
	d := newDeployment(t)
	d.config, d.env = d.writeConfig(), []string{"MEEDOEN_LOG_LEVEL=debug"} // every call has a line
	names := []string{d.add("activities"), d.add("activities"), d.add("reporting"), d.add("reporting")}
	for _, service := range []string{"volunteers", "debtcounselling", "support"} {
		d.add(service) // the account is as far as the events of all
	}
	d.add("gateway")
	d.http = d.gateways[0]
	l := startHeldLoad(d)
	for i, name := range names {
		l.proceed(15 * (i + 1))
		d.programs[name].stop()
		d.programs[name].start()
		// The next one stops when callers have found this one again, which takes them two seconds at most.
		require.Eventually(t, func() bool {
			d.rest("GET", "/v1/locations", l.token, nil)
			d.rest("GET", "/v1/accounts/2022", l.token, nil)
			return strings.Contains(d.programs[name].out.String(), `"method":"/meedoen.`)
		}, patience, pause)
	}
	l.finish()
	require.Zero(t, l.failures.Load())
}
