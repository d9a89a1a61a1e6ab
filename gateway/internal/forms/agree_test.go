package forms

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// figures are values by what they are of: "youth-persons month 2022-03". One that is not there is told by its status.
type figures map[string]string

// told answers the figures of an account from the message itself, by another way than the document.
func told(a *reportingv1.Account) figures {
	all := figures{}
	for _, f := range a.GetFigures() {
		id := f.GetIndicator()
		all[id+" year"] = strings.ToLower(strings.TrimPrefix(f.GetStatus().String(), "FIGURE_STATUS_"))
		if f.Value != nil {
			all[id+" year"] = fmt.Sprint(f.GetValue())
		}
		for dimension, parts := range map[string][]*reportingv1.FigurePart{
			"month": f.GetMonths(), "stadsdeel": f.GetStadsdelen(), "wijk": f.GetWijken(), "age_band": f.GetAgeBands(),
			"year_to_quarter": f.GetQuarters(),
		} {
			for _, p := range parts {
				all[id+" "+dimension+" "+p.GetKey()] = fmt.Sprint(p.GetValue())
			}
		}
		for _, b := range f.GetBreakdowns() {
			for _, c := range b.GetCells() {
				all[id+" "+word(b.GetDimension())+"_and_"+word(b.GetOtherDimension())+" "+c.GetKey()+" "+c.GetOtherKey()] = fmt.Sprint(c.GetValue())
			}
		}
		for _, w := range f.GetWithheldParts() {
			key := id + " " + word(w.GetDimension()) + " " + w.GetKey()
			if w.GetOtherKey() != "" {
				key = id + " " + word(w.GetDimension()) + "_and_" + word(w.GetOtherDimension()) + " " + w.GetKey() + " " + w.GetOtherKey()
			}
			all[key] = "withheld"
		}
	}
	return all
}

func word(d reportingv1.FigureDimension) string {
	return strings.ToLower(strings.TrimPrefix(d.String(), "FIGURE_DIMENSION_"))
}

// keyOf makes the key of told from where a row of a form says it is.
func keyOf(indicator, dimension, period, stadsdeel, areaMap, areaCode, age string) string {
	wijk := areaCode
	if areaMap != "" {
		wijk = areaMap + ":" + areaCode
	}
	keys := []string{indicator, dimension}
	for part := range strings.SplitSeq(dimension, "_and_") {
		switch part {
		case "month", "year_to_quarter":
			keys = append(keys, period)
		case "stadsdeel":
			keys = append(keys, stadsdeel)
		case "wijk":
			keys = append(keys, wijk)
		case "age_band":
			keys = append(keys, age)
		}
	}
	return strings.Join(keys, " ")
}

func orStatus(value, status string) string {
	if value != "" && status == "recorded" {
		return value
	}
	return status + value // which is status alone, where all is right
}

func ofCSV(t *testing.T, body []byte) figures {
	r := csv.NewReader(bytes.NewReader(body))
	lines, err := r.ReadAll()
	require.NoError(t, err)
	at := map[string]int{}
	for i, name := range lines[0] {
		at[name] = i
	}
	all := figures{}
	for _, l := range lines[1:] {
		cell := func(name string) string { return l[at[name]] }
		all[keyOf(cell("indicator"), cell("dimension"), cell("period"), cell("stadsdeel"), cell("area_map_year"), cell("area_code"),
			cell("age_band"))] = orStatus(cell("value"), cell("status"))
	}
	require.Len(t, all, len(lines)-1, "no figure stands there twice")
	return all
}

func ofJSON(t *testing.T, body []byte) figures {
	var a jsonAccount
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&a))
	digits := func(value *int32) string {
		if value == nil {
			return ""
		}
		return strconv.Itoa(int(*value))
	}
	all := figures{}
	for _, f := range a.Figures {
		all[f.Indicator+" year"] = orStatus(digits(f.Value), f.Status)
		for _, p := range f.Parts {
			all[keyOf(f.Indicator, p.Dimension, p.Period, p.Stadsdeel, p.AreaMap, p.AreaCode, p.AgeBand)] = orStatus(digits(p.Value), p.Status)
		}
	}
	return all
}

// ofXLSX reads the sheets as a program does: numbers as they are kept, and not as they are shown.
func ofXLSX(t *testing.T, body []byte) (all figures, book *excelize.File) {
	book, err := excelize.OpenReader(bytes.NewReader(body))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, book.Close()) })
	all = figures{}
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		if len(rows) < headRow || len(rows[headRow-1]) < 4 {
			continue
		}
		at := map[string]int{}
		for i, name := range rows[headRow-1] {
			at[name] = i
		}
		_, isTheme := at["Januari"]
		_, isParts := at["Uitsplitsing"]
		for _, row := range rows[headRow:] {
			cell := func(name string) string {
				if i := at[name]; i < len(row) {
					return row[i]
				}
				return ""
			}
			mark := func(value string) string { return strings.Replace(value, withheldMark, "withheld", 1) }
			id := cell("Kenmerk")
			switch {
			case id == "" || !isTheme && !isParts:
			case isParts:
				all[keyOf(id, codeOf(dimensionText, cell("Uitsplitsing")), cell("Periode"), strings.ToLower(strings.TrimPrefix(cell("Stadsdeel"), "Almere ")),
					cell("Kaart van"), cell("Wijkcode"), codeOf(ageName, cell("Leeftijd")))] = mark(cell("Waarde"))
			default:
				all[id+" year"] = mark(cell("Precieze waarde"))
				if cell("Precieze waarde") == "" {
					all[id+" year"] = strings.ReplaceAll(cell("Zoals gepubliceerd"), "geen gegevens", "no_data")
				}
				for m := 1; m <= 12; m++ {
					if v := cell(web.UpperFirst(monthName(monthKey(2022, m)))); v != "" {
						all[id+" month "+monthKey(2022, m)] = mark(v)
					}
				}
				for q := 1; q <= 4; q++ {
					if v := cell(web.UpperFirst(quarterName(quarterKey(2022, q)))); v != "" {
						all[id+" year_to_quarter "+quarterKey(2022, q)] = mark(v)
					}
				}
			}
		}
	}
	return all, book
}

// codeOf answers which code has a name.
func codeOf(nameOf func(string) string, name string) string {
	for _, code := range []string{
		"month", "stadsdeel", "wijk", "age_band", "year_to_quarter", "stadsdeel_and_age_band", "month_and_wijk",
		"4_to_12", "13_to_17", "18_to_26", "unknown",
	} {
		if name != "" && nameOf(code) == name {
			return code
		}
	}
	return name
}

// textOf answers the text of a PDF as it stands on the page.
func textOf(t *testing.T, pdf []byte) string {
	file := filepath.Join(t.TempDir(), "account.pdf")
	require.NoError(t, os.WriteFile(file, pdf, 0o600))
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	require.NoError(t, err)
	return string(text)
}

// requireNumbers requires that a line has the label and then exactly these numbers.
func requireNumbers(t *testing.T, text, label string, numbers ...string) {
	t.Helper()
	for i, n := range numbers {
		numbers[i] = regexp.QuoteMeta(n)
	}
	require.Regexp(t, `(?m)(^|\s{2,})`+regexp.QuoteMeta(label)+`\s+`+strings.Join(numbers, `\s+`)+`($|\s{2,})`, text)
}

func TestAllFormsSayTheSameToTheLastDigit(t *testing.T) {
	for name, account := range map[string]*reportingv1.Account{"sample": sample(), "large": large()} {
		t.Run(name, func(t *testing.T) {
			d, want := documentOf(t, account), told(account)
			body, err := d.CSV()
			require.NoError(t, err)
			require.Equal(t, want, ofCSV(t, body))
			body, err = d.JSON()
			require.NoError(t, err)
			require.Equal(t, want, ofJSON(t, body))
			body, err = d.XLSX()
			require.NoError(t, err)
			read, _ := ofXLSX(t, body)
			for key, value := range read {
				if value == "afgeschermd" {
					read[key] = "withheld"
				}
			}
			require.Equal(t, want, read)
		})
	}
}

// printSample prints the sample, which takes seconds, once for all tests.
var printSample = sync.OnceValues(func() ([]byte, error) {
	p, err := newPrinter("")
	if err != nil {
		return nil, err
	}
	pdf, _, err := p.print(context.Background(), NewDocument(sample(), about, amsterdam()))
	return pdf, err
})

func TestPDFSaysTheSame(t *testing.T) {
	pdf, err := printSample()
	require.NoError(t, err)
	text := textOf(t, pdf)
	for _, want := range []string{
		"ruim 150.000", "Precies: 152.318", "3.601", "Afgesproken: ten minste 140.000", "● gehaald", "Subsidiebeschikking 2022",
		"2021 bijna 100.000", "=1+1 en in het eerste kwartaal", "De Schoor", "verzonnen", fingerprint[:40],
		"1 juni 2023", "Jongeren schuldenvrij (Jongeren Perspectief Fonds): afgeschermd", "geen gegevens", "Manager jeugd",
	} {
		require.Contains(t, text, want)
	}
	requireNumbers(t, text, "Bezoeken van kinderen", "152.318", "10.001", "10.002", "20.003", "10.004", "10.005", "10.006", "12.357",
		"10.008", "20.009", "10.010", "10.011", "19.902")
	requireNumbers(t, text, "Jongeren", "3.601", ".", ".", "403", "404", "405", "406", "407", "408", "409", "410")
	requireNumbers(t, text, "", "40.006", "70.021", "112.395", "152.318")
	requireNumbers(t, text, "Almere Haven", "50.017")
	requireNumbers(t, text, "Almere Stad", ".")
	requireNumbers(t, text, "WK003401 (kaart van 2019)", "0")
	requireNumbers(t, text, "13 t/m 17 jaar", "2.001")
	requireNumbers(t, text, "4 t/m 12 jaar", ".")
}

func TestPDFIsTaggedAndHasItsContents(t *testing.T) {
	pdf, err := printSample()
	require.NoError(t, err)
	for _, want := range []string{"/Marked true", "/Lang (nl)", "/Outlines", "/StructTreeRoot"} {
		require.Contains(t, string(pdf), want)
	}
	text := textOf(t, pdf)
	require.Equal(t, strings.Count(text, "\f"), strings.Count(string(pdf), "/Type /Page\n"))
	pages := strings.Split(text, "\f")
	require.Len(t, regexp.MustCompile(`Verantwoording 2022 · Editie 2 +\d+ van \d+`).FindAllString(text, -1), len(pages)-2,
		"every page but the cover says what it is of, and its number")
	for title, id := range map[string]string{"Kansrijk opgroeien": "thema-kansrijk_opgroeien", "Bijlage: zo is geteld": "geteld"} {
		entry := regexp.MustCompile(regexp.QuoteMeta(title) + ` +(\d+)\n`).FindStringSubmatch(pages[1])
		require.NotNil(t, entry, pages[1])
		n, err := strconv.Atoi(entry[1])
		require.NoError(t, err)
		require.Equal(t, pagesOf(pdf)[id], n)
		heading := strings.TrimPrefix(title, "Bijlage: ")
		require.Contains(t, strings.ToLower(pages[n-1]), strings.ToLower(heading), "it begins on that page")
	}
}
