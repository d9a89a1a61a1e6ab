// Package pdf lays out short documents of text: a title, headings, paragraphs, facts, a table, lines to sign, and the number
// of each page. It has no word of its own; what is written comes from the caller. The same calls give the same bytes.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
)

// ErrLetter is that a text has a letter that the font cannot show.
var ErrLetter = errors.New("the font has no such letter")

// Measures in millimetres, and sizes in points.
const (
	margin     = 25.0
	bottom     = 22.0
	line       = 5.4
	keyWidth   = 48.0
	bodySize   = 10.5
	titleSize  = 19.0
	headSize   = 12.0
	footerSize = 8.5
	family     = "sans"
)

// Meta is what a document says of itself, also to who reads it by ear.
type Meta struct {
	Title    string
	Author   string
	Language string    // such as nl-NL
	Date     time.Time // of the document: not when it was written out, so that it is the same each time
}

// Document is a document in the making, on A4.
type Document struct {
	title string
	file  *fpdf.Fpdf
	font  letters
	wrong error // the first thing that went wrong
}

// New begins a document.
func New(m Meta) (*Document, error) {
	font, err := parse(liberationsansregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	d := &Document{title: m.Title, file: fpdf.New("P", "mm", "A4", ""), font: font}
	d.file.SetCatalogSort(true) // maps have no order: the bytes would differ
	d.file.SetCreationDate(m.Date)
	d.file.SetModificationDate(m.Date)
	d.file.SetTitle(d.text(m.Title), true)
	d.file.SetAuthor(d.text(m.Author), true)
	d.file.SetLang(m.Language)
	d.file.AddUTF8FontFromBytes(family, "", liberationsansregular.TTF)
	d.file.AddUTF8FontFromBytes(family, "B", liberationsansbold.TTF)
	d.file.SetMargins(margin, margin, margin)
	d.file.SetAutoPageBreak(true, bottom)
	d.file.AddPage()
	return d, nil
}

// Bytes ends the document and answers it. Errors: ErrLetter.
func (d *Document) Bytes() ([]byte, error) {
	d.footers()
	if d.wrong != nil {
		return nil, d.wrong
	}
	var out bytes.Buffer
	if err := d.file.Output(&out); err != nil {
		return nil, fmt.Errorf("write the document: %w", err)
	}
	return out.Bytes(), nil
}

// footers writes at the foot of each page what the document is, and which page of how many it is.
func (d *Document) footers() {
	d.file.SetAutoPageBreak(false, 0)
	pages := d.file.PageCount()
	for page := 1; page <= pages; page++ {
		d.file.SetPage(page)
		d.style("B", footerSize) // a font is written only where it changes, and this page may have ended with another
		d.style("", footerSize)
		d.file.SetTextColor(95, 95, 95)
		d.file.SetXY(margin, -15)
		d.file.CellFormat(d.width()/2, line, d.text(d.title), "", 0, "L", false, 0, "")
		d.file.CellFormat(d.width()/2, line, fmt.Sprintf("%d / %d", page, pages), "", 0, "R", false, 0, "")
	}
}

// style sets the font and the colour of text.
func (d *Document) style(weight string, size float64) {
	d.file.SetFont(family, weight, size)
	d.file.SetTextColor(25, 25, 25)
}

// width answers how wide the text is.
func (d *Document) width() float64 {
	page, _ := d.file.GetPageSize()
	return page - 2*margin
}

// room goes on on the next page where this one has no room for so many millimetres.
func (d *Document) room(height float64) (broken bool) {
	_, page := d.file.GetPageSize()
	if d.file.GetY()+height <= page-bottom {
		return false
	}
	d.file.AddPage()
	return true
}
