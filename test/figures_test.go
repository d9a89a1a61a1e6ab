package test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFiguresFollowFromWhatWasRecorded is the way of a figure from the first record to the published account, and through
// the loss of everything that can be made again.
func TestFiguresFollowFromWhatWasRecorded(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		staff, manager := d.token("activities.staff"), d.token("account.manager")
		programme := create(t, d.suite, staff, "/v1/programmes", map[string]any{
			"code": "buurtcentra", "displayName": "Buurtcentra", "theme": "THEME_MEETING", "startDate": "2010-01-01",
		})
		place := func(name, wijk string) any {
			return create(t, d.suite, staff, "/v1/locations", map[string]any{
				"displayName": name, "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": wijk, "wijkYear": 2022,
				"openingDate": "2010-01-01",
			})["id"]
		}
		count := func(location any, date string, visitors int) map[string]any {
			return create(t, d.suite, staff, "/v1/head-counts", map[string]any{
				"locationId": location, "programmeId": programme["id"], "date": date, "count": visitors,
				"partOfDay": "PART_OF_DAY_EVENING", "method": "COUNT_METHOD_TALLY",
			})
		}
		correct := func(count map[string]any, change map[string]any) {
			change["etag"] = count["etag"]
			path := fmt.Sprintf("/v1/head-counts/%s/corrections", count["id"])
			require.Equal(t, 201, d.rest("POST", path, staff, change).status)
		}

		a, b := place("Oost", "WK003401"), place("West", "WK003410")
		first := count(a, "2022-01-15", 100)
		count(b, "2022-06-15", 20)
		mistake := count(b, "2022-06-16", 7)
		require.Equal(t, 127, d.figures()["centre-visits"])
		require.Equal(t, 2, d.figures()["centres"])
		correct(first, map[string]any{"count": 110, "reason": "CORRECTION_REASON_MISSED"})
		correct(mistake, map[string]any{"withdrawn": true, "reason": "CORRECTION_REASON_COUNTED_TWICE"})
		want := d.figures()
		require.Equal(t, 130, want["centre-visits"])

		require.Equal(t, 401, d.rest("GET", "/v1/accounts/2022", "", nil).status)
		require.Equal(t, 201, d.rest("POST", "/v1/accounts/2022/publications", manager, map[string]any{}).status)
		require.Equal(t, 200, d.rest("GET", "/v1/accounts/2022", "", nil).status)
		require.Equal(t, 200, d.rest("GET", "/verantwoording/2022", "", nil).status)
		edition := d.edition(2022, 1)

		told := func() {
			require.Equal(t, 200, d.rest("GET", "/v1/positions", staff, nil).status, "what happened is in the streams")
		}
		told()
		d.loseDatabase("reporting")
		require.Equal(t, want, d.figures(), "without its database reporting counts all events again")
		// What it published itself it reads back from a stream of which its new database knows no position to wait for.
		require.Eventually(t, func() bool { return d.rest("GET", "/v1/accounts/2022", "", nil).status == 200 }, patience, pause,
			"and knows what it published")
		require.Equal(t, edition, d.edition(2022, 1), "byte for byte")

		count(a, "2022-12-31", 31)
		require.Equal(t, 161, d.figures()["centre-visits"])

		require.Equal(t, 130, d.published(2022)["centre-visits"], "an edition stays what it was")
		require.Equal(t, 400, d.rest("POST", "/v1/accounts/2022/publications", manager, map[string]any{}).status)
		again := d.rest("POST", "/v1/accounts/2022/publications", manager, map[string]any{"reason": "Een telling kwam later."})
		require.Equal(t, 201, again.status, again.text)
		require.EqualValues(t, 2, again.body["edition"])
		require.Equal(t, 161, d.published(2022)["centre-visits"])
		second := d.edition(2022, 2)
		change := second["changes"].([]any)[0].(map[string]any)
		require.Equal(t, "centre-visits", change["indicator"])
		require.EqualValues(t, 130, change["valueBefore"])
		require.EqualValues(t, 161, change["value"])
		require.Equal(t, edition, d.edition(2022, 1))

		told()
		d.host("reporting").kill()
		d.loseDatabase("reporting")
		require.Eventually(t, func() bool { return d.rest("GET", "/v1/accounts/2022?edition=2", "", nil).status == 200 }, patience, pause)
		require.Equal(t, edition, d.edition(2022, 1), "killed and without a database")
		require.Equal(t, second, d.edition(2022, 2))
		want = d.figures()

		d.loseStreams()
		require.Equal(t, want, d.figures(), "without its streams NATS is filled again, and nothing counts twice")
		d.loseDatabase("reporting")
		require.Equal(t, want, d.figures())
		count(a, "2022-12-30", 1)
		require.Equal(t, 162, d.figures()["centre-visits"])
	})
}
