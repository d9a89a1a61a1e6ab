package admin

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// refreshEvery is how many seconds pass before the page of all services is read again, for who asked for that.
const refreshEvery = "10"

// homeView is the page of all services.
type homeView struct {
	State      state
	Summary    string
	Cards      []card
	Letters    int32
	Traces     int
	Refreshing bool
	At         string // when it was made
}

// card is one service, or a process that does not say which it has.
type card struct {
	Name     string
	State    state
	Problems []string
	Known    bool // whether what follows is known
	Version  string
	Since    string
	For      string
	Host     string
	Schema   string
	Outbox   outboxView
	Streams  []streamView
	Timers   string
	Letters  int32
}

type outboxView struct {
	Waiting string // how many events wait, and how long the oldest
	Sent    string // when one was sent last
	Active  bool
}

type streamView struct {
	Service string
	Handled string
	Lag     string
	Event   string // when the newest event that was handled was registered
	Active  string
}

func (s *site) home(w http.ResponseWriter, r *http.Request) {
	now := time.Time{}
	view := homeView{Traces: s.store.State().Traces, Refreshing: r.URL.Query().Get("ververs") == refreshEvery}
	for _, p := range s.ask(r) {
		view.Cards = append(view.Cards, s.cards(p)...)
		if at := p.status.GetReadTime(); at != nil && at.AsTime().After(now) {
			now = at.AsTime()
		}
	}
	for _, c := range view.Cards {
		view.Letters += c.Letters
	}
	view.State, view.Summary = summarise(view.Cards)
	if !now.IsZero() {
		view.At = now.In(s.zone).Format("15.04.05")
	}
	if view.Refreshing {
		// A header, which browsers obey as they do the element, and the layout of other pages need not know.
		w.Header().Set("Refresh", refreshEvery)
	}
	s.show(w, r, "home", web.Page{Title: "Beheer", Description: "Hoe het met elke dienst gaat.", Content: view})
}

// cards answers a card for each service of a process.
func (s *site) cards(p answered) []card {
	if p.err != nil {
		return []card{{Name: p.name, State: away, Problems: []string{"antwoordt niet: " + whyAway(p.err)}}}
	}
	var list []card
	for _, service := range p.status.GetServices() {
		list = append(list, s.card(p.status, service))
	}
	return list
}

func (s *site) card(process *operationsv1.ProcessStatus, service *operationsv1.ServiceStatus) card {
	now := process.GetReadTime().AsTime()
	c := card{
		Name: service.GetName(), Known: service.GetDatabaseReachable(), Version: process.GetVersion(), Host: process.GetHost(),
		Since: s.dayAndTime(process.GetStartTime().AsTime()), For: lasting(now.Sub(process.GetStartTime().AsTime())),
		Letters: service.GetDeadLetterCount(),
	}
	c.State, c.Problems = judge(process, service)
	if !c.Known {
		return c
	}
	if v := service.GetSchema(); v != nil {
		c.Schema = fmt.Sprintf("%d en %d", v.GetPlatform(), v.GetService())
	}
	c.Outbox = s.outbox(service.GetOutbox())
	for _, stream := range service.GetStreams() {
		c.Streams = append(c.Streams, s.stream(stream))
	}
	c.Timers = timersOf(service.GetTimers())
	return c
}

func (s *site) outbox(o *operationsv1.OutboxStatus) outboxView {
	v := outboxView{Waiting: "niets", Active: o.GetActive()}
	if n := o.GetUnsentCount(); n > 0 {
		v.Waiting = fmt.Sprintf("%s, de oudste %s", web.Number(n), lasting(o.GetOldestAge().AsDuration()))
	}
	if at := o.GetLastSendTime(); at != nil {
		v.Sent = s.moment(at.AsTime())
	}
	return v
}

func (s *site) stream(o *operationsv1.StreamStatus) streamView {
	v := streamView{
		Service: o.GetService(), Handled: web.Number(o.GetPosition()), Lag: "achterstand niet bekend",
		Active: "een ander exemplaar, of geen",
	}
	switch shares := o.GetActiveShareCount(); {
	case shares > 0 && o.GetShareCount() > 1:
		v.Active = fmt.Sprintf("dit exemplaar, %d van %d delen", shares, o.GetShareCount())
	case shares > 0:
		v.Active = "dit exemplaar"
	}
	if o.End != nil {
		v.Handled += " van " + web.Number(max(o.GetEnd(), o.GetPosition()))
		v.Lag = "bij"
		if behind := o.GetEnd() - o.GetPosition(); behind > 0 {
			v.Lag = web.Number(behind) + " achter" + afterAge(o)
		}
	}
	if at := o.GetEventTime(); at != nil {
		v.Event = s.moment(at.AsTime())
	}
	return v
}

// afterAge says how long the first event that was not handled waits, where that is known.
func afterAge(o *operationsv1.StreamStatus) string {
	if o.GetOldestAge() == nil {
		return ""
	}
	return ", de oudste " + lasting(o.GetOldestAge().AsDuration())
}

func timersOf(t *operationsv1.TimerStatus) string {
	if t.GetDueCount() == 0 && t.GetFailingCount() == 0 {
		return "op tijd"
	}
	var parts []string
	if n := t.GetDueCount(); n > 0 {
		late := lasting(t.GetOldestDelay().AsDuration())
		parts = append(parts, fmt.Sprintf("%s aan de beurt, de oudste %s te laat", web.Number(n), late))
	}
	if n := t.GetFailingCount(); n > 0 {
		parts = append(parts, web.Number(n)+" mislukt en opnieuw geprobeerd")
	}
	return strings.Join(parts, "; ")
}

// dayAndTime writes an instant with its date: 3 januari 2023, 14.05 uur.
func (s *site) dayAndTime(t time.Time) string { return web.DateAndTime(t.In(s.zone)) }

// lasting writes how long something lasts, in the largest unit that says enough: 12 s, 5 min, 7 uur, 3 dagen.
func lasting(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(max(0, d).Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d uur", int(d.Hours()))
	}
	return web.Number(int(d.Hours()/24)) + " dagen"
}
