package pdf

// Row is a fact: what it is about, and what it is.
type Row struct{ Key, Value string }

// Rows writes facts, each on a line of its own.
func (d *Document) Rows(rows ...Row) {
	for _, r := range rows {
		d.cells([]Column{{Width: keyWidth}, {Width: d.width() - keyWidth}}, []string{r.Key, r.Value}, []string{"B", ""})
	}
	d.file.Ln(1.8)
}

// Column is a column of a table.
type Column struct {
	Head  string
	Width float64 // in a table a share of the width of the text
	Right bool    // numbers stand to the right
}

// Table writes rows under the heads of columns, which come again on each page, and what they come to; without a total where it
// is nil.
func (d *Document) Table(columns []Column, rows [][]string, total []string) {
	bold := make([]string, len(columns))
	heads := make([]string, len(columns))
	scaled := make([]Column, len(columns))
	for i, c := range columns {
		bold[i], heads[i], scaled[i] = "B", c.Head, c
		scaled[i].Width *= d.width()
	}
	head := func() {
		d.cells(scaled, heads, bold)
		d.rule()
	}
	d.room(4 * line)
	head()
	for i, row := range rows {
		height := d.height(scaled, row, "")
		if i == len(rows)-1 && total != nil {
			height += 2 * line // the total is not alone on a page
		}
		if d.room(height) {
			head()
		}
		d.cells(scaled, row, make([]string, len(columns)))
	}
	d.rule()
	if total != nil {
		d.cells(scaled, total, bold)
	}
	d.file.Ln(3)
}

func (d *Document) rule() {
	d.file.SetDrawColor(120, 120, 120)
	d.file.SetLineWidth(0.2)
	d.file.Line(margin, d.file.GetY()+0.4, margin+d.width(), d.file.GetY()+0.4)
	d.file.Ln(1)
}

// cells writes texts beside each other, each over as many lines as it needs, and none over two pages.
func (d *Document) cells(columns []Column, texts, weights []string) {
	height := 0.0
	for i := range columns {
		height = max(height, d.height(columns[i:i+1], texts[i:i+1], weights[i]))
	}
	d.room(height)
	x, y := margin, d.file.GetY()
	for i, c := range columns {
		align := "L"
		if c.Right {
			align = "R"
		}
		d.style(weights[i], bodySize)
		d.file.SetXY(x, y)
		d.file.MultiCell(c.Width, line, d.text(texts[i]), "", align, false)
		x += c.Width
	}
	d.file.SetXY(margin, y+height)
}

// height answers how high texts beside each other are.
func (d *Document) height(columns []Column, texts []string, weight string) float64 {
	d.style(weight, bodySize)
	most := 1
	for i, c := range columns {
		most = max(most, len(d.file.SplitText(d.text(texts[i]), c.Width)))
	}
	return float64(most) * line
}
