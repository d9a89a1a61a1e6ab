package gateway_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
)

func TestEveryKindOfFaultIsItsProblem(t *testing.T) {
	for kind, status := range map[fault.Kind]int{
		fault.Invalid: 400, fault.Unauthenticated: 401, fault.PermissionDenied: 403, fault.NotFound: 404,
		fault.AlreadyExists: 409, fault.Aborted: 409, fault.FailedPrecondition: 400, fault.Exhausted: 429,
		fault.Unavailable: 503, fault.DeadlineExceeded: 504,
	} {
		s := start(t)
		s.err = fault.New(kind, "SOME_REASON", "Location %q is so.", "x").With("location", "x").Because(errors.New("secret"))
		got := s.do(t, http.MethodGet, "/v1/locations/x", "")
		p := got.problem(t)
		require.Equal(t, status, p.Status)
		require.Equal(t, "SOME_REASON", p.Reason)
		require.Equal(t, `Location "x" is so.`, p.Detail)
		require.Equal(t, map[string]string{"location": "x"}, p.Meta)
		require.NotContains(t, string(got.body), "secret")
		require.Equal(t, status == 401, got.Header.Get("WWW-Authenticate") == "Bearer")
		requireCommonHeaders(t, got)
	}
}

func TestViolationsOfAServiceAreNamedAsTheCallerWroteThem(t *testing.T) {
	tests := map[string]struct {
		method, path string
		field        string
		want         violation
	}{
		"in a list in the body": {
			"POST", "/v1/head-count-batches", "requests[17].head_count.part_of_day",
			violation{In: "body", Field: "requests[17].headCount.partOfDay"},
		},
		"in a body that is one field of the request": {
			"POST", "/v1/head-counts", "head_count.location_id", violation{In: "body", Field: "locationId"},
		},
		"in the query": {"POST", "/v1/head-counts", "request_id", violation{In: "query", Field: "requestId"}},
		"in the path":  {"PATCH", "/v1/locations/a", "location.id", violation{In: "path", Field: "id"}},
		"in a list in the query": {
			"GET", "/v1/accounts/2022", "wait_for[1]", violation{In: "query", Field: "waitFor[1]"},
		},
		"of the resource itself": {"PATCH", "/v1/locations/a", "opening_date", violation{In: "body", Field: "openingDate"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			s.err = fault.Violation(test.field, "DATE_INVALID", "That is no date.")
			body := ""
			if test.method != "GET" {
				body = "{}"
			}
			p := s.do(t, test.method, test.path, body).problem(t)
			test.want.Reason, test.want.Detail = "DATE_INVALID", "That is no date."
			require.Equal(t, []violation{test.want}, p.Errors)
			require.Equal(t, "REQUEST_INVALID", p.Reason)
		})
	}
}

func TestAnythingElseIsInternalWithoutAWord(t *testing.T) {
	s := start(t)
	s.err = errors.New("pq: password of host db-3 is hunter2")
	got := s.do(t, http.MethodGet, "/v1/locations", "")
	p := got.problem(t)
	require.Equal(t, http.StatusInternalServerError, p.Status)
	require.Equal(t, "INTERNAL", p.Reason)
	require.NotContains(t, string(got.body), "hunter2")
	trace := strings.TrimPrefix(p.Instance, "urn:meedoen:trace:")
	require.Contains(t, s.log.String(), "reason=INTERNAL")
	require.True(t, s.sawTrace(trace), "the instance names no trace")
}

func TestServicesThatAreGoneAreUnavailable(t *testing.T) {
	s := start(t)
	s.server.Stop()
	p := s.do(t, http.MethodGet, "/v1/locations", "").problem(t)
	require.Equal(t, http.StatusServiceUnavailable, p.Status)
	require.Equal(t, "The service cannot be reached now. Try again later.", p.Detail)
	require.Equal(t, http.StatusServiceUnavailable, s.do(t, http.MethodGet, "/readyz", "").StatusCode)
}

func TestBadValuesInPathAndQueryAreNamedTogether(t *testing.T) {
	s := start(t)
	got := s.do(t, http.MethodGet, "/v1/accounts/twenty?view=FULL&view=FULL&waitFor=%ff", "")
	p := got.problem(t)
	require.Equal(t, http.StatusBadRequest, p.Status)
	require.Equal(t, "The request has 3 violations.", p.Detail)
	require.Equal(t, []violation{
		{"path", "year", "VALUE_INVALID", "This must be a whole number between -2147483648 and 2147483647."},
		{"query", "view", "QUERY_KEY_REPEATED", "This key is given more than once."},
		{"query", "waitFor", "VALUE_INVALID", "This must be text in UTF-8."},
	}, p.Errors)
}

func TestValuesAreReadInOneWayOnly(t *testing.T) {
	for _, year := range []string{"02022", "0x7E6", "+2022", "2_022", "2022.0", "99999999999", "%ff", "-"} {
		s := start(t)
		got := s.do(t, http.MethodGet, "/v1/accounts/"+year, "")
		require.Equal(t, http.StatusBadRequest, got.StatusCode, year)
		require.Equal(t, "year", got.problem(t).Errors[0].Field)
		require.Nil(t, s.request)
	}
}

func TestQueryValuesThatAreRefused(t *testing.T) {
	tests := map[string]struct{ method, path, field, detail string }{
		"a number that is none":  {"GET", "/v1/locations?pageSize=ten", "pageSize", "This must be a whole number"},
		"an enum by its number":  {"GET", "/v1/locations?kind=1", "kind", "This must be one of LOCATION_KIND_COMMUNITY_C"},
		"a mask of proto names":  {"PATCH", "/v1/locations/a?updateMask=display_name", "updateMask", `are no fields`},
		"a mask of nothing":      {"PATCH", "/v1/locations/a?updateMask=", "updateMask", `of the resource: [""].`},
		"a key with a map index": {"GET", "/v1/locations?kind[x]=1", "kind[x]", "This route takes only the query keys"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			body := ""
			if test.method == "PATCH" {
				body = "{}"
			}
			p := s.do(t, test.method, test.path, body).problem(t)
			require.Equal(t, http.StatusBadRequest, p.Status)
			require.Len(t, p.Errors, 1)
			require.Equal(t, test.field, p.Errors[0].Field)
			require.Contains(t, p.Errors[0].Detail, test.detail)
			require.Nil(t, s.request)
		})
	}
}

func TestABrokenQueryIsRefused(t *testing.T) {
	s := start(t)
	require.Equal(t, "QUERY_SYNTAX", s.do(t, http.MethodGet, "/v1/locations?kind=%zz", "").problem(t).Reason)
}

func TestBodiesThatAreRefused(t *testing.T) {
	body := func(field, reason, detail string) violation { return violation{"body", field, reason, detail} }
	tests := map[string]struct {
		body string
		want []violation
	}{
		"it ends too early": {"{\n  \"count\": 1,", []violation{
			body("", "JSON_SYNTAX", "The body ends before its JSON does: line 2, column 14."),
		}},
		"a comma too many": {"{\n  \"naïve\": 1,\n}", []violation{
			body("", "JSON_SYNTAX", "The body is not JSON: line 3, column 1."),
		}},
		"two values": {`{} {}`, []violation{body("", "JSON_SYNTAX", "The body is not JSON: line 1, column 4.")}},
		"not UTF-8": {"{\"date\": \"\xff\"}", []violation{
			body("", "JSON_SYNTAX", "The body is not UTF-8: line 1, column 11."),
		}},
		"no object": {` [1]`, []violation{body("", "VALUE_INVALID", "This must be an object.")}},
		"null":      {`null`, []violation{body("", "VALUE_INVALID", "This must be an object.")}},
		"everything at once": {
			`{"count": 1.5, "count": 2, "date": 20220301, "partOfDay": "NIGHT", "withdrawn": "no", "createTime": "yesterday",
			  "nonsense": null}`,
			[]violation{
				body("count", "VALUE_INVALID", "This must be a whole number between -2147483648 and 2147483647."),
				body("count", "FIELD_REPEATED", "This field is given more than once."),
				body("date", "VALUE_INVALID", "This must be text in UTF-8."),
				body("partOfDay", "VALUE_INVALID", "This must be one of PART_OF_DAY_MORNING, PART_OF_DAY_AFTERNOON, "+
					"PART_OF_DAY_EVENING, PART_OF_DAY_WHOLE_DAY."),
				body("withdrawn", "VALUE_INVALID", "This must be true or false."),
				body("createTime", "VALUE_INVALID",
					"This must be a date and time with an offset, such as 2022-01-31T12:00:00Z (RFC 3339)."),
				body("nonsense", "FIELD_UNKNOWN", "There is no such field."),
			},
		},
		"one field by two names": {`{"locationId": "a", "location_id": "b"}`, []violation{
			body("location_id", "FIELD_REPEATED", "This field is given more than once."),
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			p := s.do(t, http.MethodPost, "/v1/head-counts", test.body).problem(t)
			require.Equal(t, http.StatusBadRequest, p.Status)
			require.Equal(t, test.want, p.Errors)
			require.Nil(t, s.request)
		})
	}
}

func TestAChangeIsOneValueAndNothingBehindIt(t *testing.T) {
	for _, body := range []string{`{"displayName": "A"} {"displayName": "B"}`, `{"displayName": "A"}}`, `{"displayName": "A"} x`,
		"{\"displayName\": \"A\"}\xff", `{"displayName":`} {
		s := start(t)
		p := s.do(t, http.MethodPatch, "/v1/locations/a1", body).problem(t)
		require.Equal(t, http.StatusBadRequest, p.Status, body)
		require.Equal(t, "JSON_SYNTAX", p.Errors[0].Reason, body)
		require.Nil(t, s.request, body)
	}
}

func TestFaultyRecordsOfABatchAreNamedByTheirPlace(t *testing.T) {
	s := start(t)
	p := s.do(t, http.MethodPost, "/v1/head-count-batches", `{"requests": [
		{"headCount": {"count": 1}},
		{"headCount": {"count": "many"}},
		7,
		{"headCounts": {}}
	]}`).problem(t)
	var fields []string
	for _, e := range p.Errors {
		fields = append(fields, e.Field)
	}
	require.Equal(t, []string{"requests[1].headCount.count", "requests[2]", "requests[3].headCounts"}, fields)
}

func TestABodyThatIsMissingIsRefused(t *testing.T) {
	s := start(t)
	for _, body := range []string{"", " \n"} {
		require.Equal(t, "BODY_MISSING", s.do(t, http.MethodPost, "/v1/head-counts", body).problem(t).Reason)
	}
}

func TestACompressedBodyIsRefused(t *testing.T) {
	s := start(t)
	got := s.do(t, http.MethodPost, "/v1/head-counts", "{}", "Content-Encoding", "gzip")
	require.Equal(t, http.StatusUnsupportedMediaType, got.StatusCode)
}

func TestAThousandMistakesAreEnough(t *testing.T) {
	s := start(t)
	p := s.do(t, http.MethodPost, "/v1/head-count-batches",
		`{"requests": [`+strings.Repeat(`{"x":1},`, 5000)+`{}]}`).problem(t)
	require.Len(t, p.Errors, 1000)
}
