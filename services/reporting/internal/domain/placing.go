package domain

import (
	"fmt"
	"strings"
	"sync"

	"github.com/deschoor/meedoen/platform/civil"
)

// maxPlacings bounds what a counter remembers: some kilobytes each, and an organisation has some hundred in a year.
const maxPlacings = 4096

// placings remembers what facts that are alike in all that filters and levels look at add to: asking the filters of a catalogue
// anew for each of them, and naming the cells again, was most of the time of counting. It may be used from many goroutines.
type placings struct {
	mu    sync.RWMutex
	known map[likeness]*placing
}

// likeness is all that decides to which cells a fact is added. It is the fact itself without what does not, so that what a fact
// will have one day counts as a difference until somebody says otherwise.
type likeness struct {
	fact     Fact
	location Location
	path     string
}

// alike answers the likeness of f. Left out are which fact it is, the day in its month, how many, and who or what a distinct
// count counts.
func alike(f Fact, l Location, path []Programme) likeness {
	f.ID, f.Person, f.Subject, f.Quantity = "", "", "", 0
	f.Date = civil.Date{Year: f.Date.Year, Month: f.Date.Month, Day: 1}
	var b strings.Builder
	for _, p := range path {
		for _, text := range [...]string{p.ID, p.Code, p.Theme} {
			b.WriteString(text)
			b.WriteByte(0) // which is in no text of an event
		}
	}
	return likeness{fact: f, location: l, path: b.String()}
}

// placing is the countings whose filter holds of a fact, each with the cells that it is in there.
type placing struct{ countings []placed }

type placed struct {
	*counted
	keys []Key
}

// of answers the placing of a fact, which find makes where none like it was met before.
func (p *placings) of(l likeness, find func() (*placing, error)) (*placing, error) {
	p.mu.RLock()
	found := p.known[l]
	p.mu.RUnlock()
	if found != nil {
		return found, nil
	}
	found, err := find()
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) >= maxPlacings {
		p.known = map[likeness]*placing{}
	}
	p.known[l] = found
	return found, nil
}

// place answers in which cells a fact at l is, in the countings whose filter holds of it and whose rule covers its year.
func (c *Counter) place(f Fact, l Location, path []Programme) (*placing, error) {
	subject := aboutFact(f, l, path)
	at := spot{fact: f, area: l.Area, wijk: l.wijkIn(c.areas, f.Date.Year), path: path}
	found := &placing{}
	for _, in := range c.byFact[f.Kind] {
		if !in.Rule.covers(f.Date.Year) {
			continue
		}
		holds, err := in.filter.holds(subject)
		if err != nil {
			return nil, fmt.Errorf("filter of %s: %w", in.Indicator, err)
		}
		if holds {
			found.countings = append(found.countings, placed{in, in.cells(at, c.whole)})
		}
	}
	return found, nil
}
