package pdf_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/platform/pdf/pdftest"
)

func begin(t *testing.T) *pdf.Document {
	t.Helper()
	d, err := pdf.New(pdf.Meta{
		Title: "Een brief", Author: "Een organisatie", Language: "nl-NL", Date: time.Date(2022, 6, 15, 0, 0, 0, 0, time.UTC),
	})
	require.NoError(t, err)
	return d
}

// read answers the text of each page of a document.
func read(t *testing.T, d *pdf.Document) []string {
	t.Helper()
	content, err := d.Bytes()
	require.NoError(t, err)
	return pdftest.Pages(t, content)
}

// full has everything that can be in a document.
func full(t *testing.T) *pdf.Document {
	d := begin(t)
	d.Title("Een brief")
	d.Heading("1. Wie")
	d.Rows(pdf.Row{Key: "Naam", Value: "Łukasz Żółć-Öztürk İşığı Ștefănescu"}, pdf.Row{Key: "Taak", Value: strings.Repeat("lang ", 40)})
	d.Paragraph(strings.Repeat("Een zin met € 2,50 erin. ", 20))
	d.Strong("Dank u wel.")
	d.Table([]pdf.Column{{Head: "Wat", Width: 0.7}, {Head: "Uren", Width: 0.3, Right: true}}, [][]string{{"Taal", "1"}}, []string{"Samen", "1"})
	d.Signatures(pdf.Party{Name: "De een", Blanks: []string{"Naam", "Datum"}}, pdf.Party{Name: "De ander", Blanks: []string{"Naam"}})
	return d
}

func TestLettersOfNamesSurvive(t *testing.T) {
	for _, name := range []string{
		"Łukasz Żółć-Jabłońska", "Gülşah Çağlar-İnönü Iğdır", "Ștefan Țăranu", "Şerban Ţuţea", "Dvořák Šťastný", "Nguyễn Thị Hạnh",
		"Ænes Ørsted Ångström", "Ђорђе Ковач", "Γιώργος", "d’Arcy – IJsbrand ĳ",
	} {
		d := begin(t)
		d.Paragraph(name)
		require.Contains(t, read(t, d)[0], name)
	}
	d := begin(t)
	d.Paragraph("Andre\u0301 Mu\u0308ller")
	require.Contains(t, read(t, d)[0], "André Müller", "a sign after its letter is one letter with it")
}

func TestLetterThatCannotBeShownIsTold(t *testing.T) {
	for _, name := range []string{"王", "محمد", "דוד", "Anna 😀"} {
		d := begin(t)
		d.Rows(pdf.Row{Key: "Naam", Value: name})
		_, err := d.Bytes()
		require.ErrorIs(t, err, pdf.ErrLetter)
		require.NotContains(t, err.Error(), name, "a name is in no error")
	}
}

func TestDocumentIsTheSameEachTime(t *testing.T) {
	first, err := full(t).Bytes()
	require.NoError(t, err)
	for range 5 {
		again, err := full(t).Bytes()
		require.NoError(t, err)
		require.True(t, bytes.Equal(first, again))
	}
	require.Less(t, len(first), 100_000, "of the fonts only the letters that are used go along")
	require.Contains(t, string(first), "/Lang (nl-NL)")
	require.Contains(t, string(first), "D:20220615000000")
}

func TestEveryPartIsInTheDocument(t *testing.T) {
	pages := read(t, full(t))
	require.Len(t, pages, 1)
	for _, text := range []string{
		"Een brief", "1. Wie", "Naam", "Łukasz Żółć-Öztürk İşığı Ștefănescu", "€ 2,50", "Dank u wel.", "Wat", "Uren", "Samen", "De ander",
		"Datum", "Een brief 1/1",
	} {
		require.Contains(t, pages[0], text)
	}
}

func TestLongTextGoesOnOnTheNextPage(t *testing.T) {
	d := begin(t)
	for range 40 {
		d.Paragraph(strings.Repeat("Een zin. ", 25))
	}
	d.Paragraph("Het einde.")
	pages := read(t, d)
	require.Len(t, pages, 3)
	require.Contains(t, pages[0], "Een brief 1/3")
	require.Contains(t, pages[len(pages)-1], "Het einde.")
}

func TestTableThatGoesOnHasItsHeadOnEachPageAndItsTotalWithARow(t *testing.T) {
	for n := 36; n <= 46; n++ { // about as many as a page holds
		d := begin(t)
		rows := make([][]string, n)
		for i := range rows {
			rows[i] = []string{"een taak", "2"}
		}
		d.Table([]pdf.Column{{Head: "Taak", Width: 0.7}, {Head: "Uren", Width: 0.3, Right: true}}, rows, []string{"Samen", "99"})
		pages := read(t, d)
		for _, page := range pages {
			require.Contains(t, page, "Taak Uren een taak 2")
		}
		require.Equal(t, n, strings.Count(strings.Join(pages, " "), "een taak"))
		require.Contains(t, pages[len(pages)-1], "een taak 2 Samen 99")
	}
}

func TestSubheadingStaysWithWhatComesAfterIt(t *testing.T) {
	for lines := 24; lines < 40; lines++ { // about as many as leave room
		d := begin(t)
		for range lines {
			d.Paragraph("Regel.")
		}
		d.Subheading("Een deel")
		d.Paragraph("Wat erin staat.")
		pages := read(t, d)
		require.Contains(t, pages[len(pages)-1], "Een deel Wat erin staat.")
	}
}

func TestCellMayHaveLines(t *testing.T) {
	d := begin(t)
	d.Table([]pdf.Column{{Head: "Wat", Width: 0.5}, {Head: "Tijd", Width: 0.5}}, [][]string{{"Taal\nop maandag", "1 uur"}, {"Koken", "2 uur"}}, nil)
	require.Contains(t, read(t, d)[0], "Taal 1 uur op maandag Koken 2 uur", "a row is as high as its lines")
}

func TestTableWithoutATotalEndsWithItsLastRow(t *testing.T) {
	d := begin(t)
	d.Table([]pdf.Column{{Head: "Wat", Width: 0.7}, {Head: "Wanneer", Width: 0.3}}, [][]string{{"Melding", "1 juni"}}, nil)
	d.Paragraph("Einde.")
	require.Contains(t, read(t, d)[0], "Wat Wanneer Melding 1 juni Einde.")
}

func TestSignaturesStayTogether(t *testing.T) {
	signed := 0
	for lines := 24; lines < 36; lines++ { // about as many as leave room
		d := begin(t)
		for range lines {
			d.Paragraph("Regel.")
		}
		d.Signatures(pdf.Party{Name: "De een", Blanks: []string{"Naam", "Datum", "Handtekening"}}, pdf.Party{Name: "De ander", Blanks: []string{"Plaats"}})
		pages := read(t, d)
		last := pages[len(pages)-1]
		signed += len(pages)
		for _, text := range []string{"De een", "Handtekening", "De ander", "Plaats"} {
			require.Contains(t, last, text)
		}
	}
	require.Greater(t, signed, 12, "some went to a second page")
	require.Less(t, signed, 24, "some stayed on the first")
}
