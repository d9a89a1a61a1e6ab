package pdf

import (
	"fmt"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// letters are those that a font can show.
type letters struct {
	font *sfnt.Font
}

func parse(font []byte) (letters, error) {
	f, err := sfnt.Parse(font)
	return letters{f}, err
}

// has: what is written from right to left would stand the wrong way round. A line may be broken.
func (l letters) has(r rune) bool {
	if r == '\n' {
		return true
	}
	if p, _ := bidi.LookupRune(r); p.Class() == bidi.R || p.Class() == bidi.AL {
		return false
	}
	index, err := l.font.GlyphIndex(nil, r)
	return err == nil && index != 0
}

// text answers a text as it is written: letters with their signs as one, for the font has no signs alone. A letter that the
// font lacks is told at the end, and never left out in silence.
func (d *Document) text(s string) string {
	runes := []rune(norm.NFC.String(s))
	for i, r := range runes {
		if !d.font.has(r) {
			runes[i] = '?'
			if d.wrong == nil {
				d.wrong = fmt.Errorf("%w: %U", ErrLetter, r)
			}
		}
	}
	return string(runes)
}

// Title writes what the document is.
func (d *Document) Title(text string) {
	d.style("B", titleSize)
	d.file.MultiCell(d.width(), 9, d.text(text), "", "L", false)
	d.file.SetDrawColor(60, 110, 150)
	d.file.SetLineWidth(0.6)
	d.file.Line(margin, d.file.GetY()+1.5, margin+d.width(), d.file.GetY()+1.5)
	d.file.Ln(6)
}

// Heading begins a part, and stays with what comes after it.
func (d *Document) Heading(text string) {
	const withSome = 26
	d.room(withSome)
	d.file.Ln(2.5)
	d.style("B", headSize)
	d.file.MultiCell(d.width(), 6.2, d.text(text), "", "L", false)
	d.file.Ln(0.8)
}

// Subheading begins a part of a part, and stays with what comes after it.
func (d *Document) Subheading(text string) {
	const withSome = 24
	d.room(withSome)
	d.file.Ln(1)
	d.style("B", bodySize)
	d.file.MultiCell(d.width(), line, d.text(text), "", "L", false)
	d.file.Ln(0.6)
}

// Paragraph writes a text over as many lines and pages as it needs.
func (d *Document) Paragraph(text string) { d.paragraph(text, "") }

// Strong writes a text that stands out.
func (d *Document) Strong(text string) { d.paragraph(text, "B") }

func (d *Document) paragraph(text, weight string) {
	d.room(2 * line)
	d.style(weight, bodySize)
	d.file.MultiCell(d.width(), line, d.text(text), "", "L", false)
	d.file.Ln(1.8)
}
