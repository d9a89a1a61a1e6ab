package page

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
	"github.com/deschoor/meedoen/platform/fault"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// recordKeeper answers records as the test sets them.
type recordKeeper struct {
	answer *reportingv1.ListFigureRecordsResponse
	err    error
	asked  *reportingv1.ListFigureRecordsRequest
	tokens []string
}

func (k *recordKeeper) ListFigureRecords(
	ctx context.Context, req *reportingv1.ListFigureRecordsRequest, _ ...grpc.CallOption,
) (*reportingv1.ListFigureRecordsResponse, error) {
	md, _ := metadata.FromOutgoingContext(ctx)
	k.asked, k.tokens = req, md.Get("authorization")
	if k.err != nil {
		return nil, fault.Status(k.err, "").Err()
	}
	return k.answer, nil
}

const childrenVisits = "/verantwoording/2022/cijfers/children-visits"

// counted is sample with what the contract says of how a figure was counted.
func counted() *reportingv1.Account {
	a := sample()
	for _, f := range a.GetFigures() {
		f.Responsible, f.SourceEvents = "team kinderwerk", []string{"meedoen.activities.v1.HeadCountSaved"}
	}
	a.Areas = []*reportingv1.AccountArea{
		{Key: "2022:WK003401", DisplayName: "Centrum Almere Haven", Stadsdeel: "haven", Known: true}, {Key: "2020:WK003401"},
	}
	return a
}

func twoRecords() *recordKeeper {
	return &recordKeeper{answer: &reportingv1.ListFigureRecordsResponse{
		NextPageToken: "a+b",
		Records: []*reportingv1.FigureRecord{
			{
				Id: "0181", Kind: "head_count", Date: "2022-03-05", Value: 1250, ProgrammeCode: "kinderwerk", Wijk: "2022:WK003401",
				Stadsdeel: "haven", Path: "/v1/head-counts/0181",
			},
			{Id: "0182", Kind: "assignment", Date: "2022-12-31", Value: 0, Wijk: "2020:WK003401", Stadsdeel: "haven"},
			{Id: "0183", Kind: "contact", Date: "2022-12-31", Value: 1, Stadsdeel: "haven"},
		},
	}}
}

func TestEverybodyReadsHowAFigureWasCountedAndNoRecords(t *testing.T) {
	k := twoRecords()
	w := get(serve(t, &accounts{account: counted()}, Options{Records: k, Login: true}), childrenVisits)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	d := webtest.Parse(t, w.Body)
	require.Equal(t, "Hoe is dit geteld?", d.First("h1").Text())
	text := d.First("main").Text()
	for _, words := range []string{
		"Kinderwerk: ruim 150.000 bezoeken van kinderen", "Elk bezoek van een kind.", "152.318", "team kinderwerk",
		"tellingen van bezoekers", "meedoen.activities.v1.HeadCountSaved", notForYou,
	} {
		require.Contains(t, text, words)
	}
	require.Empty(t, d.All("table"))
	require.Nil(t, k.asked, "who did not log in is not asked for")
	require.Equal(t, "/verantwoording/2022#children-visits", d.First("main").First("a").Attr("href"))
	require.Equal(t, "Inloggen als medewerker",
		d.With("href", "/login?return=%2Fverantwoording%2F2022%2Fcijfers%2Fchildren-visits").Text())
}

func TestManagerReadsTheRecordsAPageAtATime(t *testing.T) {
	k := twoRecords()
	h := serve(t, &accounts{account: counted()}, Options{Records: k, City: "Almere"})
	w := get(h, childrenVisits, "Authorization", "Bearer abc")
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.Equal(t, "private, no-cache", w.Header().Get("Cache-Control"))
	require.Equal(t, []string{"Bearer abc"}, k.tokens)
	require.Equal(t, "children-visits", k.asked.GetIndicator())
	require.EqualValues(t, 2022, k.asked.GetYear())
	d := webtest.Parse(t, w.Body)
	var rows []string
	for _, row := range d.First("tbody").All("tr") {
		rows = append(rows, row.Text())
	}
	require.Equal(t, []string{
		"5 maart 20221.250Telling kinderwerkCentrum Almere Haven/v1/head-counts/0181",
		"31 december 20220Inzet in het jaar 2020:WK003401, geen code van dit jaar0182",
		"31 december 20221Contact Almere Haven0183",
	}, rows)
	next := d.With("href", childrenVisits+"?pagina=a%2Bb")
	require.Equal(t, "Volgende bladzijde", next.Text())
	require.NotContains(t, d.First("main").Text(), "Eerste bladzijde")

	k.answer.NextPageToken = ""
	w = get(h, next.Attr("href"), "Authorization", "Bearer abc")
	require.Equal(t, "a+b", k.asked.GetPageToken())
	d = webtest.Parse(t, w.Body)
	require.Equal(t, "Eerste bladzijde", d.With("href", childrenVisits).Text())
	require.NotContains(t, d.First("main").Text(), "Volgende bladzijde")
}

func TestPageWithoutRecordsSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"another role":       {fault.New(fault.PermissionDenied, "ROLE_MISSING", "x"), notForYou},
		"not from records":   {fault.New(fault.FailedPrecondition, "FIGURE_HAS_NO_RECORDS", "x"), "telt geen losse registraties"},
		"counted anew":       {fault.New(fault.Unavailable, "FIGURES_BEING_COUNTED", "x"), "wordt opnieuw geteld"},
		"nothing to be seen": {nil, "Er zijn geen registraties die meetellen."},
	} {
		t.Run(name, func(t *testing.T) {
			k := &recordKeeper{err: c.err, answer: &reportingv1.ListFigureRecordsResponse{}}
			w := get(serve(t, &accounts{account: counted()}, Options{Records: k, Login: true}), childrenVisits, "Authorization", "Bearer x")
			require.Equal(t, http.StatusOK, w.Code)
			d := webtest.Parse(t, w.Body)
			require.Contains(t, d.First("main").Text(), c.says)
			require.NotContains(t, d.First("main").Text(), "Inloggen", "whoever is logged in gains nothing by it")
		})
	}
}

func TestFigureWithoutAValueSaysWhyOnItsOwnPage(t *testing.T) {
	a := counted()
	a.Figures[0].Value, a.Figures[0].Status = nil, reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD
	h := serve(t, &accounts{account: a}, Options{})
	for path, says := range map[string]string{
		"oki-locations": "Dit cijfer is zo klein", "vve-children": notRecorded + ".", "seniors-fair": noData + ".",
	} {
		w := get(h, "/verantwoording/2022/cijfers/"+path)
		require.Equal(t, http.StatusOK, w.Code)
		require.Contains(t, webtest.Parse(t, w.Body).First("main").Text(), says)
	}
}

func TestPageOfRecordsThatIsNotThereIsNotFound(t *testing.T) {
	h := serve(t, &accounts{account: counted()}, Options{
		Records: &recordKeeper{err: fault.Violation("page_token", "PAGE_TOKEN_INVALID", "x")},
	})
	for _, path := range []string{
		"/verantwoording/2022/cijfers/nothing", "/verantwoording/22/cijfers/children-visits", "/verantwoording/2022/cijfers/",
	} {
		require.Equal(t, http.StatusNotFound, get(h, path).Code, path)
	}
	require.Equal(t, http.StatusNotFound, get(h, childrenVisits+"?pagina=x", "Authorization", "Bearer x").Code)
	unpublished := serve(t, &accounts{err: fault.New(fault.Unauthenticated, "ACCOUNT_NOT_PUBLISHED", "x")}, Options{Login: true})
	w := get(unpublished, childrenVisits)
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Contains(t, w.Body.String(), "/login?return=%2Fverantwoording%2F2022%2Fcijfers%2Fchildren-visits")
	broken := serve(t, &accounts{account: counted()}, Options{Records: &recordKeeper{err: fault.New(fault.Unavailable, "DOWN", "x")}})
	require.Equal(t, http.StatusServiceUnavailable, get(broken, childrenVisits, "Authorization", "Bearer x").Code)
}
