package events

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
)

// Restorer reads back what people decided in reporting itself, as its own events tell it: figures follow from the events of
// others, what people decided and wrote does not. So it is read from the stream where the database was lost.
type Restorer struct {
	Projection *Projection
	Clock      clock.Clock
}

// reading keeps events of some types. Those that are known change nothing.
type reading struct {
	types []string
	keep  func(context.Context, *sql.Tx, []cloudevent.Event) error
}

func (r *Restorer) readings() []reading {
	return []reading{
		{PublicationTypes(), RestorePublications},
		{ExplanationTypes(), RestoreExplanations},
		{CatalogueTypes(), r.restoreCatalogues},
	}
}

// Types are the types of events that it reads back.
func (r *Restorer) Types() (types []string) {
	for _, one := range r.readings() {
		types = append(types, one.types...)
	}
	return types
}

// Handle reads events back, those of each type together: they say nothing of each other.
func (r *Restorer) Handle(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
	for _, one := range r.readings() {
		others := func(e cloudevent.Event) bool { return !slices.Contains(one.types, e.Type) }
		if err := one.keep(ctx, tx, slices.DeleteFunc(slices.Clone(events), others)); err != nil {
			return err
		}
	}
	return nil
}
