// Package catalogues answers which catalogue of indicators holds: the one of the program, one in a file that the
// configuration names, or the one that somebody put in their place.
package catalogues

import (
	"context"
	"errors"
	"sync"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// The identifiers of the catalogues that nobody put there: that of the program, and that of a file of the configuration.
const (
	BuiltIn = "built-in"
	File    = "file"
)

// Held is a catalogue that can be read.
type Held struct {
	// ID is BuiltIn, File, or that of a stored one.
	ID string
	// Content is what was read, as YAML.
	Content string
	*domain.Catalogue
}

// Catalogues knows which catalogue holds. It may be used from many goroutines.
type Catalogues struct {
	brought  Held
	register areas.Register
	mu       sync.Mutex
	last     Held
}

// New answers catalogues of which one comes with the program, BuiltIn, or the configuration, File. The latter holds
// whatever is stored. Wijken are counted by register. Errors: Problems of the content.
func New(id string, content []byte, register areas.Register) (*Catalogues, error) {
	c := &Catalogues{register: register}
	parsed, err := c.Parse(string(content))
	if err != nil {
		return nil, err
	}
	c.brought = Held{id, string(content), parsed}
	return c, nil
}

// Fixed answers catalogues of which c always holds.
func Fixed(c *domain.Catalogue) *Catalogues {
	return &Catalogues{brought: Held{ID: File, Catalogue: c}, register: c.Areas()}
}

// Parse reads a catalogue that counts wijken by no register. Errors: Problems of the content.
func Parse(content string) (*domain.Catalogue, error) {
	return domain.ParseCatalogue([]byte(content), catalogue.Schema())
}

// Parse reads a catalogue that counts wijken as the others do. Errors: Problems of the content.
func (c *Catalogues) Parse(content string) (*domain.Catalogue, error) {
	parsed, err := Parse(content)
	if err != nil {
		return nil, err
	}
	return parsed.On(c.register), nil
}

// Areas answers the register by which wijken are counted, whichever catalogue holds.
func (c *Catalogues) Areas() areas.Register { return c.register }

// Brought answers the catalogue that comes with the program or its configuration.
func (c *Catalogues) Brought() Held { return c.brought }

// Configured says whether the configuration names a file, which holds whatever is stored.
func (c *Catalogues) Configured() bool { return c.brought.ID == File }

// Current answers the catalogue that holds, by what is stored. It asks each time which that is, one row, and so another
// instance goes by a new one at once; it reads it where it is not the one that it read last.
//
// Error: UNAVAILABLE (CATALOGUE_UNREADABLE) where the one that holds is of another version of the program and means nothing to
// this one. Another catalogue would give figures other words than were agreed, so there is none then.
func (c *Catalogues) Current(ctx context.Context, s store.Store) (Held, error) {
	if c.Configured() {
		return c.brought, nil
	}
	newest, err := s.NewestCatalogue(ctx)
	if err != nil || newest.ID == "" {
		return c.brought, err
	}
	c.mu.Lock()
	last := c.last
	c.mu.Unlock()
	if last.ID == newest.ID {
		return last, nil
	}
	return c.read(ctx, s, newest.ID)
}

func (c *Catalogues) read(ctx context.Context, s store.Store, id string) (Held, error) {
	stored, err := s.Catalogue(ctx, id)
	if err != nil {
		return Held{}, err
	}
	parsed, err := c.Parse(stored.Content)
	var many domain.Problems
	if errors.As(err, &many) {
		return Held{}, fault.New(fault.Unavailable, unreadable,
			"The catalogue that holds cannot be read by this version of the program: %d things in it mean nothing to it.", len(many)).
			With("catalogue", id).Because(err)
	}
	if err != nil {
		return Held{}, err
	}
	held := Held{id, stored.Content, parsed}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = held
	return held, nil
}

const unreadable = "CATALOGUE_UNREADABLE"

// Unreadable says whether err is that the catalogue that holds cannot be read.
func Unreadable(err error) bool { return fault.Is(err, unreadable) }
