package test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOneMoreInstanceOfEverythingLosesAndDoublesNothing(t *testing.T) {
	d := deployApart(t)
	l := startLoad(d)
	l.await(10)
	// A gateway is told of instances when it starts; they share the work in the background from the start.
	for _, service := range []string{"activities", "reporting", "gateway"} {
		d.add(service)
	}
	l.useGateways(d.gateways...)
	// Each first one dies at another moment, and never comes back.
	for i, service := range []string{"gateway", "activities", "reporting"} {
		l.await(30 + 20*i)
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
	for _, service := range []string{"activities", "activities", "reporting", "reporting"} {
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
	d.config = d.writeConfig()
	names := []string{d.add("activities"), d.add("activities"), d.add("reporting"), d.add("reporting")}
	d.add("gateway")
	d.http = d.gateways[0]
	l := startLoad(d)
	for i, name := range names {
		l.await(15 * (i + 1))
		d.programs[name].stop()
		d.programs[name].start()
	}
	l.finish()
	require.Zero(t, l.failures.Load())
}
