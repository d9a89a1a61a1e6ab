// Package radar draws what was measured of a resident at the start, on the way and at the end of a trajectory, laid over each
// other in one picture (SVG). It is pure: the same measures give the same bytes.
//
// Lines differ in dashes and marks as well as in colour, and everything that the picture shows stands in its description too, for
// who does not see it (WCAG 1.1.1, 1.4.1). Colours have a contrast of 4.5 or more with white (WCAG 1.4.3).
package radar

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// Sizes, in units of the picture, which is shown half as large on a phone 360 pixels wide: 24 units of text are 11 pixels there.
const (
	width      = 760
	centreX    = width / 2
	radius     = 176
	lineHeight = 28
	rowHeight  = 40
	labelGap   = 28 // from the web to the labels of its axes
)

// SVG answers the picture of measures with an instrument, which are by date: of those on the way, the last.
func SVG(instrument domain.OutcomeInstrument, measures []domain.OutcomeMeasure) []byte {
	d := drawing{scale: instrument.Scale(), words: wordsOf(instrument)}
	for _, look := range looks() {
		for _, m := range slices.Backward(measures) {
			if m.Moment == look.moment {
				d.shown = append(d.shown, shown{look: look, measure: m, scores: scoresOf(m)})
				break
			}
		}
	}
	return d.svg()
}

// shown is a measure with how it looks.
type shown struct {
	look
	measure domain.OutcomeMeasure
	scores  map[string]int
}

// drawing is a picture that is being made.
type drawing struct {
	scale   domain.Scale
	words   words
	shown   []shown
	centreY float64
	b       strings.Builder
}

func scoresOf(m domain.OutcomeMeasure) map[string]int {
	scores := make(map[string]int, len(m.Scores))
	for _, s := range m.Scores {
		scores[s.Dimension] = s.Score
	}
	return scores
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

func (d *drawing) svg() []byte {
	legend := 120.0
	d.centreY = legend + float64(len(d.shown)*rowHeight) + 76 + radius
	table := d.centreY + radius + 120
	height := table + float64(len(d.scale.Dimensions)*rowHeight) + 24
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %.0f" width="%d" height="%.0f"`+
		` style="max-width:100%%;height:auto" role="img" aria-labelledby="radar-title radar-desc" lang="nl"`+
		` font-family="Arial, Helvetica, sans-serif">`,
		width, height, width, height)
	d.add(`<title id="radar-title">%s</title>`, d.escape(d.title()))
	d.add(`<desc id="radar-desc">%s</desc>`, d.escape(d.description()))
	d.add(`<rect width="%d" height="%.0f" fill="#ffffff"/>`, width, height)
	d.add(`<text x="24" y="48" font-size="32" font-weight="bold" fill="#1a1a1a">%s</text>`, d.escape(d.words.name))
	d.add(`<text x="24" y="84" font-size="24" fill="#333333">%s</text>`, d.escape(d.words.scale))
	for i, s := range d.shown {
		d.legend(s, legend+float64(i*rowHeight))
	}
	d.web()
	for _, s := range d.shown {
		d.line(s)
	}
	d.ringScores()
	d.table(table)
	d.b.WriteString("</svg>\n")
	return []byte(d.b.String())
}

func (*drawing) escape(text string) string { return html.EscapeString(text) }

func (d *drawing) title() string {
	var moments []string
	for _, s := range d.shown {
		moments = append(moments, s.name)
	}
	return d.words.name + ": " + strings.Join(moments, ", ")
}

// description answers in words everything that the picture shows.
func (d *drawing) description() string {
	parts := []string{d.words.scale + "."}
	for _, s := range d.shown {
		scores := make([]string, len(d.scale.Dimensions))
		for i, dimension := range d.scale.Dimensions {
			scores[i] = fmt.Sprintf("%s %d", d.words.label(dimension), s.scores[dimension])
		}
		parts = append(parts, fmt.Sprintf("%s op %s (%s): %s.", s.name, dutchDate(s.measure.Date), s.measure.Version,
			strings.Join(scores, ", ")))
	}
	return strings.Join(parts, " ")
}

func (d *drawing) legend(s shown, y float64) {
	d.add(`<line x1="24" y1="%.0f" x2="104" y2="%.0f" stroke="%s" stroke-width="%d"%s/>`, y, y, s.colour, s.stroke, s.dashes)
	d.mark(s, 64, y)
	d.add(`<text x="120" y="%.0f" font-size="24" fill="#1a1a1a"><tspan font-weight="bold">%s</tspan> %s</text>`, y+8, s.name,
		dutchDate(s.measure.Date))
}

// at answers where a score stands on the axis of dimension i.
func (d *drawing) at(i int, score float64) (x, y float64) {
	angle := 2 * math.Pi * float64(i) / float64(len(d.scale.Dimensions))
	r := radius * score / float64(d.scale.Last)
	return centreX + r*math.Sin(angle), d.centreY - r*math.Cos(angle)
}

// ring answers the points of a polygon through a score on each axis.
func (d *drawing) ring(score func(i int) float64) string {
	points := make([]string, len(d.scale.Dimensions))
	for i := range points {
		x, y := d.at(i, score(i))
		points[i] = fmt.Sprintf("%.1f,%.1f", x, y)
	}
	return strings.Join(points, " ")
}

// web draws the axes with their labels, and the rings.
func (d *drawing) web() {
	for score := d.words.step; score <= d.scale.Last; score += d.words.step {
		points := d.ring(func(int) float64 { return float64(score) })
		d.add(`<polygon points="%s" fill="none" stroke="#c4c4c4" stroke-width="2"/>`, points)
	}
	for i, dimension := range d.scale.Dimensions {
		x, y := d.at(i, float64(d.scale.Last))
		d.add(`<line x1="%d" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#c4c4c4" stroke-width="2"/>`, centreX, d.centreY, x, y)
		d.axisLabel(i, dimension)
	}
}

// ringScores writes which score each ring is, over the lines.
func (d *drawing) ringScores() {
	for score := d.words.step; score <= d.scale.Last; score += d.words.step {
		_, y := d.at(0, float64(score))
		d.add(`<text x="%d" y="%.1f" font-size="22" fill="#595959" stroke="#ffffff" stroke-width="5" paint-order="stroke">%d</text>`,
			centreX+16, y+8, score)
	}
}

// axisLabel writes the label of an axis outside the web, away from its centre.
func (d *drawing) axisLabel(i int, dimension string) {
	x, y := d.at(i, float64(d.scale.Last))
	sin, cos := (x-centreX)/radius, (d.centreY-y)/radius
	lines := d.words.labels[dimension]
	anchor := "middle"
	if sin > 0.2 {
		anchor = "start"
	} else if sin < -0.2 {
		anchor = "end"
	}
	x += labelGap * sin
	// The block of lines stands above its point at the top, below it at the bottom, and beside it elsewhere.
	above := 0.5
	if math.Abs(sin) < 0.6 {
		above = (1 + cos) / 2
	}
	y += -labelGap*cos + 8 - float64(len(lines)-1)*lineHeight*above
	for n, line := range lines {
		d.add(`<text x="%.1f" y="%.1f" font-size="24" text-anchor="%s" fill="#1a1a1a">%s</text>`, x, y+float64(n*lineHeight), anchor,
			d.escape(line))
	}
}

func (d *drawing) line(s shown) {
	score := func(i int) float64 { return float64(s.scores[d.scale.Dimensions[i]]) }
	d.add(`<polygon points="%s" fill="%s" fill-opacity="%s" stroke="%s" stroke-width="%d" stroke-linejoin="round"%s/>`,
		d.ring(score), s.colour, s.opacity, s.colour, s.stroke, s.dashes)
	for i := range d.scale.Dimensions {
		x, y := d.at(i, score(i))
		d.mark(s, x, y)
	}
}

// mark draws the mark of a measure. Those of earlier moments are larger, so that equal scores show each.
func (d *drawing) mark(s shown, x, y float64) {
	switch s.moment {
	case domain.AtStart:
		d.add(`<circle cx="%.1f" cy="%.1f" r="12" fill="#ffffff" stroke="%s" stroke-width="4"/>`, x, y, s.colour)
	case domain.OnTheWay:
		d.add(`<rect x="%.1f" y="%.1f" width="15" height="15" fill="#ffffff" stroke="%s" stroke-width="3"/>`, x-7.5, y-7.5, s.colour)
	default:
		d.add(`<path d="M%.1f %.1fl7 7l-7 7l-7 -7z" fill="%s"/>`, x, y-7, s.colour)
	}
}

// table writes the scores as numbers, a row for each dimension.
func (d *drawing) table(y float64) {
	right := func(i int) int { return width - 66 - (len(d.shown)-1-i)*104 }
	d.add(`<text x="24" y="%.0f" font-size="24" font-weight="bold" fill="#1a1a1a">%s</text>`, y, d.words.dimension)
	for i, s := range d.shown {
		d.add(`<text x="%d" y="%.0f" font-size="24" font-weight="bold" text-anchor="middle" fill="%s">%s</text>`, right(i), y,
			s.colour, s.short)
	}
	for n, dimension := range d.scale.Dimensions {
		at := y + float64((n+1)*rowHeight)
		d.add(`<line x1="24" y1="%.0f" x2="%d" y2="%.0f" stroke="#c4c4c4" stroke-width="2"/>`, at-28, width-24, at-28)
		d.add(`<text x="24" y="%.0f" font-size="24" fill="#1a1a1a">%s</text>`, at, d.escape(d.words.label(dimension)))
		for i, s := range d.shown {
			d.add(`<text x="%d" y="%.0f" font-size="24" text-anchor="middle" fill="#1a1a1a">%d</text>`, right(i), at,
				s.scores[dimension])
		}
	}
}
