package page

import (
	"fmt"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// changeView is what a restatement makes different in a figure.
type changeView struct {
	ID        string // of the figure on this page; empty where it is not on it any more
	Programme string
	Label     string
	Before    string // as "152.318"; empty where the number itself is the same
	After     string
	Parts     string // as "3 onderdelen, zoals maanden of wijken"; empty where none is different
}

// changesOf answers what e makes different, in words that say more than the published ones: of two exact numbers with one
// wording both are shown.
func changesOf(e *reportingv1.AccountEdition, figures []*reportingv1.Figure) []changeView {
	byIndicator := map[string]*reportingv1.Figure{}
	for _, f := range figures {
		byIndicator[f.GetIndicator()] = f
	}
	var all []changeView
	for _, c := range e.GetChanges() {
		figure, known := byIndicator[c.GetIndicator()]
		v := changeView{Label: c.GetIndicator(), Parts: changedParts(c.GetChangedParts())}
		if known {
			v.ID, v.Programme, v.Label = c.GetIndicator(), web.UpperFirst(figure.GetProgramme()), figure.GetLabel()
		}
		before, after := told(c.ValueBefore, c.GetWordingBefore()), told(c.Value, c.GetWording())
		if after == untold && figure.GetStatus() == reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD {
			after = hiddenWord
		}
		if before != after {
			v.Before, v.After = before, after
		}
		all = append(all, v)
	}
	return all
}

// untold stands for a number that an edition does not have or does not show: the edition after does not know which.
const untold = "niet getoond"

func told(value *int32, wording string) string {
	switch {
	case value != nil:
		return web.Number(*value)
	case wording != "":
		return wording
	}
	return untold
}

func changedParts(n int32) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 onderdeel, zoals een maand of een wijk"
	}
	return fmt.Sprintf("%s onderdelen, zoals maanden of wijken", web.Number(n))
}
