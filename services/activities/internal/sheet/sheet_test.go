package sheet_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

func columns() []sheet.Column {
	return []sheet.Column{{Name: "Datum"}, {Name: "Café", Headers: []string{"Naam van het café"}}, {Name: "Aantal"}}
}

// row is a row as the tests write it.
func row(line int, cells ...string) sheet.Row { return sheet.Row{Line: line, Cells: cells} }

func TestFileIsReadHoweverItWasSaved(t *testing.T) {
	tests := map[string]struct {
		file string
		want []sheet.Row
	}{
		"semicolons":           {"Datum;Café;Aantal\n1;De Bazuin;12\n2;Polderhof;13\n", []sheet.Row{row(2, "1", "De Bazuin", "12"), row(3, "2", "Polderhof", "13")}},
		"commas":               {"Datum,Café,Aantal\n1,De Bazuin,12", []sheet.Row{row(2, "1", "De Bazuin", "12")}},
		"tabs":                 {"Datum\tCafé\tAantal\n\tDe Bazuin\t12", []sheet.Row{row(2, "", "De Bazuin", "12")}},
		"decimals with commas": {"Datum;Café;Aantal\n1;a,b,c,d;12,0", []sheet.Row{row(2, "1", "a,b,c,d", "12,0")}},
		"a line for Excel":     {"sep=;\r\nDatum;Café;Aantal\r\n1;a;2\r\n", []sheet.Row{row(3, "1", "a", "2")}},
		"the same, quoted":     {"\"SEP=,\"\r\nDatum,Café,Aantal\r\n1,a,2\r\n", []sheet.Row{row(3, "1", "a", "2")}},
		"a mark of UTF-8":      {"\ufeffDatum;Café;Aantal\n1;É;2", []sheet.Row{row(2, "1", "É", "2")}},
		"Windows-1252":         {"Datum;Caf\xe9;Aantal\n1;\xc9\xe9n \x80;2", []sheet.Row{row(2, "1", "Één €", "2")}},
		"lines of a Macintosh": {"Datum;Cafe;Aantal\r1;a;2\r", []sheet.Row{row(2, "1", "a", "2")}},
		"other order and case": {" AANTAL ;datum; naam  van het CAFE:\n2;1;a", []sheet.Row{row(2, "1", "a", "2")}},
		"quotes and lines":     {"Datum;Café;Aantal\n1;\"a;\n\"\"b\"\"\";2\n3;c;4", []sheet.Row{row(2, "1", "a;\n\"b\"", "2"), row(4, "3", "c", "4")}},
		"short rows":           {"Datum;Café;Aantal\n1\n;a", []sheet.Row{row(2, "1", "", ""), row(3, "", "a", "")}},
		"empty rows, columns":  {"\n;;\nDatum;Café;Aantal;;\n;;;;\n1;a;2;;\n\n;;;;\n", []sheet.Row{row(5, "1", "a", "2")}},
		"no rows":              {"Datum;Café;Aantal", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, problems := sheet.Read([]byte(tt.file), columns())
			require.Empty(t, problems)
			require.Equal(t, tt.want, got.Rows)
			require.Empty(t, got.Misshapen)
		})
	}
}

func TestColumnsWithoutAMeaningAreNamedByTheirLetters(t *testing.T) {
	got, problems := sheet.Read([]byte("Weer;Datum;Café;Aantal"+strings.Repeat(";x", 23)+"\nzon;1;a;2"), columns())
	require.Empty(t, problems)
	require.Equal(t, []sheet.Row{row(2, "1", "a", "2")}, got.Rows)
	require.Equal(t, "A", got.Ignored[0])
	require.Equal(t, []string{"Z", "AA"}, got.Ignored[len(got.Ignored)-2:])
}

func TestOptionalColumnMayBeLeftOut(t *testing.T) {
	optional := append(columns(), sheet.Column{Name: "Weer", Optional: true})
	got, problems := sheet.Read([]byte("Aantal;Café;Datum\n2;a;1"), optional)
	require.Empty(t, problems)
	require.Equal(t, []sheet.Row{row(2, "1", "a", "2", "")}, got.Rows)
	got, problems = sheet.Read([]byte("Weer;Aantal;Café;Datum\nzon;2;a;1\n;2;a;1"), optional)
	require.Empty(t, problems)
	require.Equal(t, []sheet.Row{row(2, "1", "a", "2", "zon"), row(3, "1", "a", "2", "")}, got.Rows)
}

func TestValueUnderNoHeaderIsNamed(t *testing.T) {
	got, problems := sheet.Read([]byte("Datum;;Café;Aantal\n1;;a;2\n1;x;a;2\n1;;a;2;x\n"), columns())
	require.Empty(t, problems)
	require.Len(t, got.Rows, 1)
	require.Len(t, got.Misshapen, 2)
	for i, p := range got.Misshapen {
		require.Equal(t, "CELL_WITHOUT_HEADER", p.Reason)
		require.Equal(t, 3+i, p.Line)
	}
}

func TestFileThatCannotBeReadIsRefusedWithTheLine(t *testing.T) {
	const header = "Datum;Café;Aantal\n"
	tests := map[string]struct {
		file string
		want []string // reason, line and column
	}{
		"nothing":                      {"", []string{"FILE_EMPTY 1 "}},
		"nothing but empty cells":      {";;\n\n;;\n", []string{"FILE_EMPTY 1 "}},
		"a workbook":                   {"PK\x03\x04...", []string{"FILE_NOT_CSV 1 "}},
		"an old workbook":              {"\xd0\xcf\x11\xe0\xa1\xb1", []string{"FILE_NOT_CSV 1 "}},
		"UTF-16":                       {"\xff\xfeD\x00a\x00", []string{"FILE_NOT_CSV 1 "}},
		"UTF-16 without a mark":        {"D\x00a\x00t\x00u\x00m\x00", []string{"ENCODING_BROKEN 1 "}},
		"torn UTF-8":                   {header + "1;É;2\n1;\xc3;2\n", []string{"ENCODING_BROKEN 3 "}},
		"UTF-8 that ends in a letter":  {"Datum;Cafe;Aantal\n1;a;2\n1;caf\xc3", []string{"ENCODING_BROKEN 3 "}},
		"Windows-1252 with a mark":     {"\ufeffDatum;Caf\xe9;Aantal\n", []string{"ENCODING_BROKEN 1 "}},
		"two encodings in one file":    {header + "1;\xe9;2\n", []string{"ENCODING_BROKEN 2 "}},
		"a byte of no letter":          {"Datum;Cafe;Aantal\n1;\x81;2\n", []string{"ENCODING_BROKEN 2 "}},
		"text that was damaged before": {header + "1;Caf\ufffd;2\n", []string{"ENCODING_BROKEN 2 "}},
		"a control":                    {header + "1;a\x07;2\n", []string{"ENCODING_BROKEN 2 "}},
		"an open quote":                {header + "1;a;2\n1;\"a;2\n1;a;2\n", []string{"QUOTES_BROKEN 3 "}},
		"a quote within a value":       {header + "1;5\" buis;2\n", []string{"QUOTES_BROKEN 2 "}},
		"columns that are not there":   {"\nAantal\n1", []string{"COLUMN_MISSING 2 Datum", "COLUMN_MISSING 2 Café"}},
		"a column twice":               {"Datum;Café;Aantal;café\n", []string{"COLUMN_REPEATED 1 Café"}},
		"more rows than are taken":     {header + strings.Repeat("1;a;2\n", sheet.MaxRows) + "1;a;2\n", []string{"TOO_MANY_ROWS 100002 "}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, problems := sheet.Read([]byte(tt.file), columns())
			require.Empty(t, got)
			require.Equal(t, tt.want, told(problems))
		})
	}
}

func TestAsManyRowsAsAreTakenAreRead(t *testing.T) {
	got, problems := sheet.Read([]byte("Datum;Café;Aantal\n"+strings.Repeat("1;a;2\n", sheet.MaxRows)), columns())
	require.Empty(t, problems)
	require.Len(t, got.Rows, sheet.MaxRows)
}

func FuzzReadAnswersRowsOrProblems(f *testing.F) {
	for _, seed := range []string{
		"Datum;Café;Aantal\n1;a;2\n", "sep=,\nDatum,Caf\xe9,Aantal\n", "\ufeffDatum\tCafe\tAantal\r\n\"a\nb\"\t\t\n", "PK\x03\x04", "\xc3", "\r\r;\"",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		got, problems := sheet.Read(file, columns())
		if len(problems) > 0 && len(got.Rows) > 0 {
			t.Fatal("rows of a file that cannot be read")
		}
		last := 0
		for _, r := range got.Rows {
			if r.Line <= last || len(r.Cells) != len(columns()) {
				t.Fatalf("row %v after line %d", r, last)
			}
			last = r.Line
			for _, cell := range r.Cells {
				if !utf8.ValidString(cell) || strings.TrimSpace(cell) != cell || strings.ContainsFunc(cell, damaged) {
					t.Fatalf("cell %q", cell)
				}
			}
		}
		for _, p := range problems {
			if p.Line < 1 || p.Reason == "" || p.Text == "" {
				t.Fatalf("problem %v", p)
			}
		}
	})
}

func damaged(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) && !strings.ContainsRune("\t\r\n", r)
}
