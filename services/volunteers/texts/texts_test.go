package texts_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers/texts"
)

func TestBuiltInAgreementSaysWhatAnAgreementNeeds(t *testing.T) {
	text, err := texts.Parse(texts.Agreement)
	require.NoError(t, err)
	require.Regexp(t, "^[0-9a-f]{12}$", text.Version)
	var headings []string
	for _, p := range text.For("Welzijn Voorbeeld") {
		headings = append(headings, p.Heading)
		for _, paragraph := range p.Paragraphs {
			require.NotContains(t, paragraph, "{")
		}
	}
	require.Equal(t, []string{
		"Vrijwillig, geen dienstverband", "Wat wij van elkaar verwachten", "Verzekering en schade", "Omgang met elkaar", "Geheimhouding",
		"Persoonsgegevens", "Als wij het niet eens zijn", "Einde",
	}, headings)
}

func TestTextIsReadAsHeadingsAndParagraphs(t *testing.T) {
	text, err := texts.Parse([]byte("# Bij {organisatie}\r\n\r\nEen zin\r\nop twee regels.\r\n\r\nNog een.\r\n\r\n\r\n# Einde\r\n\r\nKlaar.\r\n"))
	require.NoError(t, err)
	require.Equal(t, []texts.Part{
		{Heading: "Bij Voorbeeld", Paragraphs: []string{"Een zin op twee regels.", "Nog een."}},
		{Heading: "Einde", Paragraphs: []string{"Klaar."}},
	}, text.For("Voorbeeld"))
	other, err := texts.Parse([]byte("# Einde\n\nKlaar!\n"))
	require.NoError(t, err)
	require.NotEqual(t, text.Version, other.Version)
}

func TestEverythingWrongWithATextIsTold(t *testing.T) {
	for content, want := range map[string]string{
		"":                              "there is no text",
		"Zomaar een zin.":               "a text begins with a heading",
		"# Kop\n\n# Nog een\n\nZin.":    `under the heading "Kop" is nothing`,
		"# Kop\nmeteen door":            "is followed by no empty one",
		"# Kop\n\nHallo {naam}, welkom": "only {organisatie} can be filled in",
	} {
		_, err := texts.Parse([]byte(content))
		require.ErrorContains(t, err, want, content)
	}
	_, err := texts.Parse([]byte("# Kop\n\n# {naam}\n\nZin."))
	require.ErrorContains(t, err, "is nothing")
	require.ErrorContains(t, err, "has braces")
}
