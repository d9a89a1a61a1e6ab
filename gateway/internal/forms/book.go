package forms

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/deschoor/meedoen/gateway/internal/web"
)

// palette is the colours of the themes, as the style sheet of the pages has them.
var palette = [...]string{"B0451C", "1D5F94", "7B3B7A", "0D6E66", "83600F", "3F7226"}

const (
	ink  = "16263B"
	soft = "536071"
	hair = "DCD9D1"
	wash = "F3F1EB"
)

// sheetTable is a sheet with one table.
type sheetTable struct {
	name, title, under, foot string
	colour                   string
	frozen                   int // how many columns stay in sight
	columns                  []sheetColumn
	lines                    [][]any // texts, numbers (int32), and parts
}

type sheetColumn struct {
	title string
	width float64
}

// book writes a workbook, and remembers the first thing that went wrong.
type book struct {
	file   *excelize.File
	names  map[string]bool // in lower case
	sheets []string        // behind the cover
	styles map[string]int
	below  int // the first free row of the cover
	err    error
}

const coverName = "Voorblad"

func newBook() *book {
	b := &book{file: excelize.NewFile(), names: map[string]bool{}, styles: map[string]int{}}
	b.do(b.file.SetSheetName("Sheet1", b.sheetName(coverName)))
	b.do(b.file.SetDefaultFont("Arial"))
	return b
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// sheetName answers a name that a sheet may have: 31 letters at most, without those that Excel refuses, and its own.
func (b *book) sheetName(text string) string {
	text = strings.Trim(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, text), "' ")
	if text == "" || strings.EqualFold(text, "history") { // which Excel keeps for itself
		text = "Blad " + text
	}
	name := cut(text, 31)
	for i := 2; b.names[strings.ToLower(name)]; i++ {
		tail := fmt.Sprintf(" (%d)", i)
		name = cut(text, 31-len(tail)) + tail
	}
	b.names[strings.ToLower(name)] = true
	return name
}

// cut answers the first n letters of text, as Excel counts them: in UTF-16.
func cut(text string, n int) string {
	used := 0
	for i, r := range text {
		if used++; r > 0xffff {
			used++
		}
		if used > n {
			return strings.TrimRight(text[:i], "' ")
		}
	}
	return text
}

// style answers the number of a style, made once.
func (b *book) style(key string, make func() *excelize.Style) int {
	if id, made := b.styles[key]; made {
		return id
	}
	id, err := b.file.NewStyle(make())
	b.do(err)
	b.styles[key] = id
	return id
}

func cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // we count from one
	}
	return name
}

// text writes a text as a text: what looks like a formula stays what it looks like.
func (b *book) text(sheet string, column, row, style int, text string) {
	at := cell(column, row)
	b.do(b.file.SetCellStr(sheet, at, text))
	b.do(b.file.SetCellStyle(sheet, at, at, style))
}

func (b *book) number(sheet string, column, row, style int, n int32) {
	at := cell(column, row)
	b.do(b.file.SetCellInt(sheet, at, int64(n)))
	b.do(b.file.SetCellStyle(sheet, at, at, style))
}

const headRow = 4

// table writes a sheet.
func (b *book) table(t sheetTable) {
	name := b.sheetName(t.name)
	b.sheets = append(b.sheets, name)
	_, err := b.file.NewSheet(name)
	b.do(err)
	b.text(name, 1, 1, b.titleStyle(t.colour), t.title)
	b.do(b.file.SetRowHeight(name, 1, 30))
	b.text(name, 1, 2, b.softStyle(), t.under)
	for i, c := range t.columns {
		column, err := excelize.ColumnNumberToName(i + 1)
		b.do(err)
		b.do(b.file.SetColWidth(name, column, column, c.width))
		b.do(b.file.SetColStyle(name, column, b.cellStyle())) // which a cell then has of itself: each cell apart is slow
		b.text(name, i+1, headRow, b.headStyle(t.colour), c.title)
	}
	b.do(b.file.SetRowHeight(name, headRow, 32))
	for i, line := range t.lines {
		b.line(name, headRow+1+i, t, line)
	}
	last := headRow + len(t.lines)
	if t.foot != "" {
		at := cell(1, last+2)
		b.do(b.file.MergeCell(name, at, cell(min(len(t.columns), 10), last+2)))
		b.text(name, 1, last+2, b.footStyle(), t.foot)
		b.do(b.file.SetRowHeight(name, last+2, 48))
	}
	b.arrange(name, t, last)
}

// line writes a line of a table, as high as its longest text needs.
func (b *book) line(name string, row int, t sheetTable, line []any) {
	height := 1
	for i, value := range line {
		switch v := value.(type) {
		case string:
			if v != "" {
				b.do(b.file.SetCellStr(name, cell(i+1, row), v))
			}
			height = max(height, linesOf(v, t.columns[i].width))
		case int32:
			b.number(name, i+1, row, b.numberStyle(false), v)
		case part:
			b.part(name, i+1, row, v)
		}
	}
	if height > 1 {
		b.do(b.file.SetRowHeight(name, row, min(float64(height)*13.5+3, 409))) // the highest that Excel takes
	}
}

// part writes a number as a number, with a format that shows it as Dutch does where Excel is Dutch, and what is withheld as a
// point.
func (b *book) part(name string, column, row int, p part) {
	if p.value != nil {
		b.number(name, column, row, b.numberStyle(p.dimension == byYear), *p.value)
		return
	}
	b.text(name, column, row, b.absentStyle(), p.text())
}

// linesOf guesses how many lines a text takes in a column so many letters wide.
func linesOf(text string, width float64) int {
	lines := 0
	for _, l := range strings.Split(text, "\n") {
		lines += 1 + int(float64(utf8.RuneCountInString(l))*1.08/width)
	}
	return lines
}

// arrange freezes the head, sets how the sheet prints (A4, lying down, as wide as the paper, the head on every page) and lets its
// reader filter.
func (b *book) arrange(name string, t sheetTable, last int) {
	corner := cell(t.frozen+1, headRow+1)
	b.do(b.file.SetPanes(name, &excelize.Panes{
		Freeze: true, XSplit: t.frozen, YSplit: headRow, TopLeftCell: corner, ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: "bottomRight"}},
	}))
	if len(t.lines) > 0 {
		b.do(b.file.AutoFilter(name, cell(1, headRow)+":"+cell(len(t.columns), last), nil))
	}
	b.do(b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: name,
		RefersTo: fmt.Sprintf("'%s'!$%d:$%d", strings.ReplaceAll(name, "'", "''"), headRow, headRow),
	}))
	colour := t.colour
	b.do(b.file.SetSheetProps(name, &excelize.SheetPropsOptions{TabColorRGB: &colour, FitToPage: new(true)}))
	b.paper(name, "landscape")
}

// paper sets a sheet on A4.
func (b *book) paper(name, orientation string) {
	a4, wide, high := 9, 1, 0
	b.do(b.file.SetPageLayout(name, &excelize.PageLayoutOptions{
		Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high,
	}))
	left, top := 0.4, 0.5
	b.do(b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &left, Right: &left, Top: &top, Bottom: &top}))
	b.do(b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&L&8&A&R&8&P van &N"}))
	b.do(b.file.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: new(false)}))
}

// cover writes the first sheet: what it is, what was restated, and how to read it.
func (b *book) cover(d *Document) {
	b.do(b.file.SetColWidth(coverName, "A", "A", 30))
	b.do(b.file.SetColWidth(coverName, "B", "B", 78))
	b.text(coverName, 1, 1, b.coverStyle(), d.title())
	b.do(b.file.MergeCell(coverName, "A1", "B1"))
	b.do(b.file.SetRowHeight(coverName, 1, 66))
	row := 3
	say := func(what, text string) {
		b.text(coverName, 1, row, b.boldStyle(), what)
		b.text(coverName, 2, row, b.cellStyle(), text)
		b.do(b.file.SetRowHeight(coverName, row, float64(linesOf(text, 78))*13.5+5))
		row++
	}
	if d.about.Notice != "" {
		say("Let op", d.about.Notice)
	}
	for _, s := range d.statements() {
		say(s[0], s[1])
	}
	for _, c := range d.changes() {
		say("Herzien: "+c.label, c.text())
	}
	say("Afgeschermd", withheldText)
	say("Optellen", distinctText)
	row++
	b.below = row
	b.do(b.file.SetSheetProps(coverName, &excelize.SheetPropsOptions{FitToPage: new(true)}))
	b.paper(coverName, "portrait")
}

// contents lists the sheets on the cover, each a link.
func (b *book) contents() {
	b.text(coverName, 1, b.below, b.boldStyle(), "Inhoud")
	for i, name := range b.sheets {
		b.text(coverName, 2, b.below+i, b.linkStyle(), name)
		place := "'" + strings.ReplaceAll(name, "'", "''") + "'!A1"
		b.do(b.file.SetCellHyperLink(coverName, cell(2, b.below+i), place, "Location"))
	}
}

// changes are the figures that this edition restates.
func (d *Document) changes() (list []change) {
	for _, c := range d.edition.GetChanges() {
		word := func(wording string, value *int32) string {
			switch {
			case wording != "":
				return wording
			case value != nil:
				return web.Number(*value)
			}
			return "afgeschermd of er niet"
		}
		list = append(list, change{
			label:  d.labelOf(c.GetIndicator()),
			Before: word(c.GetWordingBefore(), c.ValueBefore), After: word(c.GetWording(), c.Value), parts: c.GetChangedParts(),
		})
	}
	return list
}

// change is what a restatement makes different in a figure, in words.
type change struct {
	label         string
	Before, After string
	parts         int32
}

// Label is what the figure counts.
func (c change) Label() string { return c.label }

// Parts says how many of its parts are different.
func (c change) Parts() string {
	switch c.parts {
	case 0:
		return ""
	case 1:
		return "1 onderdeel is anders"
	}
	return web.Number(c.parts) + " onderdelen zijn anders"
}

func (c change) text() string {
	text := "van " + c.Before + " naar " + c.After
	if c.Before == c.After {
		text = c.After + ", niet veranderd"
	}
	if parts := c.Parts(); parts != "" {
		text += "; " + parts
	}
	return text
}
