package page

import (
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// editionView is an edition as the page tells of it.
type editionView struct {
	Number      int32
	Path        string
	Date        string // when it was published
	Provisional bool   // the year had not ended
	Reason      string // why it restates the one before; empty of the first
	Fingerprint string
	Shown       bool // it is the one on the page
	Changes     []changeView
}

// download is a form of the account that can be kept.
type download struct {
	Name, Path string
}

func accountPath(year int32) string { return fmt.Sprintf("/verantwoording/%d", year) }

func editionPath(year, edition int32) string {
	return fmt.Sprintf("/verantwoording/%d/edities/%d", year, edition)
}

// downloadsOf answers the forms there are of an edition, or of the account as it is now where edition is 0: that one is signed
// by nobody.
func downloadsOf(year, edition int32, pdf bool) []download {
	file := fmt.Sprintf("%s/verantwoording-%d", accountPath(year), year)
	if edition > 0 {
		file = fmt.Sprintf("%s/verantwoording-%d-editie-%d", editionPath(year, edition), year, edition)
	}
	var all []download
	if pdf {
		all = append(all, download{"PDF, om te lezen en te printen", file + ".pdf"})
	}
	all = append(all,
		download{"Excel, een blad per thema", file + ".xlsx"},
		download{"CSV, open data", file + ".csv"},
		download{"JSON, open data", file + ".json"})
	if edition > 0 {
		all = append(all, download{"Ondertekende inhoud (JWS)", file + ".jws"})
	}
	return all
}

// takeEditions has v tell of the editions of a, the newest first, and of the one it shows.
func (v *accountView) takeEditions(a *reportingv1.Account, zone *time.Location) {
	for _, e := range a.GetEditions() {
		v.Editions = append(v.Editions, viewEdition(e, a, zone))
	}
	slices.SortFunc(v.Editions, func(x, y editionView) int { return int(y.Number - x.Number) })
	if len(v.Editions) > 0 {
		v.Newest = &v.Editions[0]
	}
	if a.GetEdition() == 0 {
		return
	}
	shown := slices.IndexFunc(v.Editions, func(e editionView) bool { return e.Shown })
	if shown < 0 {
		return // an account that tells of no editions, but says which it is
	}
	v.Edition = &v.Editions[shown]
	if shown > 0 {
		v.Newer = v.Newest
	}
}

func viewEdition(e *reportingv1.AccountEdition, a *reportingv1.Account, zone *time.Location) editionView {
	v := editionView{
		Number: e.GetEdition(), Path: editionPath(a.GetYear(), e.GetEdition()), Provisional: e.GetProvisional(),
		Reason: e.GetReason(), Fingerprint: e.GetFingerprint(), Shown: e.GetEdition() == a.GetEdition(),
	}
	if t := e.GetPublishTime(); t != nil {
		v.Date = web.LongDate(t.AsTime().In(zone))
	}
	if v.Shown {
		v.Changes = changesOf(e, a.GetFigures())
	}
	return v
}
