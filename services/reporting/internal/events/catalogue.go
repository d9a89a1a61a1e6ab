package events

import (
	"context"
	"database/sql"
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// catalogueSaved is what happened, as in the subject.
const catalogueSaved = "catalogue.saved"

// CatalogueTypes are the types of reporting's own events that tell which catalogues there were.
func CatalogueTypes() []string { return []string{outbox.Type(Service, catalogueSaved)} }

// CatalogueSaved says that a catalogue took the place of the one before.
func CatalogueSaved(c store.Catalogue) outbox.Event {
	return outbox.Event{Noun: catalogueSaved, AggregateID: c.ID, Data: &reportingv1.CatalogueSaved{
		Id: c.ID, CreateTime: timestamppb.New(c.Created), Content: c.Content, Comment: c.Comment,
	}}
}

// Replacement is a catalogue that is to take the place of the one that holds, in a transaction in which nobody else counts.
type Replacement struct{ plan plan }

// Replace begins to put another catalogue in the place of the one that holds.
func Replace(ctx context.Context, tx *sql.Tx, c clock.Clock) (Replacement, error) {
	p, err := begin(ctx, store.In(tx), c)
	return Replacement{p}, err
}

// By keeps c, and has counted what is new or different by it. What c says is wanted.
func (r Replacement) By(ctx context.Context, c store.Catalogue, wanted *domain.Catalogue) error {
	if _, err := r.plan.PutCatalogue(ctx, c); err != nil {
		return err
	}
	return r.plan.carryOut(ctx, wanted.Rules())
}

// restoreCatalogues keeps catalogues, and counts by the newest where that was not known. One that this version of the program
// cannot read is kept too: figures are then counted as they were, and whoever reads one is told why there is none.
func (r *Restorer) restoreCatalogues(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
	s, anyFresh := store.In(tx), false
	for _, e := range events {
		c, err := savedCatalogue(e)
		if err != nil {
			return inbox.Poison(fmt.Errorf("%s: %w", e.Type, err))
		}
		fresh, err := s.PutCatalogue(ctx, c)
		if err != nil {
			return err
		}
		anyFresh = anyFresh || fresh
	}
	if !anyFresh {
		return nil
	}
	p, err := begin(ctx, s, r.Clock)
	if err != nil {
		return err
	}
	holds, err := r.Projection.Catalogues.Current(ctx, s)
	if catalogues.Unreadable(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.carryOut(ctx, holds.Rules())
}

func savedCatalogue(e cloudevent.Event) (store.Catalogue, error) {
	var m reportingv1.CatalogueSaved
	if err := proto.Unmarshal(e.Data, &m); err != nil {
		return store.Catalogue{}, err
	}
	if err := m.GetCreateTime().CheckValid(); err != nil {
		return store.Catalogue{}, err
	}
	c := store.Catalogue{
		ID: m.GetId(), Created: m.GetCreateTime().AsTime(), Comment: m.GetComment(), Content: m.GetContent(),
	}
	if parsed, err := catalogues.Parse(c.Content); err == nil {
		c.Indicators = parsed.Indicators()
	}
	return c, nil
}
