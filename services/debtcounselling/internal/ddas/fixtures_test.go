package ddas_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
)

func date(t testing.TB, text string) civil.Date {
	t.Helper()
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	require.NoError(t, err)
	return d
}

func period(t testing.TB, start, end string) ddas.Periode {
	t.Helper()
	return ddas.Periode{Start: date(t, start), Eind: date(t, end)}
}

func kop() ddas.Kop {
	return ddas.Kop{
		Startdatum: "2026-01-01", Einddatum: "2026-06-30", Aangeleverd: "2026-07-15T10:00:00Z", Leverancier: "Meedoen 0.1.0",
	}
}

func deliverer() ddas.Organisatie {
	return ddas.Organisatie{
		Naam: "Hulp & Raad", KvKNummer: "12345678", Postcode: "1315AB",
		Contactpersonen: []ddas.Contactpersoon{{
			Email: "levering@hulp.example", Functietitel: "Coördinator", Naam: "S. Bakker", Telefoonnummer: "0360000000",
		}},
	}
}

// whole answers a dossier in which everything is known.
func whole(t testing.TB) ddas.Dossier {
	t.Helper()
	d := func(text string) civil.Date { return date(t, text) }
	return ddas.Dossier{
		Gemeentecode: "GM0034", Aanmelding: d("2024-01-08"), Crisis: true, Einde: d("2026-03-31"), Reden: ddas.Afgerond,
		Clienten: []ddas.Persoon{
			{Burgerservicenummer: "999990019", Geboortedatum: d("1990-05-06"), Geslacht: ddas.Vrouw, Postcode: "1315 AB", Huisnummer: "17"},
			{Geboortedatum: d("1988-01-02"), Geslacht: ddas.Man, Postcode: "1315 ab", Huisnummer: "17", Huisnummertoevoeging: "bis"},
		},
		Stappen: []ddas.Stap{
			{Van: ddas.Aanmelding, Naar: ddas.Aanmelding, Datum: d("2024-01-10")},
			{Van: ddas.Aanmelding, Naar: ddas.Intake, Datum: d("2024-01-11")},
			{Van: ddas.Intake, Naar: ddas.Stabilisatie, Datum: d("2024-02-05")},
			{Van: ddas.Stabilisatie, Naar: ddas.Schuldregeling, Datum: d("2024-04-01")},
			{Van: ddas.Schuldregeling, Naar: ddas.Stabilisatie, Datum: d("2024-05-01")},
			{Van: ddas.Stabilisatie, Naar: ddas.Schuldregeling, Datum: d("2024-06-01")},
			{Van: ddas.Schuldregeling, Naar: ddas.Oplossing, Datum: d("2024-08-01")},
			{Van: ddas.Oplossing, Naar: ddas.Nazorg, Datum: d("2026-02-01")},
			{Van: ddas.Nazorg, Naar: ddas.Anders, Datum: d("2026-03-31")},
		},
		Beschikking: ddas.Toelating, BeschikkingDatum: d("2024-02-01"), PlanVanAanpak: d("2024-02-01"),
		Begeleiding: []ddas.Begeleiding{
			{ddas.Budgetbeheer, period(t, "2024-02-01", "")}, {ddas.Budgetcoaching, period(t, "2024-03-01", "2024-09-01")},
		},
		Crisisinterventies: []ddas.Periode{period(t, "2024-01-08", "2024-01-12")},
		Voorzieningen:      []ddas.Periode{period(t, "2024-01-09", "2024-02-09")},
		Moratoria: []ddas.Moratorium{{
			Aanvraag: d("2024-02-10"), Goedkeuring: d("2024-02-20"), Periode: period(t, "2024-02-20", "2024-08-20"),
		}},
		Regeling: ddas.Regeling{VerzoekDwangakkoord: d("2024-07-01"), Dwangakkoord: true}, Soort: ddas.Schuldbemiddeling,
		VTLB: 123_450,
		Schulden: []ddas.Schuld{
			{Bedrag: 123_450, Peildatum: d("2024-02-01"), Soort: ddas.Nuts, Schuldeiser: "Stroom <B.V.>", KvKNummer: "87654321", Postcode: "1000 AA"},
			{Bedrag: 49, Peildatum: d("2024-02-01"), Soort: ddas.OverigeSchuld, Zakelijk: true, Schuldeiser: "J. Jansen", Privepersoon: true},
		},
	}
}

// delivered answers the file with trajectories of one municipality.
func delivered(t testing.TB, list ...ddas.Traject) []byte {
	t.Helper()
	var text bytes.Buffer
	w, err := ddas.NewWriter(&text, kop(), deliverer())
	require.NoError(t, err)
	require.NoError(t, w.Levering())
	for _, one := range list {
		require.NoError(t, w.Traject(one))
	}
	require.NoError(t, w.Close())
	return text.Bytes()
}
