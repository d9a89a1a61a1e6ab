package api

import (
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/disclosure"
	"github.com/deschoor/meedoen/platform/fault"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// hindrances are all that stands in the way of an edition, each by the field that is to be mended.
type hindrances []fault.Field

const (
	accountEmpty  = "ACCOUNT_EMPTY"
	beingCounted  = "FIGURES_BEING_COUNTED"
	reasonMissing = "REASON_MISSING"
)

// wrong answers what stands in the way of an edition but small numbers. Same says that it says what the newest one does.
func wrong(
	c *domain.Catalogue, req *reportingv1.CreateAccountPublicationRequest,
	account *reportingv1.Account, about *reportingv1.AccountEdition, same bool,
) (all hindrances) {
	if about.GetProvisional() && !req.GetProvisional() {
		all = append(all, fault.Field{Path: "provisional", Reason: "PERIOD_NOT_OVER",
			Text: "The year has not ended. It can be published provisionally, and is marked so."})
	}
	if !slices.ContainsFunc(account.GetFigures(), func(f *reportingv1.Figure) bool {
		return f.GetStatus() == reportingv1.FigureStatus_FIGURE_STATUS_RECORDED && !c.FromRegister(f.GetIndicator())
	}) {
		all = append(all, fault.Field{Path: "year", Reason: accountEmpty, Text: "Nothing of the year was recorded."})
	}
	if names := counting(account); len(names) > 0 {
		all = append(all, fault.Field{Path: "year", Reason: beingCounted,
			Text: "Figures are being counted anew: " + strings.Join(names, ", ") + ". Try again later."})
	}
	if about.GetEdition() > 1 && !same && req.GetReason() == "" {
		all = append(all, fault.Field{Path: "reason", Reason: reasonMissing,
			Text: "This restates the edition before: say why."})
	}
	return all
}

// counting answers the figures that are being counted.
func counting(account *reportingv1.Account) (names []string) {
	for _, f := range account.GetFigures() {
		if f.GetRecounting() || f.GetStatus() == reportingv1.FigureStatus_FIGURE_STATUS_BEING_COUNTED {
			names = append(names, f.GetIndicator())
		}
	}
	return names
}

// wouldTell names the figures of which the editions together would tell a small number.
func wouldTell(e *disclosure.ExposedError) fault.Field {
	var names []string
	for _, c := range e.Cells {
		indicator, _, _ := strings.Cut(string(c.Key), "\n")
		names = append(names, indicator)
	}
	slices.Sort(names)
	return fault.Field{Path: "year", Reason: "SMALL_NUMBER_EXPOSED", Text: "With the editions before, this would tell a small " +
		"number whatever is withheld: of " + strings.Join(slices.Compact(names), ", ") + "."}
}

// pointless says whether there are no numbers to withhold something of.
func (h hindrances) pointless() bool {
	return slices.ContainsFunc(h, func(f fault.Field) bool { return f.Reason == accountEmpty || f.Reason == beingCounted })
}

// fault answers all of them at once, nil where there are none. A missing reason alone is a fault of the request; whatever else
// there is, is a state that passes.
func (h hindrances) fault() error {
	state := slices.IndexFunc(h, func(f fault.Field) bool { return f.Reason != reasonMissing })
	if state < 0 {
		return fault.Violations(h)
	}
	f := fault.New(fault.FailedPrecondition, h[state].Reason, "%s", h[state].Text)
	f.Fields = h
	return f
}

// maxEvent bounds the contents of an edition, in bytes: an event has 512 KiB, and something beside them.
const maxEvent = 500 << 10

// fits refuses an edition that no event can carry: it could not be read back.
func fits(signed string, frozen []byte) error {
	if size := len(signed) + len(frozen); size > maxEvent {
		return fault.New(fault.FailedPrecondition, "ACCOUNT_TOO_LARGE",
			"The account has %d bytes, more than the %d that an edition can have. Break fewer figures down by two dimensions.",
			size, maxEvent)
	}
	return nil
}
