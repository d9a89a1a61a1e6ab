package forms

import "github.com/xuri/excelize/v2"

// The styles of a workbook. Letters are those of the pages; the format of numbers has the separator of whoever reads it.

var thousands = "#,##0"

func line(sides ...string) (borders []excelize.Border) {
	for _, side := range sides {
		borders = append(borders, excelize.Border{Type: side, Color: hair, Style: 1})
	}
	return borders
}

func filled(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

func (b *book) coverStyle() int {
	return b.style("cover", func() *excelize.Style {
		return &excelize.Style{
			Font: &excelize.Font{Bold: true, Size: 30, Color: "FFFFFF", Family: "Arial"}, Fill: filled(ink),
			Alignment: &excelize.Alignment{Vertical: "center", Indent: 1},
		}
	})
}

func (b *book) titleStyle(colour string) int {
	return b.style("title"+colour, func() *excelize.Style {
		return &excelize.Style{
			Font:      &excelize.Font{Bold: true, Size: 20, Color: colour, Family: "Arial"},
			Alignment: &excelize.Alignment{Vertical: "center"},
		}
	})
}

func (b *book) headStyle(colour string) int {
	return b.style("head"+colour, func() *excelize.Style {
		return &excelize.Style{
			Font: &excelize.Font{Bold: true, Size: 10, Color: "FFFFFF", Family: "Arial"}, Fill: filled(colour),
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		}
	})
}

func (b *book) cellStyle() int {
	return b.style("cell", func() *excelize.Style {
		return &excelize.Style{
			Font: &excelize.Font{Size: 10, Color: ink, Family: "Arial"}, Border: line("bottom"),
			Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
		}
	})
}

func (b *book) boldStyle() int {
	return b.style("bold", func() *excelize.Style {
		return &excelize.Style{
			Font: &excelize.Font{Bold: true, Size: 10, Color: ink, Family: "Arial"}, Border: line("bottom"),
			Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
		}
	})
}

func (b *book) softStyle() int {
	return b.style("soft", func() *excelize.Style {
		return &excelize.Style{
			Font:      &excelize.Font{Size: 9, Color: soft, Family: "Arial"},
			Alignment: &excelize.Alignment{Vertical: "top"},
		}
	})
}

func (b *book) footStyle() int {
	return b.style("foot", func() *excelize.Style {
		return &excelize.Style{
			Font:      &excelize.Font{Size: 9, Color: soft, Family: "Arial"},
			Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
		}
	})
}

func (b *book) linkStyle() int {
	return b.style("link", func() *excelize.Style {
		return &excelize.Style{Font: &excelize.Font{Size: 10, Color: palette[1], Underline: "single", Family: "Arial"}}
	})
}

func (b *book) numberStyle(bold bool) int {
	key := "number"
	if bold {
		key = "number of the year"
	}
	return b.style(key, func() *excelize.Style {
		return &excelize.Style{
			Font: &excelize.Font{Bold: bold, Size: 10, Color: ink, Family: "Arial"}, Border: line("bottom"),
			Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "right"}, CustomNumFmt: &thousands,
		}
	})
}

// absentStyle is of a number that is not there.
func (b *book) absentStyle() int {
	return b.style("absent", func() *excelize.Style {
		return &excelize.Style{
			Font: &excelize.Font{Size: 10, Color: soft, Family: "Arial"}, Border: line("bottom"), Fill: filled(wash),
			Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "right"},
		}
	})
}
