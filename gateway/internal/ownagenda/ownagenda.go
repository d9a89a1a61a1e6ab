// Package ownagenda serves the shifts of one person to the calendar on a phone, which knows no login: whoever has the address
// reads them, so the address is kept like a password.
package ownagenda

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/open"
	"github.com/deschoor/meedoen/platform/icalendar"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

const prefix = "/agendas/"

// Path is the pattern of every calendar, and all that is told of its address.
const Path = prefix + "{secret}.ics"

// IsFeed says whether a path is that of a calendar, or stands where calendars stand.
func IsFeed(path string) bool { return strings.HasPrefix(path, prefix) }

// Feeds serves the calendars.
type Feeds struct {
	calendars volunteersv1.CalendarFeedServiceClient
	log       *slog.Logger
}

// New answers the handler of what Conceal lets through.
func New(calendars volunteersv1.CalendarFeedServiceClient, log *slog.Logger) *Feeds {
	return &Feeds{calendars: calendars, log: log}
}

// ServeHTTP answers the calendar of the secret in the address. A reader may keep it for some minutes, a proxy never; no
// search engine lists it.
func (f *Feeds) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Robots-Tag", "noindex")
	secret, ok := secretOf(r)
	if !ok {
		open.Unknown(w, r)
		return
	}
	calendar, err := f.calendars.GetCalendar(r.Context(), &volunteersv1.GetCalendarRequest{Secret: secret})
	if err != nil {
		open.Failed(w, r, f.log, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", icalendar.MediaType)
	h.Set("Content-Language", "nl")
	h.Set("ETag", `"`+calendar.GetEtag()+`"`)
	h.Set("Cache-Control", "private, max-age=300")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(calendar.GetContent()))
}
