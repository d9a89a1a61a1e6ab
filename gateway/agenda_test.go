package gateway_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const feedPath = "/agenda/locaties/" + placeID + ".ics"

// readFeed reads a calendar with another library than the one that writes it.
func readFeed(t *testing.T, r reply) *ical.Calendar {
	t.Helper()
	require.Equal(t, http.StatusOK, r.StatusCode, "%s", r.body)
	require.Equal(t, "text/calendar; charset=utf-8", r.Header.Get("Content-Type"))
	calendar, err := ical.NewDecoder(strings.NewReader(string(r.body))).Decode()
	require.NoError(t, err)
	return calendar
}

func text(t *testing.T, c *ical.Component, name string) string {
	t.Helper()
	require.NotNil(t, c.Props.Get(name), name)
	value, err := c.Props.Text(name)
	require.NoError(t, err)
	return value
}

func TestCalendarHoldsEverySessionAsAnotherProgramReadsIt(t *testing.T) {
	s := start(t)
	gone := sessionAt(t, "gone", "2026-06-18 14:00", 90)
	gone.Cancelled, gone.Revision = true, 4
	gone.UpdateTime = timestamppb.New(time.Date(2026, 6, 1, 8, 30, 15, 123, time.UTC))
	s.answer = &activitiesv1.ListOfferSessionsResponse{
		Offers: []*activitiesv1.Offer{offered()}, Sessions: []*activitiesv1.OfferSession{sessionAt(t, "on", "2026-06-16 14:00", 90), gone},
	}
	calendar := readFeed(t, s.do(t, http.MethodGet, feedPath, ""))
	require.Equal(t, "2.0", text(t, calendar.Component, "VERSION"))
	require.Equal(t, "Agenda De Schoor aan de Haven", text(t, calendar.Component, "X-WR-CALNAME"))
	require.Equal(t, "Agenda De Schoor aan de Haven", text(t, calendar.Component, "NAME"))
	require.Equal(t, []string{"DURATION"}, calendar.Props.Get("REFRESH-INTERVAL").Params["VALUE"])

	events := calendar.Events()
	require.Len(t, events, 2)
	on, off := events[0], events[1]
	require.Equal(t, "on", text(t, on.Component, "UID"))
	require.Equal(t, "Koffie; thee, en \\ meer", text(t, on.Component, "SUMMARY"))
	require.Equal(t, "Iedereen is welkom, ook zonder ervaring.\nNeem een ñandú mee: "+strings.Repeat("☕", 28)+
		"\nTot dan! \n\nVanaf 55 jaar.\nKosten: € 1,50 per keer.\nAanmelden is nodig.", text(t, on.Component, "DESCRIPTION"))
	require.Equal(t, "De Schoor aan de Haven, Zaal 2", text(t, on.Component, "LOCATION"))
	require.Equal(t, "Ontmoeting en verbinding", text(t, on.Component, "CATEGORIES"))
	require.Equal(t, "CONFIRMED", text(t, on.Component, "STATUS"))
	require.Equal(t, "0", on.Props.Get("SEQUENCE").Value)
	require.Equal(t, "20260201T100000Z", on.Props.Get("LAST-MODIFIED").Value, "the offer changed after the session")
	require.Equal(t, "20260201T100000Z", on.Props.Get("DTSTAMP").Value)

	require.Equal(t, "Vervalt: Koffie; thee, en \\ meer", text(t, off.Component, "SUMMARY"))
	require.Equal(t, "CANCELLED", text(t, off.Component, "STATUS"))
	require.Equal(t, "3", off.Props.Get("SEQUENCE").Value)
	require.Equal(t, "20260601T083015Z", off.Props.Get("LAST-MODIFIED").Value)
}

func TestLinesOfACalendarAreAtMost75OctetsAndEndAsTheStandardSays(t *testing.T) {
	s := start(t)
	s.answer = &activitiesv1.ListOfferSessionsResponse{
		Offers: []*activitiesv1.Offer{offered()}, Sessions: []*activitiesv1.OfferSession{sessionAt(t, "on", "2026-06-16 14:00", 90)},
	}
	body := string(s.do(t, http.MethodGet, feedPath, "").body)
	require.True(t, strings.HasSuffix(body, "END:VCALENDAR\r\n"))
	for line := range strings.SplitSeq(body, "\r\n") {
		require.LessOrEqual(t, len(line), 75, line)
		require.NotContains(t, line, "\n")
		require.NotContains(t, line, "\r")
		require.NotContains(t, line, "\x00")
	}
}

func TestCalendarTellsTheTimeAcrossBothChangesOfTheClocks(t *testing.T) {
	s := start(t)
	answer := &activitiesv1.ListOfferSessionsResponse{Offers: []*activitiesv1.Offer{offered()}}
	for _, local := range []string{
		"2026-03-28 14:00", "2026-03-29 01:30", "2026-03-29 14:00", "2026-10-24 14:00", "2026-10-25 01:30", "2026-10-25 14:00",
	} {
		answer.Sessions = append(answer.Sessions, sessionAt(t, local, local, 120))
	}
	s.answer = answer
	events := readFeed(t, s.do(t, http.MethodGet, feedPath, "")).Events()
	require.Len(t, events, len(answer.GetSessions()))
	for i, e := range events {
		begin, err := e.DateTimeStart(nil)
		require.NoError(t, err)
		end, err := e.DateTimeEnd(nil)
		require.NoError(t, err)
		require.True(t, answer.GetSessions()[i].GetStartTime().AsTime().Equal(begin), "%s", begin)
		require.True(t, answer.GetSessions()[i].GetEndTime().AsTime().Equal(end), "%s", end)
		require.Equal(t, "Europe/Amsterdam", e.Props.Get("DTSTART").Params.Get("TZID"))
	}
}

// TestZoneOfACalendarIsThatOfTheNetherlands expands the rules in the calendar and holds every change of the clocks
// against the database of zones.
func TestZoneOfACalendarIsThatOfTheNetherlands(t *testing.T) {
	s := start(t)
	calendar := readFeed(t, s.do(t, http.MethodGet, feedPath, ""))
	require.Len(t, calendar.Children, 1, "no events")
	vtimezone := calendar.Children[0]
	require.Equal(t, "VTIMEZONE", vtimezone.Name)
	require.Equal(t, "Europe/Amsterdam", text(t, vtimezone, "TZID"))
	require.Len(t, vtimezone.Children, 2)
	for _, part := range vtimezone.Children {
		from, err := time.Parse("-0700", part.Props.Get("TZOFFSETFROM").Value)
		require.NoError(t, err)
		to, err := time.Parse("-0700", part.Props.Get("TZOFFSETTO").Value)
		require.NoError(t, err)
		rule, err := part.RecurrenceSet(from.Location())
		require.NoError(t, err)
		changes := rule.Between(from.AddDate(1996, 0, 0), from.AddDate(2037, 11, 30), true)
		require.Len(t, changes, 2037-1996+1)
		for _, at := range changes {
			requireOffset(t, from, at.Add(-time.Second).In(zone(t)))
			requireOffset(t, to, at.In(zone(t)))
			name, _ := at.In(zone(t)).Zone()
			require.Equal(t, name, text(t, part, "TZNAME"))
		}
	}
}

func requireOffset(t *testing.T, want, got time.Time) {
	t.Helper()
	_, wanted := want.Zone()
	_, offset := got.Zone()
	require.Equal(t, wanted, offset, "%s", got)
}

func TestCalendarIsKeptUntilItChanges(t *testing.T) {
	s := start(t)
	s.answer = &activitiesv1.ListOfferSessionsResponse{
		Offers: []*activitiesv1.Offer{offered()}, Sessions: []*activitiesv1.OfferSession{sessionAt(t, "on", "2026-06-16 14:00", 90)},
	}
	first := s.do(t, http.MethodGet, feedPath, "")
	require.Equal(t, "public, max-age=900", first.Header.Get("Cache-Control"))
	etag := first.Header.Get("ETag")
	again := s.do(t, http.MethodGet, feedPath, "", "If-None-Match", etag)
	require.Equal(t, http.StatusNotModified, again.StatusCode)
	require.Empty(t, again.body)
	head := s.do(t, http.MethodHead, feedPath, "")
	require.Equal(t, etag, head.Header.Get("ETag"))
	require.Empty(t, head.body)

	changed := sessionAt(t, "on", "2026-06-16 15:00", 90)
	changed.Revision = 2
	s.answer = &activitiesv1.ListOfferSessionsResponse{
		Offers: []*activitiesv1.Offer{offered()}, Sessions: []*activitiesv1.OfferSession{changed},
	}
	other := s.do(t, http.MethodGet, feedPath, "", "If-None-Match", etag)
	require.Equal(t, http.StatusOK, other.StatusCode)
	require.NotEqual(t, etag, other.Header.Get("ETag"))
}

func TestCalendarAsksForItsPlaceOrProgrammeWithoutAWordOfTheCaller(t *testing.T) {
	s := start(t)
	r := s.do(t, http.MethodGet, feedPath, "", "Authorization", "Bearer secret", "Origin", "https://anywhere.example")
	require.Equal(t, "*", r.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
	asked := s.request.(*activitiesv1.ListOfferSessionsRequest)
	require.Equal(t, placeID, asked.GetLocationId())
	require.Empty(t, asked.GetProgrammeCode())
	require.Empty(t, s.metadata.Get("authorization"))
	from, err := time.Parse(time.DateOnly, asked.GetFromDate())
	require.NoError(t, err)
	to, err := time.Parse(time.DateOnly, asked.GetToDate())
	require.NoError(t, err)
	require.Equal(t, 211*24*time.Hour, to.Sub(from))

	s.do(t, http.MethodGet, "/agenda/programmas/brede-scholen.ics", "")
	asked = s.request.(*activitiesv1.ListOfferSessionsRequest)
	require.Equal(t, "brede-scholen", asked.GetProgrammeCode())
	require.Empty(t, asked.GetLocationId())
}

func TestWhatIsNoCalendarIsAProblem(t *testing.T) {
	s := start(t)
	for _, path := range []string{
		"/agenda/locaties/x", "/agenda/locaties/.ics", "/agenda/locaties/", "/agenda/locaties/a/b.ics", "/agenda/locaties/A_B.ics",
		"/agenda/programmas/x.ics/", "/agenda/programmas/" + strings.Repeat("a", 61) + ".ics",
	} {
		r := s.do(t, http.MethodGet, path, "")
		require.Equal(t, "PATH_UNKNOWN", r.problem(t).Reason, path)
		require.Equal(t, "no-store", r.Header.Get("Cache-Control"))
	}
	post := s.do(t, http.MethodPost, feedPath, "{}")
	require.Equal(t, http.StatusMethodNotAllowed, post.StatusCode)
	require.Equal(t, "GET, HEAD, OPTIONS", post.Header.Get("Allow"))
	s.err = fault.New(fault.Unavailable, "AWAY", "The service is away.")
	away := s.do(t, http.MethodGet, feedPath, "")
	require.Equal(t, "AWAY", away.problem(t).Reason)
	require.Equal(t, "no-store", away.Header.Get("Cache-Control"))
}

func TestPageOfTheAgendaLinksEveryCalendarOnce(t *testing.T) {
	s := start(t)
	s.answer = &activitiesv1.ListOffersResponse{Offers: []*activitiesv1.Offer{offered(), offered(func(o *activitiesv1.Offer) {
		o.Programme.Code, o.Programme.DisplayName = "sport", "<Sport & spel>"
	})}}
	r := s.do(t, http.MethodGet, "/agenda", "")
	require.Equal(t, http.StatusOK, r.StatusCode)
	require.Equal(t, "nl", r.Header.Get("Content-Language"))
	for _, link := range []string{
		`<a href="` + feedPath + `">De Schoor aan de Haven</a>`, `<a href="/agenda/programmas/inloop.ics">Inloop in de buurt</a>`,
		`<a href="/agenda/programmas/sport.ics">&lt;Sport &amp; spel&gt;</a>`,
	} {
		require.Equal(t, 1, strings.Count(string(r.body), link), link)
	}
	require.Contains(t, string(s.do(t, http.MethodGet, "/", "").body), `<a href="/agenda">`)

	s.answer = &activitiesv1.ListOffersResponse{}
	require.Contains(t, string(s.do(t, http.MethodGet, "/agenda", "").body), "Er is nu niets te doen.")
	require.Equal(t, http.StatusNotFound, s.do(t, http.MethodGet, "/agenda/elders", "").StatusCode)
	s.answer, s.err = nil, fault.New(fault.Unavailable, "AWAY", "The service is away.")
	require.Equal(t, http.StatusServiceUnavailable, s.do(t, http.MethodGet, "/agenda", "").StatusCode)
}
