package test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
)

// TestDatabasesOfAllServicesAreRestoredToAMoment: the streams know more than the databases, and are made anew from them.
func TestDatabasesOfAllServicesAreRestoredToAMoment(t *testing.T) {
	d := recordUntilAMoment(t)
	d.toTheMoment(services()...)
	d.loseStreams()
	d.start(services()...)
	d.requireTheMoment()
	d.requireGoesOn()
}

// TestOneServiceIsRestoredToAMomentWhileTheOthersAreAhead: what reporting counted of what is lost now is counted no more.
func TestOneServiceIsRestoredToAMomentWhileTheOthersAreAhead(t *testing.T) {
	d := recordUntilAMoment(t)
	d.toTheMoment("activities")
	d.start("activities")
	require.Greater(t, d.figures()["centre-visits"], d.figuresThen["centre-visits"], "reporting knows what activities does not")

	d.stop("activities", "reporting")
	require.NoError(t, d.nats.Connect().JS.DeleteStream(t.Context(), natsx.StreamName("activities")))
	d.use("reporting", d.server.Create("reporting_anew"))
	d.start("activities", "reporting")
	d.requireTheMoment()
	require.Eventually(t, func() bool { return d.rest("GET", "/v1/accounts/2022/editions/1", "", nil).status == 200 }, patience, pause)
	require.Equal(t, d.editionLater, d.edition(2022, 1), "what was published later stays published, byte for byte")
	d.requireGoesOn()
}

// recovery is a deployment whose databases stand on a server that can be restored to a moment, and what there was then.
type recovery struct {
	*deployment
	server   *testkit.ArchivingPostgres
	restored func(database string) string // what the server held at the moment
	load     *load

	person       string // who was erased after the moment
	storedThen   map[string]int32
	figuresThen  map[string]int
	accountThen  map[string]any
	editionLater map[string]any
}

// recordUntilAMoment has callers record before a base backup, until a moment and after it; after it somebody is erased too, and the
// account published.
func recordUntilAMoment(t *testing.T) *recovery {
	d := &recovery{deployment: newDeployment(t), server: testkit.NewArchivingPostgres(t)}
	d.config = d.writeConfig()
	for _, service := range services() {
		d.databases[service] = d.server.Create(service)
		d.add(service)
	}
	d.add("gateway")
	d.http = d.gateways[0]
	d.load = startHeldLoad(d.deployment)
	d.recorded(20)
	d.server.BackUp()
	d.person = d.writeCanary(t, d.sessionOf("2022-05-12"))
	d.recorded(50)
	d.figuresThen, d.accountThen = d.figures(), d.inFull(2022)
	d.storedThen = storedCounts(t, d.suite)
	require.Contains(t, d.participant(), "Xanten")

	moment := d.server.Moment()
	d.recorded(80)
	erase := d.rest("POST", "/v1/participants/"+d.person+"/erasures", d.token("activities.staff"), map[string]any{})
	require.Less(t, erase.status, 300, erase.text)
	require.Greater(t, d.figures()["centre-visits"], d.figuresThen["centre-visits"])
	published := d.rest("POST", "/v1/accounts/2022/publications", d.load.token, map[string]any{})
	require.Equal(t, 201, published.status, published.text)
	d.editionLater = d.edition(2022, 1)
	d.server.Archive()
	d.restored = d.server.Restore(moment)
	return d
}

// recorded has callers record until so many of a hundred counts are acknowledged.
func (d *recovery) recorded(percent int) {
	d.load.release(percent)
	d.load.await(percent)
}

// participant answers what activities tells of the person.
func (d *recovery) participant() string {
	return d.rest("GET", "/v1/participants/"+d.person, d.token("activities.staff"), nil).text
}

func (d *recovery) stop(services ...string) {
	for _, service := range services {
		d.programs[service].stop()
	}
}

func (d *recovery) start(services ...string) {
	for _, service := range services {
		d.programs[service].start()
	}
}

// toTheMoment stops services and has each use what the server held of its database at the moment.
func (d *recovery) toTheMoment(services ...string) {
	d.stop(services...)
	for _, service := range services {
		d.use(service, d.restored(service))
	}
}

// use has a service use a database when it starts.
func (d *recovery) use(service, database string) {
	d.databases[service] = database
	p := d.programs[service]
	p.env = append(slices.Clone(p.env), d.databaseOf(service)) // of two the last holds
}

// requireTheMoment requires that the suite is as it was at the moment, but for who was erased since.
func (d *recovery) requireTheMoment() {
	t := d.t
	require.Equal(t, d.storedThen, storedCounts(t, d.suite))
	require.Equal(t, d.figuresThen, d.figures(), "every figure follows from what the restored database holds")
	require.Equal(t, d.accountThen, d.inFull(2022), "in all its parts")
	require.NotContains(t, d.participant(), "Xanten", "who was erased since stays erased")
}

// requireGoesOn requires that callers who send again what they sent lose and double nothing.
func (d *recovery) requireGoesOn() {
	again := &load{
		d: d.deployment, token: d.load.token, requests: d.load.requests, acknowledged: map[string]int{},
		tickets: make(chan struct{}, len(d.load.requests)), done: make(chan struct{}),
	}
	again.release(100)
	again.useGateways(d.gateways...)
	again.run()
	d.load.release(100)
	<-d.load.done
	total := 0
	for _, r := range again.requests {
		total += r.count
	}
	again.check(total)
}
