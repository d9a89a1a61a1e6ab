package page

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func account(t *testing.T, a *reportingv1.Account, options Options) webtest.Document {
	t.Helper()
	w := get(serve(t, &accounts{account: a}, options), "/verantwoording/2022")
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	return webtest.Parse(t, w.Body)
}

func TestPageAsksForTheYearInFull(t *testing.T) {
	a := &accounts{account: sample()}
	w := get(serve(t, a, Options{}), "/verantwoording/2022")
	require.Equal(t, http.StatusOK, w.Code)
	require.EqualValues(t, 2022, a.asked.GetYear())
	require.Equal(t, reportingv1.AccountView_ACCOUNT_VIEW_FULL, a.asked.GetView())
	require.Empty(t, a.tokens)
}

func TestTokenOfTheVisitorIsPassedOn(t *testing.T) {
	a := &accounts{account: sample()}
	w := get(serve(t, a, Options{}), "/verantwoording/2022", "Authorization", "Bearer abc")
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, []string{"Bearer abc"}, a.tokens)
	require.Equal(t, "private, no-cache", w.Header().Get("Cache-Control"))
}

func TestThemesStandInOrderUnderAYear(t *testing.T) {
	d := account(t, sample(), Options{})
	require.Equal(t, "nl", d.First("html").Attr("lang"))
	require.Equal(t, "Verantwoording 2022", d.First("h1").Text())
	require.Len(t, d.All("h1"), 1)
	var themes []string
	for _, section := range d.First("main").All("section") {
		themes = append(themes, section.First("h2").Text())
	}
	require.Equal(t, []string{"Kansrijk opgroeien", "Gezond en vitaal leven"}, themes)
}

func TestOverviewLinksToEveryTheme(t *testing.T) {
	d := account(t, sample(), Options{})
	links := d.First("nav").All("a")
	require.Len(t, links, 2)
	for _, link := range links {
		target := d.With("id", strings.TrimPrefix(link.Attr("href"), "#"))
		require.Equal(t, "section", target.Node.Data)
	}
	require.Contains(t, links[0].Text(), "ruim 150.000 bezoeken van kinderen")
	require.Contains(t, links[0].Text(), "2 van 3 cijfers geregistreerd")
	require.Contains(t, links[1].Text(), "Nog geen cijfers")
}

func TestRecordedFigureShowsWordingAndHowItWasCounted(t *testing.T) {
	figure := account(t, sample(), Options{City: "Almere"}).With("id", "children-visits")
	require.Equal(t, "Kinderwerk ruim 150.000 bezoeken van kinderen", figure.First("h3").Text())
	details := figure.First("details").Text()
	for _, words := range []string{
		"Hoe is dit geteld?", "Elk bezoek van een kind.", "152.318", "Het precieze getal is dit of iets meer.",
		"bezoeken (wie vaker komt, telt elke keer mee)", "Registratie van activiteiten en bezoek", "juli12.318",
	} {
		require.Contains(t, details, words)
	}
	require.Len(t, figure.First("details").First("tbody").All("tr"), 12)
}

func TestChartByMonthIsReadToWhoCannotSeeIt(t *testing.T) {
	svg := account(t, sample(), Options{}).With("id", "children-visits").First("svg")
	require.Equal(t, "img", svg.Attr("role"))
	require.Len(t, svg.All("rect"), 12)
	ids := strings.Fields(svg.Attr("aria-labelledby"))
	require.Len(t, ids, 2)
	require.Equal(t, "Bezoeken van kinderen per maand in 2022", svg.With("id", ids[0]).Text())
	require.Equal(t, "Het laagst in januari (10.000), het hoogst in maart (20.000).", svg.With("id", ids[1]).Text())
}

func TestMonthsThatDoNotDifferAreASentence(t *testing.T) {
	figure := account(t, sample(), Options{}).With("id", "oki-locations")
	require.Empty(t, figure.With("role", "img").Text())
	require.Contains(t, figure.Text(), "Elke maand 7.")
	require.Contains(t, figure.First("details").Text(), "wat in meer maanden meetelt, telt in het jaar één keer")
}

func TestDistrictsHaveABarEach(t *testing.T) {
	table := account(t, sample(), Options{City: "Almere"}).With("id", "children-visits").With("class", "districts")
	rows := table.All("tr")
	require.Len(t, rows, 2)
	require.Equal(t, "Almere Haven 50.000", rows[0].Text())
	require.Equal(t, "48.9", rows[0].First("rect").Attr("width"))
	require.Equal(t, "100", rows[1].First("rect").Attr("width"))
}

func TestFigureWithoutAValueSaysWhy(t *testing.T) {
	d := account(t, sample(), Options{})
	for id, reason := range map[string]string{
		"vve-children": "Nog niet geregistreerd in dit systeem",
		"seniors-fair": "Geen gegevens over dit jaar",
	} {
		item := d.With("id", id)
		require.Equal(t, "li", item.Node.Data)
		group := webtest.Document{Node: item.Node.Parent.Parent}
		require.Equal(t, reason, group.First("h3").Text())
		require.NotContains(t, item.Text(), "Precieze waarde")
	}
	require.Contains(t, d.With("id", "vve-children").Text(), "Elk kind één keer.")
}

func TestNewFigureThatIsBeingCountedSaysSo(t *testing.T) {
	a := sample()
	a.Figures[2].Status = reportingv1.FigureStatus_FIGURE_STATUS_BEING_COUNTED
	item := account(t, a, Options{}).With("id", "vve-children")
	group := webtest.Document{Node: item.Node.Parent.Parent}
	require.Equal(t, "Wordt geteld: het cijfer verschijnt zodra dat klaar is", group.First("h3").Text())
	require.NotContains(t, item.Text(), "Precieze waarde")
}

func TestFigureThatIsCountedAnewShowsTheValueBeforeAndSaysSo(t *testing.T) {
	const words = "Dit cijfer wordt opnieuw geteld."
	a := sample()
	require.NotContains(t, account(t, a, Options{}).Text(), "opnieuw geteld")
	a.Figures[1].Recounting, a.Figures[3].Recounting = true, true
	d := account(t, a, Options{})
	figure := d.With("id", "children-visits")
	require.Equal(t, "Kinderwerk ruim 150.000 bezoeken van kinderen wordt opnieuw geteld", figure.First("h3").Text())
	require.Contains(t, figure.First("details").Text(), words)
	require.Contains(t, d.With("id", "seniors-fair").Text(), words, "also where there is no value")
	require.NotContains(t, d.With("id", "oki-locations").Text(), "opnieuw geteld")
}

func TestStandOfTheFiguresIsInDutchTime(t *testing.T) {
	d := account(t, sample(), Options{})
	require.Contains(t, d.First("header").Text(), "Stand per 3 juli 2023, 00.30 uur")
	footer := d.First("footer")
	require.Equal(t, "Dezelfde cijfers in de API", footer.With("href", "/v1/accounts/2022?edition=1").Text())
	require.NotEmpty(t, footer.With("href", "/v1/openapi.json").Text())
}

func TestNoticeStandsAboveEveryPage(t *testing.T) {
	h := serve(t, &accounts{account: sample()}, Options{Notice: "Voorbeeldgegevens: fictief."})
	for _, path := range []string{"/", "/verantwoording/2022", "/nergens"} {
		require.Equal(t, "Voorbeeldgegevens: fictief.", webtest.Parse(t, get(h, path).Body).First("aside").Text(), path)
	}
	require.Empty(t, account(t, sample(), Options{}).All("aside"), "nor does anything else where an edition is the newest")
}

func TestWhatTheAccountSaysIsEscaped(t *testing.T) {
	a := sample()
	evil := `<script>alert("x")</script>`
	a.Themes[0].DisplayName = evil
	for _, f := range a.GetFigures() {
		f.Label, f.Programme, f.Definition = evil, evil, evil
	}
	a.Figures[1].Wording = "ruim " + evil
	d := account(t, a, Options{Notice: evil, City: evil})
	require.Empty(t, d.All("script"))
	require.Equal(t, evil, d.First("aside").Text())
	require.Contains(t, d.With("id", "children-visits").First("h3").Text(), evil)
}

func TestPageNeedsNothingFromElsewhere(t *testing.T) {
	h := serve(t, &accounts{account: sample()}, Options{})
	for _, path := range []string{"/", "/verantwoording/2022", "/nergens"} {
		w := get(h, path)
		require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
		require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
		d := webtest.Parse(t, w.Body)
		require.Empty(t, d.All("script"))
		require.Empty(t, d.All("style"))
		for _, e := range d.All("*") {
			require.Empty(t, e.Attr("style"))
			for _, name := range []string{"href", "src"} {
				require.NotContains(t, e.Attr(name), "//", "%s %s", path, e.Node.Data)
			}
		}
		require.NotEmpty(t, d.With("id", strings.TrimPrefix(d.With("class", "skip").Attr("href"), "#")).Text())
	}
}

func TestHeadingsDoNotSkipALevelAndIDsAreUnique(t *testing.T) {
	for _, a := range []*reportingv1.Account{sample(), full(t), live(t)} {
		requireOrder(t, account(t, a, Options{}))
	}
}

func requireOrder(t *testing.T, d webtest.Document) {
	t.Helper()
	level, seen := 0, map[string]bool{}
	for _, e := range d.All("*") {
		if id := e.Attr("id"); id != "" {
			require.False(t, seen[id], id)
			seen[id] = true
		}
		if tag := e.Node.Data; len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' {
			next := int(tag[1] - '0')
			require.LessOrEqual(t, next, level+1, e.Text())
			level = next
		}
	}
}

func TestPageIsSentAgainOnlyWhenItChanged(t *testing.T) {
	a := &accounts{account: sample()}
	h := serve(t, a, Options{})
	first := get(h, "/verantwoording/2022")
	require.Equal(t, "no-cache", first.Header().Get("Cache-Control"))
	require.Equal(t, "Authorization, Cookie", first.Header().Get("Vary"))
	tag := first.Header().Get("ETag")
	require.NotEmpty(t, tag)

	again := get(h, "/verantwoording/2022", "If-None-Match", tag)
	require.Equal(t, http.StatusNotModified, again.Code)
	require.Empty(t, again.Body.String())

	*a.account.Figures[0].Value++
	changed := get(h, "/verantwoording/2022", "If-None-Match", tag)
	require.Equal(t, http.StatusOK, changed.Code)
	require.NotEqual(t, tag, changed.Header().Get("ETag"))
}

func TestStartPageLinksToTheAccountsTheAgendaAndTheAPI(t *testing.T) {
	for name, c := range map[string]struct {
		years []int
		links []string
	}{
		"no years given": {nil, []string{"/verantwoording/2022", "/agenda", "/docs"}},
		"two years":      {[]int{2023, 2022}, []string{"/verantwoording/2023", "/verantwoording/2022", "/agenda", "/docs"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := get(serve(t, &accounts{}, Options{Years: c.years}), "/")
			require.Equal(t, http.StatusOK, w.Code)
			var links []string
			for _, a := range webtest.Parse(t, w.Body).First("main").All("a") {
				links = append(links, a.Attr("href"))
			}
			require.Equal(t, c.links, links)
		})
	}
}

func TestAccountsWithoutAYearLeadToTheStartPage(t *testing.T) {
	h := serve(t, &accounts{}, Options{})
	for _, path := range []string{"/verantwoording", "/verantwoording/"} {
		w := get(h, path)
		require.Equal(t, http.StatusFound, w.Code)
		require.Equal(t, "/", w.Header().Get("Location"))
	}
}
