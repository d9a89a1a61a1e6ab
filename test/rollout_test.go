package test

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// rolloutRate is how many calls a second come in while everything is restarted, one instance after the other: what fourteen programs,
// a database and the caller can do on two processors that others use too. Twelve restarts take most of them.
// MEEDOEN_TEST_ROLLOUT_RATE sets another.
const rolloutRate = 150

// TestRollingRestartOfEverythingFailsNoCall is how a new version of the whole suite is rolled out, while people and systems go on
// working: each service and the gateway runs twice, and none of the calls that come in meanwhile fails, reads and writes alike.
func TestRollingRestartOfEverythingFailsNoCall(t *testing.T) {
	d := newDeployment(t)
	d.config = d.writeConfig()
	var names []string
	for range 2 {
		for _, service := range services() {
			names = append(names, d.add(service))
		}
	}
	// Gateways come last, for they are told where the others are. The balancer in front of them asks five times a second.
	d.env = []string{"MEEDOEN_LAME_DUCK=1s"}
	names = append(names, d.add("gateway"), d.add("gateway"))
	d.http = d.gateways[0]

	traffic := newTraffic(d, rateOf(t))
	traffic.start()
	for _, name := range names {
		traffic.proceed(time.Second / 4)
		d.programs[name].stop()
		d.programs[name].start()
	}
	traffic.proceed(time.Second)
	traffic.finish()
}

func rateOf(t *testing.T) int {
	text := os.Getenv("MEEDOEN_TEST_ROLLOUT_RATE")
	if text == "" {
		return rolloutRate
	}
	rate, err := strconv.Atoi(text)
	require.NoError(t, err)
	return rate
}

// mixed answers the calls that come in: of every service one that reads and one that writes, each as often as the other.
func (d *deployment) mixed() []incoming {
	staff, coordinator := d.token("activities.staff", "account.manager"), d.token("volunteers.coordinator")
	supervisor, worker := d.token("debt.supervisor"), d.supporter()
	location := create(d.t, d.suite, staff, "/v1/locations", map[string]any{
		"displayName": "Centrum", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
		"openingDate": "2010-01-01",
	})["id"]
	programme := create(d.t, d.suite, staff, "/v1/programmes", map[string]any{
		"code": "buurtcentra", "displayName": "Buurtcentra", "theme": "THEME_MEETING", "startDate": "2010-01-01",
	})["id"]
	role := map[string]any{"code": "gastheer", "displayName": "Gastheer", "programmeId": programme, "startDate": "2021-01-01"}
	require.Eventually(d.t, func() bool { // volunteers hears of the programme
		return d.rest("POST", "/v1/roles", coordinator, role).status == http.StatusCreated
	}, patience, pause)
	same := func(body map[string]any) func(int) map[string]any { return func(int) map[string]any { return body } }
	return []incoming{
		{path: "/v1/locations?pageSize=10", token: staff},
		{path: "/v1/head-counts", token: staff, body: func(n int) map[string]any {
			return map[string]any{
				"locationId": location, "programmeId": programme, "date": fmt.Sprintf("2022-%02d-%02d", 1+n%12, 1+n%28),
				"partOfDay": "PART_OF_DAY_MORNING", "method": "COUNT_METHOD_TALLY", "count": 1 + n%90,
			}
		}},
		{path: "/v1/roles?pageSize=10", token: coordinator},
		{path: "/v1/roles", token: coordinator, body: same(role)},
		{path: "/v1/creditors?pageSize=10", token: supervisor},
		{path: "/v1/creditors", token: supervisor, body: func(n int) map[string]any {
			return map[string]any{"name": fmt.Sprint("Schuldeiser ", n), "kind": "DEBT_KIND_PUBLIC"}
		}},
		{path: "/v1/questions?pageSize=10", token: worker},
		{path: "/v1/questions", token: worker, body: same(map[string]any{
			"channel": "QUESTION_CHANNEL_WALK_IN", "askerKind": "ASKER_KIND_RESIDENT",
			"lifeDomains": []string{"LIFE_DOMAIN_FINANCES"}, "summary": "Een brief van de verhuurder.", "wijkCode": "WK003401",
			"wijkYear": 2022, "team": "haven", "receiveDate": "2022-05-12",
		})},
		{path: "/v1/years/2022/steering-figures", token: staff},
		{path: "/v1/years/%d/figure-explanations", token: staff, year: explainedYear, body: func(n int) map[string]any {
			return map[string]any{"indicator": explained()[n%8], "quarter": n / 8 % 5, "text": "Er kwamen er meer dan verwacht."}
		}},
	}
}

// explained answers indicators of every year.
func explained() []string {
	return []string{
		"vve-children", "oki-locations", "children-visits", "youth-persons", "youth-sessions", "youth-contacts", "street-contacts",
		"initiatives",
	}
}

// explainedYear answers the year of the n-th explanation: of an indicator there is one for each year and quarter.
func explainedYear(n int) int { return 2022 + n/40 }
