package gateway_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/fault"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

const (
	secret     = "q83vEjRWeJASNFZ4kBI0VniQEjRWeJASNFZ4kBI0Vng"
	secretPath = "/agendas/" + secret + ".ics"
)

// startWithCalendar runs a gateway before a service with one calendar.
func startWithCalendar(t *testing.T, change ...func(*gateway.Config)) *suite {
	s := start(t, change...)
	s.answer = &volunteersv1.Calendar{Content: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), Etag: "abc"}
	return s
}

// requireConcealed checks that the secret is in no span and no line of the log.
func (s *suite) requireConcealed(t *testing.T) {
	t.Helper()
	s.Close() // the span of the server ends after its answer was sent
	require.NotEmpty(t, s.spans.GetSpans())
	for _, span := range s.spans.GetSpans() {
		said := fmt.Sprint(span.Name, span.Attributes, span.Events, span.Status, span.Links)
		require.NotContains(t, said, secret)
		require.NotContains(t, said, secret[:20])
	}
	require.NotContains(t, s.log.String(), secret[:20])
}

func TestCalendarOfAPersonIsServedToWhoHasItsAddress(t *testing.T) {
	s := startWithCalendar(t)
	r := s.do(t, http.MethodGet, secretPath, "", "Authorization", "Bearer token", "Origin", "https://anywhere.example")
	require.Equal(t, http.StatusOK, r.StatusCode, "%s", r.body)
	require.Equal(t, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", string(r.body))
	require.Equal(t, secret, s.request.(*volunteersv1.GetCalendarRequest).GetSecret())
	require.Empty(t, s.metadata.Get("authorization"), "nobody else's token says anything here")
	require.True(t, s.deadline)
	for name, want := range map[string]string{
		"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, max-age=300", "ETag": `"abc"`,
		"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff",
		"Access-Control-Allow-Origin": "", "API-Version": "",
	} {
		require.Equal(t, want, r.Header.Get(name), name)
	}
}

func TestCalendarOfAPersonIsSentOnceUntilItChanges(t *testing.T) {
	s := startWithCalendar(t)
	again := s.do(t, http.MethodGet, secretPath, "", "If-None-Match", `"abc"`)
	require.Equal(t, http.StatusNotModified, again.StatusCode)
	require.Empty(t, again.body)
	head := s.do(t, http.MethodHead, secretPath, "")
	require.Equal(t, http.StatusOK, head.StatusCode)
	require.Equal(t, `"abc"`, head.Header.Get("ETag"))
	require.Empty(t, head.body)
	require.Equal(t, http.StatusOK, s.do(t, http.MethodGet, secretPath, "", "If-None-Match", `"abd"`).StatusCode)
}

func TestAddressWithoutACalendarIsAProblem(t *testing.T) {
	s := startWithCalendar(t)
	for _, path := range []string{
		"/agendas/", "/agendas/.ics", "/agendas/" + secret, secretPath + "/", "/agendas/a/" + secret + ".ics",
		"/agendas/" + secret[1:] + ".ics", "/agendas/" + secret[1:] + "%20.ics", "/agendas/" + secret[1:] + "%C3%A9.ics",
	} {
		s.request = nil
		r := s.do(t, http.MethodGet, path, "")
		require.Equal(t, http.StatusNotFound, r.StatusCode, path)
		require.Equal(t, "PATH_UNKNOWN", r.problem(t).Reason, path)
		require.Nil(t, s.request, "what cannot be a secret is asked of nobody")
	}
	post := s.do(t, http.MethodPost, secretPath, "{}")
	require.Equal(t, "METHOD_NOT_ALLOWED", post.problem(t).Reason)
	require.Equal(t, "GET, HEAD, OPTIONS", post.Header.Get("Allow"))
	s.answer, s.err = nil, fault.New(fault.NotFound, "CALENDAR_UNKNOWN", "There is no calendar at this address.")
	unknown := s.do(t, http.MethodGet, secretPath, "")
	require.Equal(t, http.StatusNotFound, unknown.StatusCode)
	require.Equal(t, "CALENDAR_UNKNOWN", unknown.problem(t).Reason)
	require.Equal(t, "no-store", unknown.Header.Get("Cache-Control"))
	require.Equal(t, "noindex", unknown.Header.Get("X-Robots-Tag"))
}

func TestAddressOfACalendarIsInNoSpanAndNoLineOfTheLog(t *testing.T) {
	for name, err := range map[string]error{
		"served":  nil,
		"unknown": fault.New(fault.NotFound, "CALENDAR_UNKNOWN", "There is no calendar at this address."),
		"broken":  fmt.Errorf("disk full"),
		"away":    fault.New(fault.Unavailable, "AWAY", "The service is away."),
	} {
		t.Run(name, func(t *testing.T) {
			s := startWithCalendar(t)
			if s.err = err; err != nil {
				s.answer = nil
			}
			for _, path := range []string{secretPath, secretPath + "?again=" + secret, "/agendas/" + secret, secretPath + "/x"} {
				s.do(t, http.MethodGet, path, "", "Referer", s.URL+secretPath)
				s.do(t, http.MethodPost, path, "{}")
			}
			s.requireConcealed(t)
			names := map[string]bool{}
			for _, span := range s.spans.GetSpans() {
				names[span.Name] = true
			}
			require.True(t, names["GET /agendas/{secret}.ics"], "%v", names)
			if name == "broken" {
				require.Contains(t, s.log.String(), "/agendas/{secret}.ics", "the log is heard")
				require.True(t, strings.Contains(s.log.String(), "request failed"))
			}
		})
	}
}
