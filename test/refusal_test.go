package test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBadInputGetsAClearAnswerAndChangesNothing(t *testing.T) {
	deployments(t, requireRefusals, oneProcess, apart)
}

func requireRefusals(t *testing.T, p *deployment) {
	staff := p.token("activities.staff")
	location := create(t, p.suite, staff, "/v1/locations", map[string]any{
		"displayName": "Centrum", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
		"openingDate": "2010-01-01",
	})
	programme := create(t, p.suite, staff, "/v1/programmes", map[string]any{
		"code": "buurtcentra", "displayName": "Buurtcentra", "theme": "THEME_MEETING", "startDate": "2010-01-01",
		"endDate": "2022-06-30",
	})
	count := func(change func(map[string]any)) map[string]any {
		body := map[string]any{
			"locationId": location["id"], "programmeId": programme["id"], "date": "2022-05-12", "count": 10,
			"partOfDay": "PART_OF_DAY_MORNING", "method": "COUNT_METHOD_TALLY",
		}
		change(body)
		return body
	}
	good := func(map[string]any) {}
	big := strings.Repeat("x", 2<<20)

	for name, c := range map[string]struct {
		path, token string
		body        any
		status      int
		reasons     []string
	}{
		"everything wrong at once": {
			"/v1/head-counts", staff, count(func(m map[string]any) {
				m["locationId"], m["programmeId"], m["count"], m["date"] = "nowhere", "nothing", -1, "2999-01-01"
			}),
			400, []string{"COUNT_NEGATIVE", "DATE_IN_FUTURE", "LOCATION_UNKNOWN", "PROGRAMME_UNKNOWN"},
		},
		"an absurd count": {
			"/v1/head-counts", staff, count(func(m map[string]any) { m["count"] = 1_000_000 }), 400, []string{"COUNT_ABSURD"},
		},
		"an ended programme": {
			"/v1/head-counts", staff, count(func(m map[string]any) { m["date"] = "2022-07-01" }), 400, []string{"PROGRAMME_ENDED"},
		},
		"a date that does not exist": {
			"/v1/head-counts", staff, count(func(m map[string]any) { m["date"] = "2022-02-30" }), 400, []string{"DATE_INVALID"},
		},
		"a batch names every faulty record": {
			"/v1/head-count-batches", staff, map[string]any{"requests": []any{
				map[string]any{"headCount": count(good)},
				map[string]any{"headCount": count(func(m map[string]any) { m["count"] = -5 })},
				map[string]any{"headCount": count(func(m map[string]any) { m["locationId"] = "nowhere" })},
			}},
			400, []string{"requests[1].headCount.count", "requests[2].headCount.locationId"},
		},
		"a body over the limit":        {"/v1/head-counts", staff, map[string]any{"locationId": big}, 413, nil},
		"an unknown field":             {"/v1/head-counts", staff, count(func(m map[string]any) { m["colour"] = "red" }), 400, []string{"colour"}},
		"an unknown query key":         {"/v1/head-counts?colour=red", staff, count(good), 400, []string{"colour"}},
		"no token":                     {"/v1/head-counts", "", count(good), 401, []string{"TOKEN_MISSING"}},
		"a token that is none":         {"/v1/head-counts", "abc", count(good), 401, nil},
		"a token of another audience":  {"/v1/head-counts", p.tokenFor("elsewhere"), count(good), 401, []string{"TOKEN_AUDIENCE"}},
		"a token without the role":     {"/v1/head-counts", p.token("auditor"), count(good), 403, []string{"ROLE_MISSING"}},
		"an unpublished account":       {"/v1/accounts/2022", "", nil, 401, []string{"ACCOUNT_NOT_PUBLISHED"}},
		"an account of no year":        {"/v1/accounts/1950", staff, nil, 404, []string{"ACCOUNT_NOT_FOUND"}},
		"a page token of another list": {"/v1/locations?pageToken=" + p.pageToken(staff), staff, nil, 400, []string{"PAGE_TOKEN_INVALID"}},
	} {
		t.Run(name, func(t *testing.T) {
			method := http.MethodPost
			if c.body == nil {
				method = http.MethodGet
			}
			a := p.rest(method, c.path, c.token, c.body)
			require.Equal(t, c.status, a.status, a.text)
			require.Equal(t, "application/problem+json", a.header.Get("Content-Type"))
			require.NotEmpty(t, a.header.Get("API-Version"))
			for _, reason := range c.reasons {
				require.Contains(t, a.text, reason)
			}
		})
	}
	require.Zero(t, p.figures()["centre-visits"], "nothing was recorded")

	t.Run("two writers with one etag: one gets ABORTED", func(t *testing.T) {
		recorded := create(t, p.suite, staff, "/v1/head-counts", count(good))
		correction := map[string]any{"count": 11, "reason": "CORRECTION_REASON_MISSED", "etag": recorded["etag"]}
		path := "/v1/head-counts/" + recorded["id"].(string) + "/corrections"
		require.Equal(t, 201, p.rest("POST", path, staff, correction).status)
		second := p.rest("POST", path, staff, correction)
		require.Equal(t, 409, second.status, second.text)
		require.Equal(t, "ETAG_MISMATCH", second.body["reason"])
		require.Equal(t, 11, p.figures()["centre-visits"])
	})
}

func create(t *testing.T, s *suite, token, path string, body map[string]any) map[string]any {
	a := s.rest("POST", path, token, body)
	require.Equal(t, 201, a.status, a.text)
	require.Equal(t, "/v1"+strings.TrimPrefix(path, "/v1")+"/"+a.body["id"].(string), a.header.Get("Location"))
	return a.body
}

// pageToken answers a page token of the list of programmes, which is none of the list of locations.
func (s *suite) pageToken(token string) string {
	create(s.t, s, token, "/v1/programmes", map[string]any{
		"code": "tweede", "displayName": "Tweede", "theme": "THEME_MEETING", "startDate": "2010-01-01",
	})
	return s.rest("GET", "/v1/programmes?pageSize=1", token, nil).body["nextPageToken"].(string)
}
