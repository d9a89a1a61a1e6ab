package page

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestPageOfAnEditionAsksForThatEditionInFull(t *testing.T) {
	a := &accounts{account: full(t)}
	h := serve(t, a, Options{})
	require.Equal(t, http.StatusOK, get(h, "/verantwoording/2022").Code)
	require.Zero(t, a.asked.GetEdition(), "which is the newest, or the account as it is now")
	w := get(h, "/verantwoording/2022/edities/2", "Authorization", "Bearer abc")
	require.Equal(t, http.StatusOK, w.Code)
	require.EqualValues(t, 2022, a.asked.GetYear())
	require.EqualValues(t, 2, a.asked.GetEdition())
	require.Equal(t, reportingv1.AccountView_ACCOUNT_VIEW_FULL, a.asked.GetView())
	require.Equal(t, []string{"Bearer abc"}, a.tokens)
	require.Equal(t, "Verantwoording 2022, editie 2", webtest.Parse(t, w.Body).First("title").Text())
}

func TestEditionSaysWhichItIsAndThatItDoesNotChange(t *testing.T) {
	d := account(t, full(t), Options{})
	require.Contains(t, d.First("header").Text(), "Editie 2 van 14 juni 2023")
	require.Contains(t, d.First("header").Text(), "Stand per 12 juni 2023, 09.14 uur")
	footer := d.First("footer").Text()
	require.Contains(t, footer, "Dit is editie 2, openbaar sinds 14 juni 2023.")
	require.Contains(t, footer, "dan verandert het cijfer niet stilletjes: er komt een nieuwe editie, die zegt wat er anders is")
	require.Contains(t, footer, full(t).GetEditions()[1].GetFingerprint())
	require.NotContains(t, footer, "verandert het cijfer op deze pagina mee")
	require.NotContains(t, d.Text(), "oncept")
	require.NotContains(t, d.Text(), "oorlopig")
	require.NotContains(t, d.Text(), "oudere editie")
}

func TestDayOfAnEditionIsThatInTheNetherlands(t *testing.T) {
	require.Contains(t, account(t, sample(), Options{}).First("footer").Text(), "openbaar sinds 16 mei 2023")
}

func TestOlderEditionPointsToTheNewest(t *testing.T) {
	a := full(t)
	a.Edition = 1
	d := account(t, a, Options{})
	aside := d.First("aside")
	require.Contains(t, aside.Text(), "Dit is een oudere editie.")
	require.Equal(t, "editie 2 van 14 juni 2023", aside.With("href", "/verantwoording/2022/edities/2").Text())
	require.Empty(t, d.With("id", "herziening").Text(), "what a later edition restates is no part of it")
}

func TestEveryEditionIsListedWithWhyItIsThere(t *testing.T) {
	a := full(t)
	a.Editions[0].Provisional = true
	list := account(t, a, Options{}).With("class", "editions")
	items := list.All("li")
	require.Len(t, items, 2)
	require.Equal(t, "Editie 2, 14 juni 2023 (deze pagina)Herziening: De tellingen van buurtkamer De Ruimte van november "+
		"stonden er dubbel in.", items[0].Text())
	require.Equal(t, "Editie 1, 15 mei 2023, voorlopig", items[1].Text())
	require.Equal(t, "Editie 1", list.With("href", "/verantwoording/2022/edities/1").Text())
	require.Empty(t, list.With("href", "/verantwoording/2022/edities/2").Text())
}

func TestProvisionalEditionSaysSo(t *testing.T) {
	a := full(t)
	a.Editions[1].Provisional = true
	d := account(t, a, Options{})
	require.Contains(t, d.First("header").Text(), "voorlopig: het jaar was nog niet voorbij")
	require.Contains(t, d.First("footer").Text(), "Zij is voorlopig: het jaar was nog niet voorbij.")
}

func TestAccountAsItIsNowIsMarkedAsADraft(t *testing.T) {
	d := account(t, live(t), Options{})
	require.Equal(t, "Verantwoording 2022, concept", d.First("title").Text())
	require.Contains(t, d.First("header").Text(), "Concept: stand van nu")
	require.Contains(t, d.First("aside").Text(), "Deel haar niet. Openbaar is editie 2 van 14 juni 2023.")
	require.Contains(t, d.First("footer").Text(), "Wordt een registratie verbeterd, dan verandert het cijfer op deze pagina mee.")
	require.Equal(t, "Bekijk de registraties van Schuldhulp, cliënten geholpen",
		d.With("href", "/verantwoording/2022/cijfers/debt-clients").Text())
	require.NotContains(t, d.Text(), "SHA-256")
	require.NotContains(t, d.Text(), "Herziening: wat")

	none := sample()
	none.Edition, none.Editions, none.Published, none.AsOf = 0, nil, false, nil
	d = account(t, none, Options{})
	require.Contains(t, d.First("aside").Text(), "Er is nog geen editie openbaar.")
	require.Contains(t, d.First("footer").Text(), "Er is nog niets geregistreerd.")
}

func TestDownloadsAreThoseOfWhatIsShown(t *testing.T) {
	const now = "/verantwoording/2022/verantwoording-2022"
	const edition = "/verantwoording/2022/edities/2/verantwoording-2022-editie-2"
	for name, c := range map[string]struct {
		account *reportingv1.Account
		pdf     bool
		want    []string
	}{
		"edition":             {full(t), true, []string{edition + ".pdf", edition + ".xlsx", edition + ".csv", edition + ".json", edition + ".jws"}},
		"edition without PDF": {full(t), false, []string{edition + ".xlsx", edition + ".csv", edition + ".json", edition + ".jws"}},
		"draft":               {live(t), true, []string{now + ".pdf", now + ".xlsx", now + ".csv", now + ".json"}},
	} {
		t.Run(name, func(t *testing.T) {
			links := account(t, c.account, Options{PDF: c.pdf}).With("id", "downloads").All("a")
			var paths []string
			for _, link := range links[:len(c.want)] {
				paths = append(paths, link.Attr("href"))
			}
			require.Equal(t, c.want, paths)
			require.Regexp(t, "^/v1/", links[len(c.want)].Attr("href"), "and no more forms")
		})
	}
}

func TestRestatementSaysWhatChangedAndWhy(t *testing.T) {
	d := account(t, full(t), Options{}).With("class", "restatement wide")
	require.Contains(t, d.Text(), "De tellingen van buurtkamer De Ruimte van november stonden er dubbel in.")
	var changes []string
	for _, item := range d.All("li") {
		changes = append(changes, item.Text())
	}
	require.Equal(t, []string{
		"Buurtkamers Bezoeken was 33.921 → en is nu 33.669 3 onderdelen, zoals maanden of wijken",
		"Poppodium de Meester Stagiairs was 12 → en is nu afgeschermd",
		"Kinderwerk (brede scholen, wijk, dagarrangementen, jeugdlanden, Speelhaven, Droomspeelbus, Schatkisten) " +
			"Bezoeken van kinderen 1 onderdeel, zoals een maand of een wijk",
	}, changes)
	require.Equal(t, "Bezoeken", d.With("href", "#buurtkamer-visits").Text())
}

func TestChangeOfANumberThatWasNotShownDoesNotSayZero(t *testing.T) {
	e := &reportingv1.AccountEdition{Changes: []*reportingv1.FigureChange{
		{Indicator: "gone", ValueBefore: proto.Int32(12), WordingBefore: "12"},
		{Indicator: "shown", Value: proto.Int32(14), Wording: "14"},
		{Indicator: "closer", ValueBefore: proto.Int32(150001), WordingBefore: "ruim 150.000", Value: proto.Int32(152318), Wording: "ruim 150.000"},
	}}
	changes := changesOf(e, []*reportingv1.Figure{{Indicator: "shown", Label: "stagiairs"}})
	require.Equal(t, changeView{Label: "gone", Before: "12", After: untold}, changes[0])
	require.Equal(t, changeView{ID: "shown", Label: "stagiairs", Before: untold, After: "14"}, changes[1])
	require.Equal(t, changeView{Label: "closer", Before: "150.001", After: "152.318"}, changes[2])
}
