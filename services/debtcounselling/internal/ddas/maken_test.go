package ddas_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
)

func TestWholeTrajectoryIsDelivered(t *testing.T) {
	text, err := json.Marshal(whole(t).Traject())
	require.NoError(t, err)
	require.JSONEq(t, `{
		"startdatum": "2024-01-08", "einddatum": "2026-03-31", "toekenningsdatum": "2024-08-01", "gemeentecode": "GM0034",
		"totaalSchuldbedragBijAanvangSchuld": 1235,
		"client": [
			{"Burgerservicenummer": "999990019"},
			{"Geboortedatum": "1988-01-02", "Geslachtsaanduiding": "Man", "Postcode": "1315AB", "Huisnummer": "17", "Huisnummertoevoeging": "bis"}
		],
		"aanmelding": {"startdatum": "2024-01-08", "einddatum": "2024-01-11", "crisisinterventie": true},
		"intake": {"startdatum": "2024-01-11", "einddatum": "2024-02-01", "beschikkingsdatum": "2024-02-01", "beschikkingssoort": "Toelatingsbeschikking"},
		"planVanAanpak": {"datumAfronding": "2024-02-01"},
		"stabilisatie": {"startdatum": "2024-02-05", "einddatum": "2024-06-01"},
		"schuldregeling": {"datum": "2024-04-01", "toegekend": "2024-08-01", "dwangakkoord": true, "datumVerzoekDwangakkoord": "2024-07-01"},
		"oplossing": {"startdatum": "2024-08-01", "einddatum": "2026-02-01", "soort": "Schuldbemiddeling", "vtlb": 1235},
		"nazorg": {"startdatum": "2026-02-01", "einddatum": "2026-03-31"},
		"begeleiding": [
			{"soort": "Budgetbeheer", "startdatum": "2024-02-01", "einddatum": "2026-03-31"},
			{"soort": "Budgetcoaching", "startdatum": "2024-03-01", "einddatum": "2024-09-01"}
		],
		"crisisinterventies": [{"startdatum": "2024-01-08", "einddatum": "2024-01-12"}],
		"voorlopigeVoorzieningen": [{"startdatum": "2024-01-09", "einddatum": "2024-02-09"}],
		"moratoria": [{"datumAanvraag": "2024-02-10", "datumGoedkeuring": "2024-02-20", "startdatum": "2024-02-20", "einddatum": "2024-08-20"}],
		"schulden": [
			{"bedrag": 1235, "peildatum": "2024-02-01", "schuldsoort": "Nuts", "zakelijkeSchuld": false,
			 "schuldeiser": {"naam": "Stroom <B.V.>", "Naam": "Stroom <B.V.>", "kvknummer": "87654321", "postcode": "1000AA", "privepersoon": false}},
			{"bedrag": 0, "peildatum": "2024-02-01", "schuldsoort": "Overig", "zakelijkeSchuld": true,
			 "schuldeiser": {"privepersoon": true}}
		],
		"uitstroom": {"datum": "2026-03-31", "datumBeeindigingsbeschikking": "2026-03-31", "reden": "Afgerond"}
	}`, string(text))
}

func TestWhatIsNotKnownIsNotDelivered(t *testing.T) {
	text, err := json.Marshal(ddas.Dossier{
		Gemeentecode: "GM0034", Aanmelding: date(t, "2026-05-01"), Clienten: []ddas.Persoon{{Postcode: "1315 AB"}},
	}.Traject())
	require.NoError(t, err)
	require.JSONEq(t, `{"startdatum": "2026-05-01", "gemeentecode": "GM0034",
		"client": [{"Geslachtsaanduiding": "Leeg", "Postcode": "1315AB"}],
		"aanmelding": {"startdatum": "2026-05-01", "crisisinterventie": false}}`, string(text))
}

func TestForcedAgreementCountsOnlyWhereItWasAgreedTo(t *testing.T) {
	d := ddas.Dossier{
		Aanmelding: date(t, "2026-01-01"), Stappen: []ddas.Stap{{ddas.Stabilisatie, ddas.Schuldregeling, date(t, "2026-02-01")}},
		Regeling: ddas.Regeling{Afgewezen: date(t, "2026-03-01"), Dwangakkoord: true},
	}
	require.False(t, d.Traject().Schuldregeling.Dwangakkoord)
	require.Equal(t, "2026-03-01", d.Traject().Schuldregeling.Afgewezen)
	require.Empty(t, d.Traject().Toekenningsdatum)
	d.Stappen = append(d.Stappen, ddas.Stap{ddas.Schuldregeling, ddas.Oplossing, date(t, "2026-04-01")})
	require.True(t, d.Traject().Schuldregeling.Dwangakkoord)
	require.Equal(t, "2026-04-01", d.Traject().Toekenningsdatum)
}

func TestWhatRunsStillEndsWithTheTrajectory(t *testing.T) {
	d := ddas.Dossier{
		Aanmelding: date(t, "2026-01-01"), Einde: date(t, "2026-03-01"), Reden: ddas.NietVerschenen,
		Begeleiding: []ddas.Begeleiding{
			{ddas.Budgetbeheer, period(t, "2026-02-01", "")}, {ddas.Budgetcoaching, period(t, "2026-02-01", "2026-04-01")},
			{ddas.Beschermingsbewind, period(t, "2026-03-02", "")},
		},
		Crisisinterventies: []ddas.Periode{period(t, "2026-02-01", ""), period(t, "2026-03-02", "2026-03-03")},
	}
	for _, b := range d.Traject().Begeleiding {
		require.Equal(t, "2026-03-01", b.Einddatum, b.Soort)
	}
	require.Len(t, d.Traject().Begeleiding, 2, "what would begin after it belongs to nothing")
	require.Equal(t, []ddas.Datums{{"2026-02-01", "2026-03-01"}}, d.Traject().Crisisinterventies)
	require.Equal(t, "2026-03-01", d.Traject().Aanmelding.Einddatum)
	require.EqualValues(t, "Nietverschenen", d.Traject().Uitstroom.Reden)
}

func TestSomebodyIsKnownByTheNumberOrByAllOfTheOthers(t *testing.T) {
	all := ddas.Persoon{Geboortedatum: date(t, "1990-05-06"), Geslacht: ddas.Man, Postcode: "1315 AB", Huisnummer: "1"}
	require.True(t, all.Herkenbaar())
	require.True(t, ddas.Persoon{Burgerservicenummer: "999990019"}.Herkenbaar())
	for name, less := range map[string]func(*ddas.Persoon){
		"birth": func(p *ddas.Persoon) { p.Geboortedatum = date(t, "") }, "sex": func(p *ddas.Persoon) { p.Geslacht = ddas.Onbekend },
		"postcode": func(p *ddas.Persoon) { p.Postcode = "" }, "number": func(p *ddas.Persoon) { p.Huisnummer = "" },
	} {
		p := all
		less(&p)
		require.False(t, p.Herkenbaar(), name)
	}
}

func TestSettlementThatIsPaidIsASolutionWhereItsPhaseWasNotRecorded(t *testing.T) {
	d := ddas.Dossier{
		Aanmelding: date(t, "2025-01-01"), Einde: date(t, "2026-05-01"), Soort: ddas.Saneringskrediet,
		Regeling:   ddas.Regeling{Ingediend: date(t, "2025-03-01"), Toegekend: date(t, "2025-06-01")},
		Uitvoering: period(t, "2025-07-01", ""),
	}
	require.Equal(t, "2025-03-01", d.Traject().Schuldregeling.Datum)
	require.Equal(t, "2025-06-01", d.Traject().Toekenningsdatum)
	require.Equal(t, ddas.Datums{"2025-07-01", "2026-05-01"}, d.Traject().Oplossing.Datums, "it ends with the trajectory")
	d.Uitvoering = ddas.Periode{}
	require.Nil(t, d.Traject().Oplossing, "a date that is not known is not made up")
}
