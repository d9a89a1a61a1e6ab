package test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// editionFigure is a figure of an edition as the API answers it.
type editionFigure struct {
	Indicator, Label, Status, Wording string
	Value                             *int
	Months, Stadsdelen, Wijken        []editionPart
	AgeBands, Quarters                []editionPart
	Breakdowns                        []struct{ Cells []struct{ Value int } }
	WithheldParts                     []struct{ Dimension, Key string }
}

type editionPart struct {
	Key   string
	Value int
}

// editionFigures answers the figures of the newest edition of 2022 as everybody reads it, published first where it was not, and its number.
func (s *suite) editionFigures() (number int, figures []editionFigure) {
	read := func() (account struct {
		Edition int
		Figures []editionFigure
	}) {
		a := s.rest("GET", "/v1/accounts/2022?view=ACCOUNT_VIEW_FULL", "", nil)
		if a.status == 200 {
			require.NoError(s.t, json.Unmarshal([]byte(a.text), &account))
		}
		return account
	}
	account := read()
	if account.Edition == 0 {
		a := s.rest("POST", "/v1/accounts/2022/publications", s.token("account.manager"), nil)
		require.Less(s.t, a.status, 300, a.text)
		account = read()
	}
	require.Positive(s.t, account.Edition)
	return account.Edition, account.Figures
}

// points writes a number as Dutch does: 582.484.
func points(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "." + text[i:]
	}
	return text
}

// partsOf answers every part of f by one dimension, as "<dimension> <key>", those that are withheld too.
func (f editionFigure) partsOf() map[string]string {
	all := map[string]string{}
	for dimension, parts := range map[string][]editionPart{
		"month": f.Months, "stadsdeel": f.Stadsdelen, "wijk": f.Wijken, "age_band": f.AgeBands, "year_to_quarter": f.Quarters,
	} {
		for _, p := range parts {
			all[dimension+" "+p.Key] = strconv.Itoa(p.Value)
		}
	}
	return all
}

// year answers the value of the year, or a text that says that there is none.
func (f editionFigure) year() string {
	if f.Value == nil {
		return ""
	}
	return strconv.Itoa(*f.Value)
}

func TestFormsOfAnEditionSayTheSame(t *testing.T) {
	p := start(t, "demo", sampleYear())
	number, figures := p.editionFigures()
	require.Len(t, figures, 37)
	get := func(ending string) string {
		path := fmt.Sprintf("/verantwoording/2022/edities/%d/verantwoording-2022-editie-%d.%s", number, number, ending)
		var a answer
		require.Eventually(t, func() bool { // a busy machine may need longer to print than a call may take, and says so
			a = p.rest("GET", path, "", nil)
			return a.body["reason"] != "PDF_NOT_YET"
		}, patience, pause, ending)
		require.Equal(t, 200, a.status, "%s: %s", ending, a.text)
		require.Contains(t, a.header.Get("Cache-Control"), "immutable", ending)
		return a.text
	}
	t.Run("CSV", func(t *testing.T) { requireCSV(t, figures, get("csv")) })
	t.Run("JSON", func(t *testing.T) { requireJSON(t, figures, get("json")) })
	t.Run("XLSX", func(t *testing.T) { requireXLSX(t, figures, get("xlsx")) })
	t.Run("PDF", func(t *testing.T) { requirePDF(t, figures, get("pdf")) })
	t.Run("page", func(t *testing.T) {
		a := p.rest("GET", fmt.Sprintf("/verantwoording/2022/edities/%d", number), "", nil)
		require.Equal(t, 200, a.status, a.text)
		requirePage(t, figures, a.text)
	})
	t.Run("signed content", func(t *testing.T) { require.Len(t, strings.Split(strings.TrimSpace(get("jws")), "."), 3) })
	t.Run("description of the CSV", func(t *testing.T) { require.Contains(t, get("csv-metadata.json"), "http://www.w3.org/ns/csvw") })
	t.Run("what is no edition is for the account manager, and says so", func(t *testing.T) {
		a := p.rest("GET", "/verantwoording/2022/verantwoording-2022.json", p.token("account.manager"), nil)
		require.Equal(t, 200, a.status, a.text)
		require.Equal(t, true, a.body["concept"])
		require.Contains(t, a.header.Get("Content-Disposition"), "verantwoording-2022-concept.json")
	})
}

// requireCells requires that the parts that a form tells by one dimension are those of the edition.
func requireCells(t *testing.T, figures []editionFigure, years map[string]string, parts map[string]map[string]string) {
	t.Helper()
	for _, f := range figures {
		require.Equal(t, f.year(), years[f.Indicator], f.Indicator)
		want := f.partsOf()
		if len(want) > 0 || len(parts[f.Indicator]) > 0 {
			require.Equal(t, want, parts[f.Indicator], f.Indicator)
		}
	}
}

func requireCSV(t *testing.T, figures []editionFigure, body string) {
	lines, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	require.NoError(t, err)
	at := map[string]int{}
	for i, name := range lines[0] {
		at[name] = i
	}
	years, parts, withheld := map[string]string{}, map[string]map[string]string{}, map[string]int{}
	for _, l := range lines[1:] {
		cell := func(name string) string { return l[at[name]] }
		id, dimension := cell("indicator"), cell("dimension")
		key := map[string]string{
			"month": cell("period"), "year_to_quarter": cell("period"), "stadsdeel": cell("stadsdeel"), "age_band": cell("age_band"),
			"wijk": strings.TrimPrefix(cell("area_map_year")+":"+cell("area_code"), ":"),
		}[dimension]
		switch {
		case dimension == "year":
			years[id] = cell("value")
		case cell("status") == "withheld":
			require.Empty(t, cell("value"))
			withheld[id]++
		case cell("status") == "recorded" && key != "":
			if parts[id] == nil {
				parts[id] = map[string]string{}
			}
			parts[id][dimension+" "+key] = cell("value")
		}
	}
	requireCells(t, figures, years, parts)
	for _, f := range figures {
		require.Equal(t, len(f.WithheldParts), withheld[f.Indicator], f.Indicator)
	}
}

func requireJSON(t *testing.T, figures []editionFigure, body string) {
	var account struct {
		Figures []struct {
			Indicator string
			Value     *int
			Parts     []struct {
				Dimension, Period, Stadsdeel, AreaCode, AreaMapYear, AgeBand, Status string
				Value                                                                *int
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(body), &account))
	years, parts := map[string]string{}, map[string]map[string]string{}
	for _, f := range account.Figures {
		if f.Value != nil {
			years[f.Indicator] = strconv.Itoa(*f.Value)
		}
		parts[f.Indicator] = map[string]string{}
		for _, p := range f.Parts {
			key := map[string]string{
				"month": p.Period, "year_to_quarter": p.Period, "stadsdeel": p.Stadsdeel, "age_band": p.AgeBand,
				"wijk": strings.TrimPrefix(p.AreaMapYear+":"+p.AreaCode, ":"),
			}[p.Dimension]
			if p.Value != nil && key != "" {
				parts[f.Indicator][p.Dimension+" "+key] = strconv.Itoa(*p.Value)
			}
		}
	}
	requireCells(t, figures, years, parts)
}

// requireXLSX reads the sheets of the themes: exact values of the year and of each month, as the numbers they are.
func requireXLSX(t *testing.T, figures []editionFigure, body string) {
	book, err := excelize.OpenReader(bytes.NewReader([]byte(body)))
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	found := map[string]map[string]string{}
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		if len(rows) < 4 || !strings.Contains(strings.Join(rows[3], "|"), "Januari") {
			continue
		}
		for _, row := range rows[4:] {
			line := map[string]string{}
			for i, value := range row {
				line[rows[3][i]] = value
			}
			if line["Kenmerk"] != "" {
				found[line["Kenmerk"]] = line
			}
		}
	}
	names := []string{
		"Januari", "Februari", "Maart", "April", "Mei", "Juni", "Juli", "Augustus", "September", "Oktober", "November", "December",
	}
	for _, f := range figures {
		line := found[f.Indicator]
		require.NotNil(t, line, f.Indicator)
		if f.Value != nil {
			require.Equal(t, f.year(), line["Precieze waarde"], f.Indicator)
			require.Equal(t, f.Wording, line["Zoals gepubliceerd"], f.Indicator)
		}
		for _, m := range f.Months {
			month, err := strconv.Atoi(m.Key[len("2022-"):])
			require.NoError(t, err)
			require.Equal(t, strconv.Itoa(m.Value), line[names[month-1]], "%s %s", f.Indicator, m.Key)
		}
	}
}

// requirePDF reads the text as it stands on paper: the exact value of the year with those of the months on one line, and the
// words that were published.
func requirePDF(t *testing.T, figures []editionFigure, body string) {
	file := filepath.Join(t.TempDir(), "account.pdf")
	require.NoError(t, os.WriteFile(file, []byte(body), 0o600))
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	require.NoError(t, err)
	text := string(out)
	for _, f := range figures {
		if f.Value == nil {
			continue
		}
		require.Regexp(t, `(?s)\b`+strings.ReplaceAll(regexp.QuoteMeta(f.Wording), " ", `\s+`)+`\b`, text, f.Indicator)
		if len(f.Months) == 0 {
			continue
		}
		line := []string{points(*f.Value)}
		byMonth := map[string]string{}
		for _, m := range f.Months {
			byMonth[m.Key] = points(m.Value)
		}
		for m := 1; m <= 12; m++ {
			value, shown := byMonth[fmt.Sprintf("2022-%02d", m)]
			if !shown {
				value = "." // withheld
			}
			line = append(line, regexp.QuoteMeta(value))
		}
		require.Regexp(t, `(?m)\s`+strings.Join(line, `\s+`)+`$`, text, f.Indicator)
	}
}

// requirePage reads what stands from the place of each figure up to the next.
func requirePage(t *testing.T, figures []editionFigure, body string) {
	for _, f := range figures {
		_, rest, found := strings.Cut(body, `id="`+f.Indicator+`"`)
		require.True(t, found, f.Indicator)
		for _, other := range figures {
			rest, _, _ = strings.Cut(rest, `id="`+other.Indicator+`"`)
		}
		text := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(rest, " ")), " ")
		if f.Value == nil {
			continue
		}
		require.Contains(t, text, points(*f.Value), f.Indicator)
		require.Contains(t, text, f.Wording, f.Indicator)
		for _, m := range f.Months {
			require.Contains(t, text, points(m.Value), "%s %s", f.Indicator, m.Key)
		}
	}
}
