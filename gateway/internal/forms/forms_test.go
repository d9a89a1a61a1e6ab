package forms

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// concept is the sample as it is now, and no edition.
func concept() *reportingv1.Account {
	a := sample()
	a.Edition = 0
	return a
}

func linesOfCSV(t *testing.T, a *reportingv1.Account) [][]string {
	body, err := documentOf(t, a).CSV()
	require.NoError(t, err)
	lines, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	require.NoError(t, err)
	return lines
}

func TestCSVIsAsTheStandardHasIt(t *testing.T) {
	body, err := documentOf(t, sample()).CSV()
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(body, []byte("year,edition,")), "without a byte order mark")
	require.Equal(t, bytes.Count(body, []byte("\n")), bytes.Count(body, []byte("\r\n")), "lines end as RFC 4180 says")
}

func TestYearsStandFirstInCSV(t *testing.T) {
	lines := linesOfCSV(t, sample())
	at := slices.Index(lines[0], "dimension")
	for i, l := range lines[1:] {
		require.Equal(t, i < 4, l[at] == byYear, "line %d", i+1)
	}
}

func TestNoCellOfCSVIsAFormula(t *testing.T) {
	found := 0
	for _, l := range linesOfCSV(t, sample()) {
		for _, cell := range l {
			require.False(t, strings.IndexAny(cell, "=+-@\t\r") == 0, cell)
			if strings.HasPrefix(cell, "'") {
				found++
			}
		}
	}
	require.Equal(t, 2, found, "two explanations look like one")
}

func TestFormulasAreMadeHarmless(t *testing.T) {
	for in, out := range map[string]string{
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", " =1": "' =1", "\uff1d1": "'\uff1d1",
		"": "", "12": "12", "ruim 150.000": "ruim 150.000", "één - twee": "één - twee", "a=1": "a=1",
	} {
		require.Equal(t, out, harmless(in))
	}
}

func TestTargetsHaveColumnsOnlyWhereThereAreTargets(t *testing.T) {
	require.Contains(t, linesOfCSV(t, sample())[0], "target")
	without := sample()
	for _, f := range without.GetFigures() {
		f.Target = nil
	}
	require.NotContains(t, linesOfCSV(t, without)[0], "target")
	for _, write := range []func(*Document) ([]byte, error){
		(*Document).JSON, func(d *Document) ([]byte, error) { return d.Metadata("x.csv") },
		func(d *Document) ([]byte, error) { return d.HTML(nil) },
	} {
		body, err := write(documentOf(t, without))
		require.NoError(t, err)
		for _, word := range []string{"target\"", "streefwaarde", "Streefwaarde", "Stoplicht", "fgesproken:"} {
			require.NotContains(t, string(body), word)
		}
	}
	body, err := documentOf(t, without).XLSX()
	require.NoError(t, err)
	_, book := ofXLSX(t, body)
	head, err := book.GetRows("Kansrijk opgroeien")
	require.NoError(t, err)
	require.NotContains(t, head[headRow-1], "Stoplicht")
}

func TestExplanationOfAQuarterWithoutNumberIsKept(t *testing.T) {
	a := sample()
	f := a.GetFigures()[2] // withheld as a whole
	f.Explanations = []*reportingv1.FigureExplanation{{Period: "2022-Q2", Text: "Er was één groep."}, {Period: "2022", Text: "Klein."}}
	lines := linesOfCSV(t, a)
	at, status, text := slices.Index(lines[0], "period"), slices.Index(lines[0], "status"), slices.Index(lines[0], "explanation")
	said := map[string]string{}
	for _, l := range lines[1:] {
		if l[slices.Index(lines[0], "indicator")] == f.GetIndicator() {
			said[l[at]] = l[status] + ": " + l[text]
		}
	}
	require.Equal(t, map[string]string{"2022": "withheld: Klein.", "2022-Q2": "withheld: Er was één groep."}, said)
}

func TestMetadataDescribeEveryColumn(t *testing.T) {
	d := documentOf(t, sample())
	body, err := d.Metadata("verantwoording-2022-editie-2.csv")
	require.NoError(t, err)
	var m struct {
		URL         string `json:"url"`
		Licence     any    `json:"dc:license"`
		Identifier  string `json:"dc:identifier"`
		TableSchema struct {
			Columns []struct {
				Name        string `json:"name"`
				Description string `json:"dc:description"`
				Datatype    any    `json:"datatype"`
			} `json:"columns"`
		} `json:"tableSchema"`
	}
	require.NoError(t, json.Unmarshal(body, &m))
	var names []string
	for _, c := range m.TableSchema.Columns {
		names = append(names, c.Name)
		require.NotEmpty(t, c.Description, c.Name)
		require.NotNil(t, c.Datatype, c.Name)
	}
	require.Equal(t, linesOfCSV(t, sample())[0], names)
	require.Equal(t, "verantwoording-2022-editie-2.csv", m.URL)
	require.Equal(t, "sha256:"+fingerprint, m.Identifier)
	require.Equal(t, map[string]any{"@id": about.Licence}, m.Licence)
}

func TestJSONIsAsItsSchemaSays(t *testing.T) {
	file, err := os.Open("../../../docs/account.schema.json")
	require.NoError(t, err)
	defer file.Close()
	content, err := jsonschema.UnmarshalJSON(file)
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource("account.json", content))
	schema, err := compiler.Compile("account.json")
	require.NoError(t, err)
	empty := &reportingv1.Account{Year: 2022}
	for name, a := range map[string]*reportingv1.Account{"edition": sample(), "concept": concept(), "large": large(), "empty": empty} {
		body, err := documentOf(t, a).JSON()
		require.NoError(t, err)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(value), name)
	}
	wrong, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"title": "x", "figures": [{"value": "12"}]}`))
	require.NoError(t, err)
	require.Error(t, schema.Validate(wrong), "the schema refuses what is otherwise")
}

func TestConceptSaysThatItIsOne(t *testing.T) {
	d := documentOf(t, concept())
	require.Equal(t, "verantwoording-2022-concept", d.Name())
	require.Equal(t, "verantwoording-2022-editie-2", documentOf(t, sample()).Name())
	body, err := d.JSON()
	require.NoError(t, err)
	require.Contains(t, string(body), `"concept": true`)
	require.NotContains(t, string(body), fingerprint)
	html, err := d.HTML(nil)
	require.NoError(t, err)
	require.Contains(t, string(html), "Concept, geen editie")
	body, err = d.XLSX()
	require.NoError(t, err)
	_, book := ofXLSX(t, body)
	rows, err := book.GetRows(coverName)
	require.NoError(t, err)
	require.Contains(t, rows, []string{"Versie", "Concept, geen editie"})
}

func TestWorkbookHasASheetForEachTheme(t *testing.T) {
	body, err := documentOf(t, sample()).XLSX()
	require.NoError(t, err)
	_, book := ofXLSX(t, body)
	require.Equal(t, []string{
		"Voorblad", "Kansrijk opgroeien", "Financieel sociaal  zelfredzaam", "Doelen", "Toelichtingen", "Eerdere jaren", "Uitsplitsingen",
		"Zo is geteld",
	}, book.GetSheetList())
	for _, sheet := range book.GetSheetList()[1:] {
		panes, err := book.GetPanes(sheet)
		require.NoError(t, err)
		require.True(t, panes.Freeze, sheet)
		layout, err := book.GetPageLayout(sheet)
		require.NoError(t, err)
		require.Equal(t, 9, *layout.Size, "A4")
		require.Equal(t, "landscape", *layout.Orientation)
	}
	links := 0
	for row := 1; row < 40; row++ {
		if has, target, err := book.GetCellHyperLink(coverName, cell(2, row)); has {
			require.NoError(t, err)
			require.True(t, strings.HasSuffix(target, "!A1"), target)
			links++
		}
	}
	require.Equal(t, 7, links)
}

func TestNumbersOfAWorkbookAreNumbersAndTextsTexts(t *testing.T) {
	body, err := documentOf(t, sample()).XLSX()
	require.NoError(t, err)
	_, book := ofXLSX(t, body)
	kind, err := book.GetCellType("Kansrijk opgroeien", "D5")
	require.NoError(t, err)
	require.Contains(t, []excelize.CellType{excelize.CellTypeUnset, excelize.CellTypeNumber}, kind)
	shown, err := book.GetCellValue("Kansrijk opgroeien", "D5")
	require.NoError(t, err)
	require.Equal(t, "152,318", shown, "with the separator of who reads it; English here")
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		require.NoError(t, err)
		for r, row := range rows {
			for c := range row {
				formula, err := book.GetCellFormula(sheet, cell(c+1, r+1))
				require.NoError(t, err)
				require.Empty(t, formula)
			}
		}
	}
	kind, err = book.GetCellType("Toelichtingen", "D5")
	require.NoError(t, err)
	require.Equal(t, excelize.CellTypeSharedString, kind, "=1+1 is a text")
}

func TestSheetsHaveNamesThatExcelTakes(t *testing.T) {
	b := newBook()
	defer func() { require.NoError(t, b.file.Close()) }()
	seen := map[string]bool{"voorblad": true}
	for _, name := range []string{
		"a/b", "a b", "A B", "", "'", "History", "history", strings.Repeat("é", 40), strings.Repeat("é", 41), strings.Repeat("😀", 20), "x[1]:*?\\", "a'", "\x01",
	} {
		got := b.sheetName(name)
		_, err := b.file.NewSheet(got)
		require.NoError(t, err, "%q", name)
		require.NotEmpty(t, got)
		require.LessOrEqual(t, len(utf16.Encode([]rune(got))), 31)
		require.False(t, seen[strings.ToLower(got)], "%q twice", got)
		require.NotEqual(t, "history", strings.ToLower(got))
		seen[strings.ToLower(got)] = true
	}
	require.NoError(t, b.err)
}

func TestSameEditionIsTheSameFile(t *testing.T) {
	for _, write := range []func(*Document) ([]byte, error){(*Document).CSV, (*Document).JSON, (*Document).XLSX} {
		one, err := write(documentOf(t, sample()))
		require.NoError(t, err)
		two, err := write(documentOf(t, sample()))
		require.NoError(t, err)
		require.True(t, bytes.Equal(one, two))
	}
}

func TestAccountWithoutFiguresIsStillAFile(t *testing.T) {
	d := documentOf(t, &reportingv1.Account{Year: 2023})
	for _, write := range []func(*Document) ([]byte, error){
		(*Document).CSV, (*Document).JSON, (*Document).XLSX, func(d *Document) ([]byte, error) { return d.HTML(nil) },
	} {
		body, err := write(d)
		require.NoError(t, err)
		require.NotEmpty(t, body)
	}
}

func TestPrintNeverShowsZeroForWhatIsWithheld(t *testing.T) {
	c := documentOf(t, sample()).chart(documentOf(t, sample()).themes[0].figures[1])
	require.Len(t, c.Bars, 12)
	require.True(t, c.Bars[0].Withheld)
	require.Equal(t, ".", c.Bars[0].Value)
	require.Equal(t, c.Bars[0].Height, c.Bars[1].Height, "a bar that is withheld does not tell its height")
	require.Equal(t, "403", c.Bars[2].Value)
	require.Empty(t, c.Bars[11].Value, "of a month that the account does not have there is no bar")
	require.Contains(t, c.Label, "januari afgeschermd, februari afgeschermd, maart 403")
}

func TestPrintAsksNothingOfAnywhere(t *testing.T) {
	html, err := documentOf(t, sample()).HTML(nil)
	require.NoError(t, err)
	for _, word := range []string{"src=", "url(", "@import", "<link", "<script"} {
		require.NotContains(t, string(html), word)
	}
	require.NotContains(t, string(html), "http://evil\"", "texts are escaped")
}

func TestFiguresThatAreCalledTheSameAreToldApart(t *testing.T) {
	a := sample()
	a.GetFigures()[1].Label = a.GetFigures()[0].GetLabel()
	d := documentOf(t, a)
	require.Equal(t, "Bezoeken van kinderen (kinderwerk)", d.label(a.GetFigures()[0]))
	require.Equal(t, "Bezoeken van kinderen (jongerenwerk)", d.labelOf("youth-persons"))
	require.Equal(t, "Jongeren schuldenvrij", d.label(a.GetFigures()[2]))
}
