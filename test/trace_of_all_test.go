package test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/deschoor/meedoen/platform/testkit"
)

// tracedREST calls REST in a trace of the caller's.
func (s *suite) tracedREST(trace []byte, path, token string, body any) answer {
	s.t.Helper()
	data, err := json.Marshal(body)
	require.NoError(s.t, err)
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, "http://"+s.http+path, bytes.NewReader(data))
	require.NoError(s.t, err)
	request.Header = http.Header{
		"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token},
		"Traceparent": {fmt.Sprintf("00-%x-%016x-01", trace, 1)},
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	defer response.Body.Close()
	a := answer{status: response.StatusCode}
	require.NoError(s.t, json.NewDecoder(response.Body).Decode(&a.body))
	require.Equal(s.t, http.StatusCreated, a.status, a.body)
	return a
}

// refer has questions referred to each of the services that take referrals on, in one trace of the caller's. It answers its id.
func (s *suite) refer() (trace []byte) {
	worker := s.supporter()
	resident := create(s.t, s, worker, "/v1/residents", map[string]any{
		"givenName": "Jan", "surname": "Jansen", "telephone": "06 12345678", "birthDate": "1980-05-06",
		"wijkCode": "WK003401", "wijkYear": 2022,
	})
	trace = make([]byte, 16)
	_, err := rand.Read(trace)
	require.NoError(s.t, err)
	for _, target := range []string{"DEBT_COUNSELLING", "VOLUNTEERS", "ACTIVITIES"} {
		question := create(s.t, s, worker, "/v1/questions", map[string]any{
			"channel": "QUESTION_CHANNEL_WALK_IN", "askerKind": "ASKER_KIND_RESIDENT", "lifeDomains": []string{"LIFE_DOMAIN_FINANCES"},
			"summary": "Een brief.", "wijkCode": "WK003401", "wijkYear": 2022, "team": "haven", "receiveDate": today(s.t),
			"residentId": resident["id"],
		})
		taken := s.rest("POST", "/v1/questions/"+question["id"].(string)+"/transitions", worker, map[string]any{
			"to": "QUESTION_STATE_TAKEN_UP", "date": today(s.t),
		})
		require.Less(s.t, taken.status, 300, taken.text)
		s.tracedREST(trace, "/v1/referrals", worker, map[string]any{
			"questionId": question["id"], "target": "REFERRAL_TARGET_" + target, "purpose": "Hulp.", "referDate": today(s.t),
			"consentDate": today(s.t), "consentForm": "CONSENT_FORM_ORAL",
		})
	}
	return trace
}

// parts are those of the suite that take part in a referral, and with what: the one that is called, those that it is handed over
// to, and who counts it.
func parts() map[string]tracepb.Span_SpanKind {
	server := tracepb.Span_SPAN_KIND_SERVER
	return map[string]tracepb.Span_SpanKind{
		"gateway": server, "support": server, "debtcounselling": server, "volunteers": server, "activities": server,
		"reporting": tracepb.Span_SPAN_KIND_CONSUMER,
	}
}

// TestTheTraceOfAReferralHasSpansOfEveryService: from the REST call over the timer that hands it over to those that take it on,
// and to the figures it is counted in.
func TestTheTraceOfAReferralHasSpansOfEveryService(t *testing.T) {
	for _, w := range []way{oneProcess, apart} {
		t.Run(w.name, func(t *testing.T) {
			c := collect(t)
			d := w.deploy(t, c.env()...)
			trace := d.refer()
			require.EventuallyWithT(t, func(now *assert.CollectT) {
				found := map[string]tracepb.Span_SpanKind{}
				for _, s := range c.trace(trace) {
					if s.GetKind() == parts()[s.service] {
						found[s.service] = s.GetKind()
					}
				}
				assert.Equal(now, parts(), found)
				assert.Empty(now, loose(c.trace(trace)))
			}, patience, 50*time.Millisecond, "trace %x", trace)
		})
	}
}

// loose answers the spans that stand neither under another of the trace nor under the caller's.
func loose(spans []span) (names []string) {
	known := map[string]bool{fmt.Sprintf("%016x", 1): true}
	for _, s := range spans {
		known[fmt.Sprintf("%x", s.GetSpanId())] = true
	}
	for _, s := range spans {
		if !known[fmt.Sprintf("%x", s.GetParentSpanId())] {
			names = append(names, s.service+": "+s.GetName())
		}
	}
	return names
}

func TestTheTraceOfAReferralIsShownToAdmins(t *testing.T) {
	for name, deploy := range map[string]func(t *testing.T) *suite{
		"one process": func(t *testing.T) *suite {
			return start(t, "up", t.TempDir(), "MEEDOEN_GATEWAY_TRACES_LISTEN="+testkit.Address(t)).suite
		},
		"apart": func(t *testing.T) *suite { return deployApartWithTraces(t).suite },
	} {
		t.Run(name, func(t *testing.T) {
			s := deploy(t)
			page := fmt.Sprintf("/admin/traces/%x", s.refer())
			s.shown(page, append(slices.Collect(maps.Keys(parts())), "timer", "process")...)
		})
	}
}
