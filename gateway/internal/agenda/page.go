package agenda

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"log/slog"
	"maps"
	"net/http"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/gateway/internal/open"
	"github.com/deschoor/meedoen/gateway/internal/web"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

//go:embed static templates
var files embed.FS

// staticPath is where the static files stand.
const staticPath = Path + "/static/"

// Options are what the page says beyond what is offered. The zero value is usable.
type Options struct {
	// Notice stands as a banner above the page. Empty for no banner.
	Notice string
}

// page lists the calendars there are.
type page struct {
	*web.Site
	offers activitiesv1.OfferServiceClient
}

// NewPage answers the handler of Path and its static files; every other path below it gets a page that says it does not
// exist.
func NewPage(offers activitiesv1.OfferServiceClient, log *slog.Logger, options Options) (http.Handler, error) {
	site, err := web.New(web.Options{Files: files, Static: staticPath, Notice: options.Notice, Log: log})
	if err != nil {
		return nil, err
	}
	p := &page{Site: site, offers: offers}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, p.show)
	mux.HandleFunc("GET "+staticPath+"{file}", site.Static)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { site.Message(w, r, web.Unknown()) })
	return web.Secured(mux, "'none'"), nil
}

// feed is a link to a calendar.
type feed struct{ Name, Path string }

// content is what the page shows.
type content struct{ Places, Programmes []feed }

func (p *page) show(w http.ResponseWriter, r *http.Request) {
	c, err := p.read(r.Context())
	if err != nil {
		p.Message(w, r, messageOf(err))
		return
	}
	body, err := p.Render("agenda", web.Page{
		Title:       "Agenda",
		Description: "Alle activiteiten van een buurtcentrum of een programma in uw eigen agenda.",
		Content:     c,
	})
	if err != nil {
		p.Message(w, r, web.Broken(err))
		return
	}
	web.IsHTML(w.Header())
	open.Write(w, r, "text/html; charset=utf-8", bytes.TrimSpace(body), keep)
}

// read answers the calendars of everything that is offered from today on.
func (p *page) read(ctx context.Context) (content, error) {
	places, programmes := map[feed]bool{}, map[feed]bool{}
	req := &activitiesv1.ListOffersRequest{PageSize: pageSize}
	for more := true; more; more = req.PageToken != "" {
		answer, err := p.offers.ListOffers(ctx, req)
		if err != nil {
			return content{}, err
		}
		for _, o := range answer.GetOffers() {
			place, programme := o.GetPlace(), o.GetProgramme()
			places[feed{place.GetDisplayName(), placePath + place.GetLocationId() + suffix}] = true
			programmes[feed{programme.GetDisplayName(), programmePath + programme.GetCode() + suffix}] = true
		}
		req.PageToken = answer.GetNextPageToken()
	}
	return content{Places: byName(places), Programmes: byName(programmes)}, nil
}

func byName(feeds map[feed]bool) []feed {
	return slices.SortedFunc(maps.Keys(feeds), func(a, b feed) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Path, b.Path))
	})
}

func messageOf(err error) web.Message {
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded:
		return web.Message{
			Status: http.StatusServiceUnavailable, Cause: err, Title: "De agenda is even niet bereikbaar",
			Text: "Probeer het over een minuut opnieuw.",
		}
	}
	return web.Broken(err)
}
