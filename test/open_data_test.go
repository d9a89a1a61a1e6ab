package test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
)

// TestWhatIsPublishedIsOpenInEveryForm publishes an activity and leaves another as it is. Whoever has no token sees the
// one in each form, and not a word of the other.
func TestWhatIsPublishedIsOpenInEveryForm(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		staff := d.token("activities.staff")
		place := create(t, d.suite, staff, "/v1/locations", map[string]any{
			"displayName": "Centrum", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
			"openingDate": "2010-01-01",
		})["id"].(string)
		programme := create(t, d.suite, staff, "/v1/programmes", map[string]any{
			"code": "inloop", "displayName": "Inloop", "theme": "THEME_MEETING", "startDate": "2010-01-01",
		})["id"].(string)
		tomorrow := clock.System().Now().AddDate(0, 0, 1).Format(time.DateOnly)
		activity := func(name string) string {
			return create(t, d.suite, staff, "/v1/activities", map[string]any{
				"programmeId": programme, "locationId": place, "displayName": name, "startDate": tomorrow, "timeOfDay": "14:00",
				"durationMinutes": 90,
			})["id"].(string)
		}
		shown, draft := activity("Koffieochtend"), activity("Geheim plan")
		published := d.rest(http.MethodPost, "/v1/activities/"+shown+"/publications", staff, nil)
		require.Equal(t, http.StatusCreated, published.status, published.text)

		for _, path := range []string{
			"/v1/offers", "/v1/offers/" + shown, "/v1/offer-sessions", "/agenda/locaties/" + place + ".ics", "/agenda/programmas/inloop.ics",
			"/hsds/services", "/hsds/services/" + shown,
		} {
			a := d.rest(http.MethodGet, path, "", nil)
			require.Equal(t, http.StatusOK, a.status, a.text)
			require.Contains(t, a.text, "Koffieochtend", path)
			require.NotContains(t, a.text, "Geheim", path)
			require.NotContains(t, a.text, draft, path)
		}
		require.Contains(t, d.rest(http.MethodGet, "/agenda", "", nil).text, "/agenda/locaties/"+place+".ics")
		for _, path := range []string{"/v1/offers/" + draft, "/hsds/services/" + draft} {
			require.Equal(t, http.StatusNotFound, d.rest(http.MethodGet, path, "", nil).status, path)
		}
	})
}
