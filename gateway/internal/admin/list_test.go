package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/traces"
	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
)

// names answers the names of the traces in the list of a page.
func names(d webtest.Document) (list []string) {
	for _, li := range d.With("class", "traces").All("li") {
		list = append(list, li.With("class", "t-name").Text())
	}
	return list
}

const (
	count   = "POST /v1/head-counts"
	missing = "GET /v1/locations/{location_id}"
	account = "GET /verantwoording/{year}"
	late    = "process nl.welzijn.activities.location-saved.v1"
)

func TestListShowsTheNewestTracesFirst(t *testing.T) {
	d := read(t, filled(), "/admin/traces")
	require.Equal(t, []string{late, account, missing, count}, names(d))
	rows := d.With("class", "traces").All("li")
	require.Equal(t, late+" 1 mei, 12.00.02 reporting zonder begin 2 stappen 2,4 ms", rows[0].Text())
	require.Equal(t, account+" 1 mei, 12.00.02 gateway reporting 2 stappen 48,0 ms", rows[1].Text())
	require.Equal(t, missing+" 1 mei, 12.00.01 gateway 1 fout 2 stappen 1,4 ms", rows[2].Text())
	require.Equal(t, count+" 1 mei, 12.00.00 gateway activities reporting 15 stappen 13,1 ms", rows[3].Text())
	require.Equal(t, "100", rows[1].First("rect").Attr("width"), "the longest on the page")
	require.Equal(t, "27.3", rows[3].First("rect").Attr("width"))
	require.Equal(t, "/admin/traces/"+traceID(1).String(), rows[3].First("a").Attr("href"))
	require.Contains(t, d.First("main").Text(), "Bewaard: 21 stappen sinds 1 mei, 12.00.00 uur, er is plaats voor 20.000.")
}

func TestSearchKeepsWhatWasAskedInItsForm(t *testing.T) {
	for query, want := range map[string][]string{
		"dienst=activities": {count}, "duur=13": {account, count}, "duur=13,2": {account}, "fouten=ja": {missing},
		"naam=Verantwoording": {account}, "dienst=gateway&duur=2": {account, count}, "dienst=weg": nil,
	} {
		d := read(t, filled(), "/admin/traces?"+query)
		require.Equal(t, want, names(d), query)
		if len(want) == 0 {
			require.Contains(t, d.First("main").Text(), "Geen trace voldoet aan deze vraag")
		}
	}
	d := read(t, filled(), "/admin/traces?"+url.Values{
		"dienst": {"reporting"}, "naam": {`"x"`}, "duur": {"1.5"}, "fouten": {"ja"},
	}.Encode())
	require.Equal(t, "reporting", selected(d))
	require.Equal(t, `"x"`, d.With("id", "naam").Attr("value"))
	require.Equal(t, "1.5", d.With("id", "duur").Attr("value"))
	require.True(t, has(d.With("id", "fouten"), "checked"))
}

// selected answers the chosen option.
func selected(d webtest.Document) string {
	for _, option := range d.All("option") {
		if has(option, "selected") {
			return option.Text()
		}
	}
	return ""
}

func has(d webtest.Document, attribute string) bool {
	for _, a := range d.Node.Attr {
		if a.Key == attribute {
			return true
		}
	}
	return false
}

func TestWrongFieldIsToldBesideIt(t *testing.T) {
	for query, field := range map[string]string{
		"duur=lang": "duur", "duur=-1": "duur", "duur=NaN": "duur", "duur=1e300": "duur", "trace=abc": "trace",
		"trace=" + fmt.Sprintf("%032x", 0): "trace",
	} {
		d := read(t, filled(), "/admin/traces?"+query)
		input := d.With("id", field)
		require.Equal(t, "true", input.Attr("aria-invalid"), query)
		require.NotEmpty(t, d.With("id", input.Attr("aria-describedby")).Text())
		require.Empty(t, names(d))
	}
}

func TestTraceIdLeadsToItsTrace(t *testing.T) {
	w := visit(t, filled(), "/admin/traces?trace=+0000000000000000000000000000000A+", Role)
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, "/admin/traces/"+traceID(10).String(), w.Header().Get("Location"))
}

func TestOlderTracesStandOnTheNextPage(t *testing.T) {
	store := traces.NewStore(traces.Limits{})
	for i := range pageSize + 2 {
		store.Add(of(i+1, 0, span(1, 0, "gateway", fmt.Sprint("trace ", i), 0, 1))...)
	}
	first := read(t, store, "/admin/traces?dienst=gateway")
	require.Len(t, names(first), pageSize)
	next := read(t, store, first.With("class", "older").First("a").Attr("href"))
	require.Equal(t, []string{"trace 1", "trace 0"}, names(next))
	require.Equal(t, "gateway", selected(next))
	require.Empty(t, next.With("class", "older").Text())
}

func TestEmptyStoreSaysSo(t *testing.T) {
	d := read(t, traces.NewStore(traces.Limits{}), "/admin/traces")
	require.Contains(t, d.First("main").Text(), "Er zijn nog geen traces")
	require.NotContains(t, d.First("main").Text(), "sinds")
}
