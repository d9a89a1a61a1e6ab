// Package agenda serves what is offered as calendars that people subscribe to in their own (RFC 5545), one for each place
// and one for each programme, and the page on which they find them.
package agenda

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/open"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	"github.com/deschoor/meedoen/gateway/internal/web"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/icalendar"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// Path is where the page stands.
const Path = "/agenda"

// Where the calendars stand. People keep these addresses for years: they do not change.
const (
	placePath     = Path + "/locaties/"
	programmePath = Path + "/programmas/"
	suffix        = ".ics"
)

const (
	daysBack  = 31  // so that whoever looks back sees what was
	daysAhead = 180 // people do not plan further, and a calendar is fetched whole
	keep      = 15 * time.Minute
	pageSize  = 1000
)

// Paths answers the patterns of the calendars.
func Paths() []string { return []string{placePath + "{file}", programmePath + "{file}"} }

// IsFeed says whether a path is that of a calendar, or stands where calendars stand.
func IsFeed(path string) bool {
	return strings.HasPrefix(path, placePath) || strings.HasPrefix(path, programmePath)
}

// Feeds serves the calendars.
type Feeds struct {
	offers activitiesv1.OfferServiceClient
	clock  clock.Clock
	log    *slog.Logger
	zone   *time.Location
}

// NewFeeds answers the handler of Paths. It fails where this machine does not know the zone of the Netherlands.
func NewFeeds(offers activitiesv1.OfferServiceClient, c clock.Clock, log *slog.Logger) (*Feeds, error) {
	zone, err := web.Zone()
	if err != nil {
		return nil, err
	}
	return &Feeds{offers: offers, clock: c, log: log, zone: zone}, nil
}

// ServeHTTP answers the calendar that r asks for. One of which nothing is known is empty: what stands still for a summer
// must not end a subscription, and which places there are is nobody's business before something is offered there.
func (f *Feeds) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	req, known := requestOf(rules.MatchOf(r.Context()).Path)
	if !known {
		open.Unknown(w, r)
		return
	}
	today := civil.Today(f.clock.Now(), f.zone)
	req.FromDate, req.ToDate = today.AddDays(-daysBack).String(), today.AddDays(daysAhead).String()
	list, err := f.read(r.Context(), req)
	if err != nil {
		open.Failed(w, r, f.log, err)
		return
	}
	body, err := calendar(nameOf(req, list), list, f.zone)
	if err != nil {
		open.Failed(w, r, f.log, err)
		return
	}
	w.Header().Set("Content-Language", "nl")
	open.Write(w, r, icalendar.MediaType, body, keep)
}

var code = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// requestOf answers which sessions stand in the calendar at path, and whether there can be one.
func requestOf(path string) (req *activitiesv1.ListOfferSessionsRequest, known bool) {
	path, isFile := strings.CutSuffix(path, suffix)
	req = &activitiesv1.ListOfferSessionsRequest{PageSize: pageSize}
	if id, ok := strings.CutPrefix(path, placePath); ok {
		req.LocationId = id
	} else if id, ok := strings.CutPrefix(path, programmePath); ok {
		req.ProgrammeCode = id
	}
	id := req.GetLocationId() + req.GetProgrammeCode()
	return req, isFile && len(id) <= 60 && code.MatchString(id)
}

// entry is a session with the offer it is of.
type entry struct {
	session *activitiesv1.OfferSession
	offer   *activitiesv1.Offer
}

// read answers all sessions that req asks for.
func (f *Feeds) read(ctx context.Context, req *activitiesv1.ListOfferSessionsRequest) (list []entry, err error) {
	for more := true; more; more = req.PageToken != "" {
		answer, err := f.offers.ListOfferSessions(ctx, req)
		if err != nil {
			return nil, err
		}
		offers := map[string]*activitiesv1.Offer{}
		for _, o := range answer.GetOffers() {
			offers[o.GetId()] = o
		}
		for _, s := range answer.GetSessions() {
			list = append(list, entry{session: s, offer: offers[s.GetOfferId()]})
		}
		req.PageToken = answer.GetNextPageToken()
	}
	return list, nil
}

// nameOf answers what the calendar is called.
func nameOf(req *activitiesv1.ListOfferSessionsRequest, list []entry) string {
	for _, e := range list {
		if req.GetLocationId() != "" {
			return "Agenda " + e.session.GetPlace().GetDisplayName()
		}
		if p := e.offer.GetProgramme(); p.GetCode() == req.GetProgrammeCode() {
			return "Agenda " + p.GetDisplayName()
		}
	}
	return "Agenda"
}
