package pdf

// Party is who signs: for whom, and what is asked under it, each with a line to write on.
type Party struct {
	Name   string
	Blanks []string
}

// Signatures writes beside each other where parties sign. It stays together on one page.
func (d *Document) Signatures(parties ...Party) {
	const gap, space = 10.0, 11.0
	beside := float64(max(len(parties), 2)) // who signs alone has half the width too
	width := (d.width() - gap*(beside-1)) / beside
	columns := []Column{{Width: width}}
	height, most := 0.0, 0
	for _, p := range parties {
		height, most = max(height, d.height(columns, []string{p.Name}, "B")), max(most, len(p.Blanks))
	}
	d.room(height + space*float64(most) + line)
	top := d.file.GetY()
	for i, p := range parties {
		x := margin + float64(i)*(width+gap)
		d.style("B", bodySize)
		d.file.SetXY(x, top)
		d.file.MultiCell(width, line, d.text(p.Name), "", "L", false)
		d.style("", footerSize)
		for j, blank := range p.Blanks {
			y := top + height + space*float64(j+1)
			d.file.SetXY(x, y-line)
			d.file.CellFormat(width, line, d.text(blank), "", 0, "L", false, 0, "")
			d.file.SetDrawColor(120, 120, 120)
			d.file.SetLineWidth(0.2)
			d.file.Line(x+22, y-0.8, x+width, y-0.8)
		}
	}
	d.file.SetXY(margin, top+height+space*float64(most)+line)
}
