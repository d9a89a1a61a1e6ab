package test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTwoReleasesRunTogether is how a new release is rolled out, rolled back and rolled out again, while callers record: the
// release before on the schema and the events of this one, and this one on those of the release before.
func TestTwoReleasesRunTogether(t *testing.T) {
	r := newRollout(t)
	all := append(services(), "gateway")
	r.run("before", all...)
	r.use("before")
	r.startLoad()
	r.step(15, "the release before alone")

	r.run("now", all...)
	r.use("before", "now")
	r.stop("before", "reporting") // it counts by other rules, and leaves events to no other
	r.step(30, "both beside each other, on the schema of this one")

	r.stop("before", "volunteers", "support")
	r.stop("now", "activities", "debtcounselling")
	r.step(45, "events of the release before are handled by this one")
	r.publish("before", 2022)
	r.http = r.addressOf("now") // the gateway before knows no editions
	edition := r.edition(2022, 1)
	r.use("before", "now")

	r.run("now", "activities", "debtcounselling")
	r.stop("before", "activities", "debtcounselling")
	r.run("before", "reporting", "volunteers", "support")
	r.stop("now", "reporting", "volunteers", "support")
	r.step(60, "events of this release are handled by the one before")

	r.run("before", "activities", "debtcounselling")
	r.stop("now", "activities", "debtcounselling", "gateway")
	r.use("before")
	r.step(75, "rolled back, on the schema of this one")

	r.run("now", all...)
	r.stop("before", all...)
	r.use("now")
	r.load.finish()
	require.Equal(t, edition, r.edition(2022, 1), "what was published stays what it was")
	r.requireNothingLost()
}

// rollout is a deployment of two releases on the same databases and streams.
type rollout struct {
	*deployment
	before string // the folder of the programs of the release before
	load   *load
	steps  int
}

func (r *rollout) name(release, service string) string { return service + " " + release }

// newRollout prepares each program of both releases, and starts none: a gateway is told where all services will be.
func newRollout(t *testing.T) *rollout {
	r := &rollout{deployment: newDeployment(t), before: releaseBefore(t)}
	r.config = r.writeConfig()
	for _, service := range append(services(), "gateway") {
		for _, release := range []string{"before", "now"} {
			p := r.prepare(service)
			delete(r.programs, p.as)
			p.as = r.name(release, service)
			r.programs[p.as] = p
			if release == "before" {
				p.folder, p.env = r.before, r.knownBefore(p.env)
			}
		}
	}
	return r
}

// run starts programs of a release, "before" or "now".
func (r *rollout) run(release string, services ...string) {
	for _, service := range services {
		r.programs[r.name(release, service)].start()
	}
}

// knownBefore leaves out the settings that the release before does not know, at which it would end.
func (r *rollout) knownBefore(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(variable string) bool {
		return strings.HasPrefix(variable, "MEEDOEN_REPORTING_SIGNING_KEY=")
	})
}

func (r *rollout) stop(release string, services ...string) {
	for _, service := range services {
		r.programs[r.name(release, service)].stop()
	}
}

// use has callers call the gateways of releases.
func (r *rollout) use(releases ...string) {
	r.gateways = nil
	for _, release := range releases {
		r.gateways = append(r.gateways, r.addressOf(release))
	}
	r.http = r.gateways[0]
	if r.load != nil {
		r.load.useGateways(r.gateways...)
	}
}

// addressOf answers where the gateway of a release is.
func (r *rollout) addressOf(release string) string {
	args := r.programs[r.name(release, "gateway")].args
	return args[slices.Index(args, "--http")+1]
}

func (r *rollout) startLoad() { r.load = startHeldLoad(r.deployment) }

// step has callers get on, and requires that what they recorded so far is counted and known everywhere.
func (r *rollout) step(percent int, what string) {
	t := r.t
	r.awaitFound()
	r.load.release(percent)
	r.load.await(percent)
	want := 0
	for _, count := range r.load.stored() {
		want += count
	}
	require.Equal(t, want, r.figures()["centre-visits"], what)
	r.steps++
	r.programmes(r.load.token, 10*r.steps, 10*r.steps+4)
	require.Eventually(t, func() bool { return len(r.programmesKnown()) == 5*r.steps+1 }, patience, pause, what)
	r.load.release(percent + 10) // while releases come and go
}

// awaitFound waits until every gateway in use has found all services again: it leaves one that it could not reach alone for up to
// two seconds (grpcx), in which the test has started that one and stopped the other already. That no call fails where a
// deployment waits as it should is for TestRollingRestartOfEverythingFailsNoCall.
func (r *rollout) awaitFound() {
	for _, gateway := range r.gateways {
		for _, path := range []string{"/v1/positions", "/v1/accounts/2022"} { // the first asks all services but reporting
			require.Eventually(r.t, func() bool {
				a, err := r.try(r.t.Context(), gateway, "GET", path, r.load.token, nil)
				return err == nil && a.status == 200
			}, patience, pause, path)
		}
	}
}

// programmesKnown answers the codes of the programmes that volunteers knows.
func (r *rollout) programmesKnown() []string {
	db, err := sql.Open("pgx", r.databases["volunteers"])
	require.NoError(r.t, err)
	defer db.Close()
	return column(r.t, db, "SELECT code FROM programme")
}

// publish has the account of a year published through the gateway of a release.
func (r *rollout) publish(release string, year int) {
	a, err := r.try(r.t.Context(), r.addressOf(release), "POST", fmt.Sprintf("/v1/accounts/%d/publications", year), r.load.token, nil)
	require.NoError(r.t, err)
	require.Equal(r.t, 201, a.status, a.text)
}

// requireNothingLost requires that nothing was set aside, and that the account is what is counted anew from all events.
func (r *rollout) requireNothingLost() {
	for _, service := range services() {
		db, err := sql.Open("pgx", r.databases[service])
		require.NoError(r.t, err)
		require.Empty(r.t, column(r.t, db, "SELECT error FROM dead_letter"), service)
		require.NoError(r.t, db.Close())
	}
	account := r.inFull(2022)
	reporting := r.programs[r.name("now", "reporting")]
	reporting.stop()
	r.newDatabase("reporting")
	reporting.env = append(reporting.env, r.databaseOf("reporting"))
	reporting.start()
	r.figures()
	require.Equal(r.t, account, r.inFull(2022))
}
