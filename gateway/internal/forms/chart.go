package forms

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
)

// chart is a bar for each month, with its value above it: on paper nobody can point at a bar to ask.
type chart struct {
	Label string // what it shows, in words, for who hears it
	Bars  []chartBar
	Note  string // what stands in the place of a chart whose bars would all be alike
}

type chartBar struct {
	X, Middle, Y, Width, Height, TextY float64
	Month, Value                       string
	Withheld                           bool
}

// The view box of a chart.
const (
	chartWidth          = 360.0
	chartTop, chartFoot = 12.0, 74.0
)

// chart answers the chart of the months of f: twelve places, of which one that is withheld is shown as such. Nil where f has no
// months.
func (d *Document) chart(f figure) *chart {
	parts := f.by(byMonth)
	if len(parts) == 0 {
		return nil
	}
	highest, same := int32(1), true
	for _, p := range parts {
		same = same && p.text() == parts[0].text()
		if p.value != nil {
			highest = max(highest, *p.value)
		}
	}
	if same && len(parts) == 12 {
		return &chart{Note: allAlike(parts[0])}
	}
	c := &chart{Label: monthsInWords(f, parts)}
	room := chartWidth / 12
	for m := time.January; m <= time.December; m++ {
		_, short := web.Month(m)
		left := room * float64(m-1)
		bar := chartBar{
			X: left + room*0.14, Middle: left + room/2, Width: room * 0.72, Y: chartFoot, TextY: chartFoot - 3, Month: short,
		}
		if p := f.at(byMonth, monthKey(d.account.GetYear(), int(m))); p != nil {
			bar.stand(*p, highest)
		}
		c.Bars = append(c.Bars, bar)
	}
	return c
}

// stand gives a bar its height. One that is withheld is as high as the plot and empty, so that it says nothing.
func (b *chartBar) stand(p part, highest int32) {
	b.Value, b.Withheld = p.text(), p.status == statusWithheld
	share := 1.0
	if p.value != nil {
		share = float64(*p.value) / float64(highest)
	}
	b.Height = math.Round(share*(chartFoot-chartTop)*10) / 10
	b.Y = chartFoot - b.Height
	b.TextY = b.Y - 3
}

func allAlike(p part) string {
	if p.value == nil {
		return "Per maand afgeschermd."
	}
	return "Elke maand " + web.Number(*p.value) + "."
}

func monthsInWords(f figure, parts []part) string {
	words := make([]string, 0, len(parts))
	for _, p := range parts {
		value := p.text()
		if p.value == nil {
			value = "afgeschermd"
		}
		words = append(words, monthName(p.key)+" "+value)
	}
	return fmt.Sprintf("%s per maand: %s", web.UpperFirst(f.GetLabel()), strings.Join(words, ", "))
}
