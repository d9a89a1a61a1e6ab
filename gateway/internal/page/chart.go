package page

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/deschoor/meedoen/gateway/internal/web"
)

// The view box of a chart by month. The style sheet scales its letters with the room there is.
const (
	chartWidth  = 420
	chartHeight = 196
	plotTop     = 26
	plotBottom  = 168
	barShare    = 0.68 // of the room of a month; the rest is the gap to the next
	monthsBase  = 190
	digitWidth  = 9 // of one character of a scale label, rounded up
	labelGap    = 8
	hatchStep   = 7 // from one line of a withheld month to the next
)

// monthChart is a bar chart by month in the units of its view box.
type monthChart struct {
	Width, Height float64
	Left          float64 // where the plot begins, to the right of the scale's labels
	LabelsEnd     float64
	MonthsBase    float64 // the base line of the names of the months
	Bars          []bar
	Ticks         []tick
}

// bar is one month of a chart.
type bar struct {
	X, Y, Width, Height float64
	Middle              float64
	ValueX, ValueY      float64 // where the value of a peak stands, kept inside the view box
	Initial, Rest       string  // "j" and "an": where there is little room, only the first letter is shown
	Name                string  // "januari"
	Value               string  // "48.540"
	Peak                bool    // whether it alone is the highest, and so carries its value
	Gap                 string  // the hatching, as an SVG path, of a month that is withheld; empty of one that is shown
}

// tick is one line of the scale.
type tick struct {
	Y     float64
	Label string
}

// drawMonths answers the chart of one month or more, in their order. No value is below zero.
func drawMonths(parts []part) monthChart {
	highest := highestOf(parts)
	marks := scale(highest)
	top := marks[len(marks)-1]
	labels := float64(len(web.Number(top)) * digitWidth)
	c := monthChart{
		Width: chartWidth, Height: chartHeight,
		LabelsEnd: labels, Left: labels + labelGap, MonthsBase: monthsBase,
	}
	for _, m := range marks {
		c.Ticks = append(c.Ticks, tick{Y: tenths(plotBottom - heightOf(m, top)), Label: web.Number(m)})
	}
	room := (chartWidth - c.Left) / float64(len(parts))
	for i, p := range parts {
		b := drawBar(p, c.Left+room*float64(i), room, top)
		b.Peak = p.value == highest && countOf(parts, highest) == 1 && !p.Withheld
		half := float64(len(p.Value)*digitWidth) / 2
		b.ValueX = tenths(max(c.Left+half, min(b.Middle, chartWidth-half)))
		c.Bars = append(c.Bars, b)
	}
	return c
}

// drawBar answers the bar of p in the middle of the room that its month has from left on.
func drawBar(p part, left, room float64, top int64) bar {
	height := heightOf(int64(p.value), top)
	gap := ""
	if p.Withheld {
		gap = hatch(tenths(left+room*(1-barShare)/2), tenths(room*barShare))
	}
	_, initial := utf8.DecodeRuneInString(p.Short)
	return bar{
		X: tenths(left + room*(1-barShare)/2), Y: tenths(plotBottom - height),
		Width: tenths(room * barShare), Height: height,
		Middle: tenths(left + room/2), ValueY: tenths(plotBottom - height - labelGap),
		Initial: p.Short[:initial], Rest: p.Short[initial:], Name: p.Name, Value: p.Value, Gap: gap,
	}
}

// hatch answers slanted lines over the whole height of the plot: a bar, however low, would say a number.
func hatch(left, width float64) string {
	var b strings.Builder
	for y := float64(plotBottom); y-width >= plotTop; y -= hatchStep {
		fmt.Fprintf(&b, "M%g %gl%g %g", left, tenths(y), width, -width)
	}
	return b.String()
}

// heightOf answers how high value stands above the axis, where top is the last mark of the scale.
func heightOf(value, top int64) float64 {
	return tenths(float64(value) / float64(top) * (plotBottom - plotTop))
}

// scale answers the marks of an axis from zero to highest or the first mark above it: whole numbers at equal steps of
// 1, 2 or 5 times a power of ten, so that every chart counts alike, and five of them at most.
func scale(highest int32) []int64 {
	step := int64(1)
	for i := 0; step*4 < int64(highest); i++ {
		step = [...]int64{1, 2, 5}[i%3] * int64(math.Pow10(i/3))
	}
	marks := []int64{0}
	for marks[len(marks)-1] < max(int64(highest), 1) {
		marks = append(marks, marks[len(marks)-1]+step)
	}
	return marks
}

// share answers the length of a bar of value where the longest, of highest, is 100 long.
func share(value, highest int32) float64 {
	if highest == 0 {
		return 0
	}
	return tenths(float64(value) / float64(highest) * 100)
}

func tenths(x float64) float64 { return math.Round(x*10) / 10 }
