package gateway_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/gateway"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestCreatedResourcesAreAnsweredWithTheirPlace(t *testing.T) {
	tests := map[string]struct {
		path     string
		answer   proto.Message
		status   int
		location string
	}{
		"at its own id":         {"/v1/locations", &activitiesv1.Location{Id: "0190-a"}, 201, "/v1/locations/0190-a"},
		"an id that needs care": {"/v1/locations", &activitiesv1.Location{Id: "a/b c"}, 201, "/v1/locations/a%2Fb%20c"},
		"in the list it joined": {
			"/v1/head-counts/h 1/corrections", &activitiesv1.HeadCountCorrection{Id: "c"}, 201,
			"/v1/head-counts/h%201/corrections",
		},
		"in the resource it changed": {
			"/v1/accounts/2022/publications", &reportingv1.AccountPublication{Year: 2022}, 201, "/v1/accounts/2022",
		},
		"in the resource it cancelled": {
			"/v1/reservations/r/cancellations", &activitiesv1.Reservation{Id: "r"}, 201, "/v1/reservations/r",
		},
		"many at once have no one place": {"/v1/head-count-batches", &activitiesv1.BatchCreateHeadCountsResponse{}, 200, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			s.answer = test.answer
			got := s.do(t, http.MethodPost, strings.ReplaceAll(test.path, " ", "%20"), "{}")
			require.Equal(t, test.status, got.StatusCode)
			require.Equal(t, test.location, got.Header.Get("Location"))
		})
	}
}

func TestRequestReachesTheServiceAsItWasMeant(t *testing.T) {
	s := start(t)
	s.do(t, http.MethodPost, "/v1/head-counts?requestId=7f2c0b0e-8b0e-4d7e-9f39-1d1f6a4b3c2d",
		`{"locationId":"l","programmeId":"p","date":"2022-03-01","partOfDay":"PART_OF_DAY_EVENING","count":12,
		  "method":"COUNT_METHOD_TALLY"}`)
	want := &activitiesv1.CreateHeadCountRequest{
		RequestId: "7f2c0b0e-8b0e-4d7e-9f39-1d1f6a4b3c2d",
		HeadCount: &activitiesv1.HeadCount{
			LocationId: "l", ProgrammeId: "p", Date: "2022-03-01", PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_EVENING,
			Count: 12, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		},
	}
	require.True(t, proto.Equal(want, s.request), "%v", s.request)
	require.True(t, s.deadline, "a call without a deadline")
}

func TestQueryValuesReachTheService(t *testing.T) {
	s := start(t)
	s.do(t, http.MethodGet, "/v1/accounts/2022?waitFor=activities:12&waitFor=x%26y&view=ACCOUNT_VIEW_FULL", "")
	want := &reportingv1.GetAccountRequest{
		Year: 2022, WaitFor: []string{"activities:12", "x&y"}, View: reportingv1.AccountView_ACCOUNT_VIEW_FULL,
	}
	require.True(t, proto.Equal(want, s.request), "%v", s.request)
}

func TestPatchChangesWhatIsGivenOrWhatTheMaskNames(t *testing.T) {
	tests := map[string]struct {
		query, body string
		mask        []string
	}{
		"what is given": {"", `{"displayName":"De Wieken","closingDate":null}`, []string{"closing_date", "display_name"}},
		"what is named": {
			"?updateMask=displayName,closingDate", `{"displayName":"De Wieken"}`, []string{"display_name", "closing_date"},
		},
		"everything":     {"?updateMask=*", `{"displayName":"De Wieken"}`, []string{"*"}},
		"one, with etag": {"?updateMask=displayName", `{"displayName":"De Wieken","etag":"3"}`, []string{"display_name"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			got := s.do(t, http.MethodPatch, "/v1/locations/a1"+test.query, test.body)
			require.Equal(t, http.StatusOK, got.StatusCode, "%s", got.body)
			request := s.request.(*activitiesv1.UpdateLocationRequest)
			require.Equal(t, "a1", request.GetLocation().GetId())
			require.Equal(t, "De Wieken", request.GetLocation().GetDisplayName())
			require.Equal(t, test.mask, request.GetUpdateMask().GetPaths())
		})
	}
}

func TestOnlyTheTokenTravelsToTheServices(t *testing.T) {
	s := start(t)
	s.do(t, http.MethodGet, "/v1/locations", "",
		"Authorization", "Bearer abc", "Cookie", "a=b", "X-Forwarded-For", "10.0.0.1", "X-Forwarded-Host", "evil.example",
		"Grpc-Metadata-Authorization", "Bearer forged", "Grpc-Timeout", "1n", "X-Request-Id", "1", "Te", "trailers")
	require.Equal(t, []string{"Bearer abc"}, s.metadata.Get("authorization"))
	for name := range s.metadata {
		require.Contains(t, []string{
			":authority", "authorization", "content-type", "grpc-accept-encoding", "traceparent", "user-agent",
		}, name)
	}
}

func TestAnswersShowZerosAndLeaveOutWhatIsAbsent(t *testing.T) {
	s := start(t)
	zero := int32(0)
	s.answer = &reportingv1.Account{
		Year: 2022,
		AsOf: timestamppb.New(time.Date(2023, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))),
		Figures: []*reportingv1.Figure{
			{Indicator: "centre-visits", Value: &zero, Status: reportingv1.FigureStatus_FIGURE_STATUS_RECORDED},
			{Indicator: "not-yet"},
		},
	}
	got := s.do(t, http.MethodGet, "/v1/accounts/2022", "")
	require.JSONEq(t, `{
		"year": 2022, "published": false, "themes": [], "positions": [], "edition": 0, "editions": [], "goals": [], "areas": [],
		"asOf": "2023-01-02T02:04:05Z",
		"figures": [
			{"indicator": "centre-visits", "theme": "", "programme": "", "label": "", "definition": "", "unit": "",
			 "service": "", "status": "FIGURE_STATUS_RECORDED", "value": 0, "wording": "",
			 "qualifier": "QUALIFIER_UNSPECIFIED", "recounting": false, "months": [], "stadsdelen": [], "wijken": [], "ageBands": [], "breakdowns": [],
			 "withheldParts": [], "quarters": [], "earlierFigures": [], "explanations": [], "responsible": "", "sourceEvents": []},
			{"indicator": "not-yet", "theme": "", "programme": "", "label": "", "definition": "", "unit": "",
			 "service": "", "status": "FIGURE_STATUS_UNSPECIFIED", "wording": "",
			 "qualifier": "QUALIFIER_UNSPECIFIED", "recounting": false, "months": [], "stadsdelen": [], "wijken": [], "ageBands": [], "breakdowns": [],
			 "withheldParts": [], "quarters": [], "earlierFigures": [], "explanations": [], "responsible": "", "sourceEvents": []}
		]}`, string(got.body))
}

func TestABodyWithoutMeaningMayBeTheEmptyObject(t *testing.T) {
	s := start(t)
	got := s.do(t, http.MethodPost, "/v1/accounts/2022/publications", "{}")
	require.Equal(t, http.StatusCreated, got.StatusCode, "%s", got.body)
}

func TestAcceptedMediaTypes(t *testing.T) {
	s := start(t)
	for accept, status := range map[string]int{
		"":                                    200,
		"*/*":                                 200,
		"application/*":                       200,
		"text/html, application/json;q=0.1":   200,
		"application/json; charset=utf-8":     200,
		"application/json;q=0":                406,
		"application/json;q=0, */*":           406,
		"application/problem+json":            406,
		"image/png":                           406,
		"not a media type":                    406,
		"application/xml,\tapplication/json ": 200,
	} {
		require.Equal(t, status, s.do(t, http.MethodGet, "/v1/locations", "", "Accept", accept).StatusCode, accept)
	}
}

func TestSlowServiceGetsNoMoreThanTheTimeout(t *testing.T) {
	s := start(t, func(c *gateway.Config) { c.Timeout = 20 * time.Millisecond })
	s.wait = make(chan struct{})
	p := s.do(t, http.MethodGet, "/v1/locations", "").problem(t)
	require.Equal(t, http.StatusGatewayTimeout, p.Status)
	require.Equal(t, "DEADLINE_EXCEEDED", p.Reason)
}
