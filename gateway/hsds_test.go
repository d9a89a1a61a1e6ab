package gateway_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// form says of a field what the profile asks: its type, "!" for required, and "uuid", "date-time", "date" or the values it
// may have. The fields are those of schema/compiled/service.json, service_list.json and openapi.json of the repository
// OpenReferralUK/uk-profile as of October 2024.
type form map[string][]string

func profile() map[string]form {
	return map[string]form{
		"page": {
			"total_items": {"number!"}, "total_pages": {"number!"}, "page_number": {"number!"}, "size": {"number!"},
			"first_page": {"bool!"}, "last_page": {"bool!"}, "empty": {"bool!"}, "contents": {"array!"},
		},
		"service": {
			"id": {"string!", "uuid"}, "organization_id": {"string", "uuid"}, "name": {"string!"}, "description": {"string"},
			"status": {"string!", "active", "inactive", "defunct", "temporarily closed"}, "fees": {"string"},
			"minimum_age": {"number"}, "maximum_age": {"number"}, "last_modified": {"string", "date-time"},
			"organization": {"object"}, "schedules": {"array"}, "service_at_locations": {"array"}, "cost_options": {"array"},
			"attributes": {"array"},
		},
		"organization": {"id": {"string!", "uuid"}, "name": {"string!"}, "description": {"string!"}},
		"schedules": {
			"id": {"string!", "uuid"}, "service_id": {"string", "uuid"}, "valid_from": {"string", "date"},
			"valid_to": {"string", "date"}, "dtstart": {"string", "date"}, "freq": {"string", "WEEKLY", "MONTHLY"},
			"interval": {"number"}, "byday": {"string"}, "bymonthday": {"string"}, "description": {"string"},
			"opens_at": {"string"}, "closes_at": {"string"},
		},
		"service_at_locations": {
			"id": {"string!", "uuid"}, "service_id": {"string", "uuid"}, "location_id": {"string", "uuid"}, "location": {"object"},
		},
		"location": {
			"id": {"string!", "uuid"}, "location_type": {"string!", "physical", "postal", "virtual"}, "name": {"string"},
			"description": {"string"}, "accessibility": {"array"},
		},
		"accessibility": {
			"id": {"string!", "uuid"}, "location_id": {"string", "uuid"}, "description": {"string"}, "details": {"string"},
		},
		"cost_options": {
			"id": {"string!", "uuid"}, "service_id": {"string", "uuid"}, "option": {"string"}, "amount": {"number"},
			"currency": {"string"}, // of HSDS 3.0
		},
		"attributes": {
			"id": {"string!", "uuid"}, "link_id": {"string", "uuid"}, "taxonomy_term_id": {"string", "uuid"},
			"link_type": {"string"}, "taxonomy_term": {"object"},
		},
		"taxonomy_term": {
			"id": {"string!", "uuid"}, "name": {"string!"}, "description": {"string!"}, "taxonomy": {"string"},
			"taxonomy_id": {"string", "uuid"},
		},
		"taxonomy": {"id": {"string!", "uuid"}, "name": {"string!"}, "description": {"string!"}},
	}
}

// requireForm holds an answer, and all that is in it, against the profile. It has nothing that the profile has not.
func requireForm(t *testing.T, name string, answer map[string]any) {
	t.Helper()
	form, known := profile()[name]
	require.True(t, known, name)
	for field, asks := range form {
		if asks[0][len(asks[0])-1] == '!' {
			require.Contains(t, answer, field, name)
		}
	}
	for field, value := range answer {
		require.Contains(t, form, field, name)
		requireValue(t, field, form[field], value)
	}
}

func requireValue(t *testing.T, field string, asks []string, value any) {
	t.Helper()
	kind := map[string]any{"string": "", "number": 0., "bool": false, "object": map[string]any{}, "array": []any{}}
	require.IsType(t, kind[regexp.MustCompile("!$").ReplaceAllString(asks[0], "")], value, field)
	switch v := value.(type) {
	case map[string]any:
		requireForm(t, field, v)
	case []any:
		for _, one := range v {
			if field != "contents" {
				requireForm(t, field, one.(map[string]any))
			}
		}
	case string:
		requireText(t, field, asks[1:], v)
	}
}

func requireText(t *testing.T, field string, asks []string, value string) {
	t.Helper()
	switch {
	case len(asks) == 0:
	case asks[0] == "uuid":
		require.NoError(t, uuid.Validate(value), field)
	case asks[0] == "date":
		require.Regexp(t, `^\d{4}-\d\d-\d\d$`, value, field)
	case asks[0] == "date-time":
		require.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`, value, field)
	default:
		require.Contains(t, asks, value, field)
	}
}

// getJSON answers what stands at path, in the form called name.
func (s *suite) getJSON(t *testing.T, path, name string) map[string]any {
	t.Helper()
	r := s.do(t, http.MethodGet, path, "", "Origin", "https://anywhere.example")
	require.Equal(t, http.StatusOK, r.StatusCode, "%s", r.body)
	require.Equal(t, "application/json", r.Header.Get("Content-Type"))
	require.Equal(t, "*", r.Header.Get("Access-Control-Allow-Origin"), "the profile asks for it")
	var answer map[string]any
	require.NoError(t, json.Unmarshal(r.body, &answer))
	if name != "" {
		requireForm(t, name, answer)
	}
	return answer
}

func TestServiceHasTheFormOfOpenReferralUK(t *testing.T) {
	s := start(t)
	s.answer = offered(func(o *activitiesv1.Offer) {
		o.MaxAge, o.Schedule.Exceptions = proto.Int32(99), []string{"2026-04-02"}
	})
	got := s.getJSON(t, "/hsds/services/"+offerID, "service")
	require.Equal(t, offerID, s.request.(*activitiesv1.GetOfferRequest).GetId())
	for _, field := range []string{"schedules", "service_at_locations", "cost_options", "attributes"} {
		require.Len(t, got[field], 1, field)
	}
	schedule := got["schedules"].([]any)[0].(map[string]any)
	require.Equal(t, map[string]any{
		"id": schedule["id"], "service_id": offerID, "valid_from": "2026-03-03", "valid_to": "2026-09-29", "dtstart": "2026-03-03", "freq": "WEEKLY",
		"interval": 1., "byday": "TU,TH", "opens_at": "14:00", "closes_at": "15:30", "description": "Niet op 2026-04-02.",
	}, schedule)
	require.Equal(t, 1.5, got["cost_options"].([]any)[0].(map[string]any)["amount"])
	require.Equal(t, 55., got["minimum_age"])
	require.Equal(t, 99., got["maximum_age"])
	require.Equal(t, got["organization_id"], got["organization"].(map[string]any)["id"])
	at := got["service_at_locations"].([]any)[0].(map[string]any)
	require.Equal(t, placeID, at["location"].(map[string]any)["id"])
	var usable []any
	for _, one := range at["location"].(map[string]any)["accessibility"].([]any) {
		require.Equal(t, "Zaal 2", one.(map[string]any)["details"])
		usable = append(usable, one.(map[string]any)["description"])
	}
	require.Equal(t, []any{"Rolstoeltoegankelijk", "Ringleiding"}, usable)
	theme := got["attributes"].([]any)[0].(map[string]any)["taxonomy_term"].(map[string]any)
	require.Equal(t, "Ontmoeting en verbinding", theme["name"])
	require.Equal(t, got, s.getJSON(t, "/hsds/services/"+offerID, ""), "identifiers are always the same")
}

func TestServicesComeInNumberedPages(t *testing.T) {
	s := start(t, func(c *gateway.Config) { c.Organisation = "De Schoor" })
	s.answer = &activitiesv1.ListOffersResponse{Offers: []*activitiesv1.Offer{offered(), offered()}, TotalSize: 7}
	got := s.getJSON(t, "/hsds/services?page=2&per_page=3", "page")
	asked := s.request.(*activitiesv1.ListOffersRequest)
	require.EqualValues(t, 3, asked.GetSkip())
	require.EqualValues(t, 3, asked.GetPageSize())
	contents := got["contents"].([]any)
	delete(got, "contents")
	require.Equal(t, map[string]any{
		"total_items": 7., "total_pages": 3., "page_number": 2., "size": 2., "first_page": false, "last_page": false, "empty": false,
	}, got)
	for _, one := range contents {
		requireForm(t, "service", one.(map[string]any))
		require.NotContains(t, one, "schedules", "a list has what there is one of")
		require.Equal(t, "De Schoor", one.(map[string]any)["organization"].(map[string]any)["name"])
	}
	s.answer = &activitiesv1.ListOffersResponse{}
	empty := s.getJSON(t, "/hsds/services", "page")
	require.Equal(t, true, empty["empty"])
	require.Equal(t, true, empty["last_page"])
	require.Equal(t, []any{}, empty["contents"])
}

func TestServicesOfATermAreThoseOfItsTheme(t *testing.T) {
	s := start(t)
	s.answer = &activitiesv1.ListOffersResponse{Offers: []*activitiesv1.Offer{offered()}, TotalSize: 1}
	terms := s.getJSON(t, "/hsds/taxonomy_terms", "page")["contents"].([]any)
	require.NotEmpty(t, terms)
	term := terms[0].(map[string]any)
	requireForm(t, "taxonomy_term", term)
	require.Equal(t, term, s.getJSON(t, "/hsds/taxonomy_terms/"+term["id"].(string), "taxonomy_term"))
	taxonomies := s.getJSON(t, "/hsds/taxonomies", "page")["contents"].([]any)
	require.Len(t, taxonomies, 1)
	require.Equal(t, taxonomies[0], s.getJSON(t, "/hsds/taxonomies/"+term["taxonomy_id"].(string), "taxonomy"))

	query := "/hsds/services?taxonomy_id=" + term["taxonomy_id"].(string) + "&taxonomy_term_id=" + term["id"].(string)
	require.Equal(t, 1., s.getJSON(t, query, "page")["total_items"])
	require.Equal(t, activitiesv1.Theme_THEME_MEETING, s.request.(*activitiesv1.ListOffersRequest).GetTheme())
	for _, unknown := range []string{"taxonomy_id=x", "taxonomy_term_id=x"} {
		require.Equal(t, 0., s.getJSON(t, "/hsds/services?"+unknown, "page")["total_items"])
	}
	for _, path := range []string{"/hsds/taxonomies/x", "/hsds/taxonomy_terms/x"} {
		require.Equal(t, "PATH_UNKNOWN", s.do(t, http.MethodGet, path, "").problem(t).Reason)
	}
}

func TestWhatOpenReferralCannotAnswerIsAProblem(t *testing.T) {
	s := start(t)
	r := s.do(t, http.MethodGet, "/hsds/services?page=0&per_page=1001&search=koffie&taxonomy_id=a&taxonomy_id=b", "")
	var reasons []string
	for _, v := range r.problem(t).Errors {
		require.Equal(t, "query", v.In)
		reasons = append(reasons, v.Field+" "+v.Reason)
	}
	slices.Sort(reasons)
	require.Equal(t, []string{
		"page VALUE_INVALID", "per_page VALUE_INVALID", "search QUERY_KEY_UNKNOWN", "taxonomy_id QUERY_KEY_REPEATED",
	}, reasons)
	require.Nil(t, s.request, "nothing was asked of the service")
	s.err = fault.New(fault.NotFound, "OFFER_NOT_FOUND", "There is no offer with this id.")
	require.Equal(t, "OFFER_NOT_FOUND", s.do(t, http.MethodGet, "/hsds/services/x", "").problem(t).Reason)
	for _, path := range []string{"/hsds/", "/hsds/organizations", "/hsds/services/", "/hsds/services/a/b", "/hsdsx/services"} {
		require.Equal(t, http.StatusNotFound, s.do(t, http.MethodGet, path, "").StatusCode, path)
	}
	require.Equal(t, http.StatusMethodNotAllowed, s.do(t, http.MethodPost, "/hsds/services", "{}").StatusCode)
	require.Equal(t, http.StatusNotAcceptable, s.do(t, http.MethodGet, "/hsds/services", "", "Accept", "text/csv").StatusCode)
	require.Equal(t, "3.0", s.getJSON(t, "/hsds", "")["version"])
}
